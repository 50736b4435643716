package com.hasivu.edge.journal;

import com.hasivu.edge.journal.CommitQueue.Order;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Wire;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The station's journal: an append-only, checksummed, hash-chained file of records.
 * docs/journal-format.md.
 *
 * <p>Threading: every method may be called from any thread. {@link #append} blocks for one
 * synchronous write (0.1 to 0.2 ms on an SSD, up to 400 ms on an SD card); appends that wait at the
 * same time share one write.
 */
public final class Journal implements AutoCloseable {
    /** Records below this length only; as the wire allows. */
    public static final int MAX_PAYLOAD_BYTES = Wire.MAX_RECORD_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final JournalDisk disk;
    private final @Nullable DirectoryLock lock;
    private final long epoch;
    private final SegmentList segments;
    private final JournalWriter writer;
    private final SpareSegment spare;
    private final CommitQueue queue;
    private final CursorFile cursorFile;
    private final ShownFile shownFile;
    private final RecoveryReport recovery;
    private volatile Cursor cursor;

    Journal(
            JournalDisk disk,
            @Nullable DirectoryLock lock,
            long epoch,
            SegmentList segments,
            JournalWriter writer,
            SpareSegment spare,
            CursorFile cursorFile,
            Cursor cursor,
            ShownFile shownFile,
            RecoveryReport recovery) {
        this.disk = disk;
        this.lock = lock;
        this.epoch = epoch;
        this.segments = segments;
        this.writer = writer;
        this.spare = spare;
        this.queue = new CommitQueue(writer);
        this.cursorFile = cursorFile;
        this.cursor = cursor;
        this.shownFile = shownFile;
        this.recovery = recovery;
    }

    /**
     * Opens the journal in {@code folder}, or creates it; recovers its longest valid prefix.
     *
     * @throws JournalInUseException if another process holds the folder
     * @throws JournalDamagedException if records that must be there are not; nothing was changed
     * @throws JournalException if the disk refuses, or the journal is another station's
     */
    public static Journal open(
            Path folder, SchoolId school, StationId station, JournalSettings settings) {
        DirectoryLock lock = null;
        try {
            lock = DirectoryLock.take(folder);
            return new JournalOpening(
                            JournalDisk.at(folder),
                            school,
                            station,
                            settings,
                            JournalEnvironment.real())
                    .open(lock);
        } catch (IOException e) {
            DirectoryLock.release(lock);
            throw cannotOpen(folder.toString(), e);
        } catch (RuntimeException e) {
            DirectoryLock.release(lock);
            throw e;
        }
    }

    /** Like {@link #open(Path, SchoolId, StationId, JournalSettings)} on a disk of the caller's. */
    public static Journal open(
            JournalDisk disk,
            SchoolId school,
            StationId station,
            JournalSettings settings,
            JournalEnvironment environment) {
        try {
            return new JournalOpening(disk, school, station, settings, environment).open(null);
        } catch (IOException e) {
            throw cannotOpen(disk.describe(), e);
        }
    }

    /** Reads a whole journal and changes nothing; needs no lock, so a live one may be read too. */
    public static VerifyReport verify(Path folder, SchoolId school, StationId station) {
        try {
            return JournalVerification.verify(JournalDisk.at(existing(folder)), school, station);
        } catch (IOException e) {
            throw cannotOpen(folder.toString(), e);
        }
    }

    /** Reads every valid record of a journal, oldest first, and changes nothing; needs no lock. */
    public static void readAll(Path folder, Consumer<StoredRecord> to) {
        try {
            readAll(JournalDisk.at(existing(folder)), to);
        } catch (IOException e) {
            throw cannotOpen(folder.toString(), e);
        }
    }

    /** Like {@link #readAll(Path, Consumer)} on a disk of the caller's. */
    public static void readAll(JournalDisk disk, Consumer<StoredRecord> to) {
        try {
            JournalScan scan = new JournalScan(disk, null, null, to);
            if (scan.run().end instanceof JournalScan.End.Damaged(String why)) {
                throw new JournalDamagedException(why);
            }
        } catch (IOException e) {
            throw cannotOpen(disk.describe(), e);
        }
    }

    private static JournalException cannotOpen(String where, IOException e) {
        return new JournalException(
                "cannot open the journal in %s: %s; check the disk, its free space and its rights"
                        .formatted(where, e),
                e);
    }

    private static Path existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new JournalException(
                    "there is no journal in %s; check state-dir".formatted(folder));
        }
        return folder;
    }

    /** What opening found. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /**
     * Appends a record and returns once it is on disk.
     *
     * @param type 1 to 255
     * @param payload at most {@link #MAX_PAYLOAD_BYTES}; not copied, not changed
     * @throws JournalException if it is not on disk: nothing may be shown as accepted
     */
    public Appended append(int type, byte[] payload) {
        return enqueue(type, payload).await();
    }

    /** Settles the record's place behind all earlier ones; {@link Pending#await} writes it. */
    public Pending enqueue(int type, byte[] payload) {
        return enqueue(type, payload, failures());
    }

    /**
     * Like {@link #enqueue(int, byte[])}, of a record whose content rests on earlier ones: it fails
     * when one of them failed after {@code seenFailures} was read.
     *
     * @param seenFailures {@link #failures} from before the content was decided
     */
    public Pending enqueue(int type, byte[] payload, long seenFailures) {
        if (type < 1 || type > 255 || payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "record of type %d with %d bytes; use type 1 to 255 and at most %d bytes"
                            .formatted(type, payload.length, MAX_PAYLOAD_BYTES));
        }
        return queue.enqueue(type, payload, Order.APPEND, seenFailures);
    }

    /** How many writes have failed; records that failed with them say so once this has grown. */
    public long failures() {
        return queue.failures();
    }

    /** Whether appends are taken. */
    public JournalState state() {
        return writer.state();
    }

    /**
     * Tells how long each synchronous write took, in nanoseconds.
     *
     * @param nanos called on the tap path: must return at once and not throw
     */
    public void tellSyncs(LongConsumer nanos) {
        writer.tellSyncs(nanos);
    }

    /**
     * Goes the way of a record, through the queue and its leader, and writes nothing. Returns when
     * that way is free, also when the disk fails: late or never when it is stuck.
     */
    public void pass() {
        try {
            queue.enqueue(0, NOTHING, Order.HEAL, 0).await();
        } catch (JournalException failing) {
            LOG.debug("the journal's queue moves, its disk fails", failing);
        }
    }

    /**
     * Takes no more records, if none came after {@code last}: then everybody knows how this journal
     * ends. What is appended from then on fails.
     *
     * @return whether it ends there
     */
    public boolean seal(long last) {
        byte[] wanted = ByteBuffer.allocate(Long.BYTES).putLong(last).array();
        return queue.enqueue(0, wanted, Order.SEAL, 0).await().id().sequence() == last;
    }

    /** Tries to go on after a failure, if the time for a new try has come; else does nothing. */
    public JournalState heal() {
        if (writer.state() instanceof JournalState.Failed) {
            pass();
        }
        return writer.state();
    }

    /** Random 64 bit, made when the journal was created. */
    public long epoch() {
        return epoch;
    }

    /** The last record on disk; 0 when there is none. */
    public long lastSequence() {
        return writer.tail().sequence();
    }

    /** The oldest record kept; 1 more than the last when there is none. */
    public long firstSequence() {
        return segments.oldest().first();
    }

    /**
     * The chain hash of a kept record, of the record before the oldest kept, or of 0: the genesis.
     *
     * @throws IllegalArgumentException if that record is not kept
     */
    public byte[] hashAt(long sequence) {
        JournalWriter.Tail tail = writer.tail();
        if (sequence == tail.sequence()) {
            return tail.hash().clone();
        }
        Segment oldest = segments.oldest();
        if (sequence == oldest.first() - 1) {
            return oldest.header.previousHash().clone();
        }
        if (sequence < oldest.first() || sequence > tail.sequence()) {
            throw notKept(sequence, oldest.first(), tail.sequence());
        }
        return frameAt(segments, sequence + 1).previousHash();
    }

    /**
     * Reads records on disk, oldest first.
     *
     * @param fromSequence the first wanted; when it is behind the last, the list is empty
     * @param maxRecords at most so many
     * @param maxBytes at most so many payload bytes, but always one record if there is one
     * @throws IllegalArgumentException if {@code fromSequence} is not kept any more
     */
    public List<StoredRecord> read(long fromSequence, int maxRecords, int maxBytes) {
        long last = writer.tail().sequence();
        long first = segments.oldest().first();
        if (fromSequence < first) {
            throw notKept(fromSequence, first, last);
        }
        List<StoredRecord> records = new ArrayList<>();
        long next = fromSequence;
        int bytes = 0;
        while (next <= last && records.size() < maxRecords) {
            Segment segment = segments.holding(next);
            long until =
                    Math.min(
                            Math.min(last, segment.last()), next + maxRecords - records.size() - 1);
            boolean full =
                    SegmentReader.read(segment, epoch, next, until, maxBytes - bytes, records);
            if (full) {
                break;
            }
            next = until + 1;
            bytes = records.stream().mapToInt(r -> r.payload().length).sum();
        }
        return records;
    }

    /**
     * Waits until a record after {@code sequence} is on disk.
     *
     * @return whether there is one
     */
    public boolean awaitRecordsAfter(long sequence, Duration patience) throws InterruptedException {
        return writer.awaitAfter(sequence, patience.toNanos());
    }

    /** Up to where the cloud has committed. */
    public Cursor cursor() {
        return cursor;
    }

    /**
     * Moves the cursor, durably. A hash that is not ours, a place behind the last record or before
     * the cursor is refused.
     *
     * @throws JournalException if the disk refuses; the cursor stays
     */
    public CursorMove acked(long upTo, byte[] hash) {
        synchronized (cursorFile) {
            long last = writer.tail().sequence();
            if (upTo > last) {
                return new CursorMove.Refused(
                        "record %d is acknowledged, but the last one here is %d"
                                .formatted(upTo, last));
            }
            if (upTo < cursor.sequence()) {
                return new CursorMove.Refused(
                        "record %d is acknowledged, but the cursor is at %d already"
                                .formatted(upTo, cursor.sequence()));
            }
            if (!Arrays.equals(hash, hashAt(upTo))) {
                return new CursorMove.Refused(
                        "record %d is acknowledged with a hash that is not ours".formatted(upTo));
            }
            if (upTo == cursor.sequence()) {
                return new CursorMove.Unchanged(cursor);
            }
            Cursor moved = new Cursor(upTo, hash.clone());
            try {
                cursorFile.write(epoch, moved);
            } catch (IOException e) {
                throw new JournalException(
                        "cannot save the cursor in %s: %s; check the disk and its free space"
                                .formatted(disk.describe(), e.getMessage()),
                        e);
            }
            cursor = moved;
            return new CursorMove.Moved(moved);
        }
    }

    /**
     * Notes that the record's signal was given. Not synced: a power cut may forget it, and the
     * signal is given once more.
     */
    public void shown(long sequence) {
        try {
            shownFile.mark(epoch, sequence);
        } catch (IOException e) {
            LOG.warn(
                    "record {} was shown but not marked so: {}; after a restart it may be shown once more",
                    sequence,
                    e.getMessage());
        }
    }

    /** Whether {@link #shown} was called for one of the last 1,024 records. */
    public boolean wasShown(long sequence) {
        return shownFile.isMarked(sequence);
    }

    /**
     * Removes whole segment files whose every record is acknowledged and not after {@code expired}.
     *
     * @param expired the last record that is no longer wanted here
     * @return the number of files removed
     */
    public int trim(long expired) {
        synchronized (cursorFile) {
            long upTo = Math.min(expired, cursor.sequence());
            int removed = 0;
            while (segments.oldest() != segments.newest() && segments.oldest().last() <= upTo) {
                Segment oldest = segments.oldest();
                try {
                    oldest.file.close();
                    disk.delete(oldest.name);
                } catch (IOException e) {
                    throw new JournalException(
                            "cannot remove %s in %s: %s"
                                    .formatted(oldest.name, disk.describe(), e.getMessage()),
                            e);
                }
                segments.remove(oldest);
                removed++;
            }
            return removed;
        }
    }

    /** Syncs what is left, gives the folder free. Waiting appends end with an exception. */
    @Override
    public void close() {
        queue.enqueue(0, NOTHING, Order.CLOSE, 0).await();
        spare.settle();
        try {
            for (Segment segment : segments.all()) {
                segment.file.close();
            }
            synchronized (cursorFile) {
                cursorFile.close();
            }
            shownFile.close();
        } catch (IOException e) {
            LOG.warn("the journal in {} was not closed cleanly", disk.describe(), e);
        }
        DirectoryLock.release(lock);
    }

    /** The frame of a record that is on disk. */
    static Frame frameAt(SegmentList segments, long sequence) {
        return SegmentReader.frame(segments.holding(sequence), sequence);
    }

    private IllegalArgumentException notKept(long sequence, long first, long last) {
        return new IllegalArgumentException(
                "record %d is not kept in %s; it holds %d to %d"
                        .formatted(sequence, disk.describe(), first, last));
    }

    private static final byte[] NOTHING = new byte[0];
}
