package com.hasivu.edge.journal;

import com.hasivu.edge.journal.CommitQueue.Entry;
import com.hasivu.edge.journal.CommitQueue.Order;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.fault.FaultPoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes batches into the open segment, goes to the next one when it is full, and after a failure
 * to a new one. Threading: only the leader of the {@link CommitQueue} calls {@link #write};
 * volatile fields are read by all.
 */
final class JournalWriter implements CommitQueue.Work {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    static final int MAX_WRITE_BYTES = 256 * 1024;

    /** The newest record on disk. */
    record Tail(long sequence, byte[] hash) {}

    private final JournalDisk disk;
    private final JournalSettings settings;
    private final JournalEnvironment environment;
    private final SegmentList segments;
    private final SpareSegment spare;
    private final long epoch;
    private final Object arrival = new Object(); // readers of new records wait on it
    private final byte[] buffer = new byte[MAX_WRITE_BYTES];

    private Segment open;
    private boolean suspect; // a write to the open segment failed: it is never written again
    private long retryAt;
    private boolean sealed; // nothing more is appended
    private boolean closed;
    private volatile LongConsumer syncs = nanos -> {};
    private volatile Tail tail;
    private volatile JournalState state = new JournalState.Ready();

    JournalWriter(
            JournalDisk disk,
            JournalSettings settings,
            JournalEnvironment environment,
            SegmentList segments,
            SpareSegment spare,
            long epoch,
            Tail tail) {
        this.disk = disk;
        this.settings = settings;
        this.environment = environment;
        this.segments = segments;
        this.spare = spare;
        this.epoch = epoch;
        this.tail = tail;
        this.open = segments.newest();
    }

    Tail tail() {
        return tail;
    }

    JournalState state() {
        return state;
    }

    void tellSyncs(LongConsumer nanos) {
        syncs = nanos;
    }

    /** Waits until a record after {@code sequence} is on disk or the time is over. */
    boolean awaitAfter(long sequence, long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        synchronized (arrival) {
            while (tail.sequence() <= sequence) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0 || closed) {
                    return false;
                }
                arrival.wait(left);
            }
        }
        return true;
    }

    @Override
    public void write(List<Entry> batch) {
        int next = 0;
        while (next < batch.size()) {
            Entry entry = batch.get(next);
            if (entry.order == Order.CLOSE) {
                shut();
                entry.settle(new Appended(new RecordId(epoch, tail.sequence()), tail.hash()));
                next++;
            } else if (closed) {
                entry.settle(
                        new JournalException(
                                "the journal in %s is closed".formatted(disk.describe())));
                next++;
            } else if (entry.order == Order.SEAL) {
                sealed = tail.sequence() == ByteBuffer.wrap(entry.payload).getLong();
                entry.settle(new Appended(new RecordId(epoch, tail.sequence()), tail.hash()));
                next++;
            } else if (entry.order == Order.APPEND && sealed) {
                entry.settle(
                        new JournalException(
                                "the journal in %s is ended, another one begins in a moment"
                                        .formatted(disk.describe())));
                next++;
            } else if (state instanceof JournalState.Failed && !reopened()) {
                failAll(batch, next);
                return;
            } else if (entry.order == Order.HEAL) {
                entry.settle(new Appended(new RecordId(epoch, tail.sequence()), tail.hash()));
                next++;
            } else {
                next = writeFrom(batch, next);
            }
        }
    }

    /** Writes entries from {@code from} on, as many as fit; returns where to go on. */
    private int writeFrom(List<Entry> batch, int from) {
        try {
            if (Frame.OVERHEAD + batch.get(from).payload.length > open.room()) {
                begin(spare.take(), open.last() + 1);
            }
        } catch (IOException e) {
            fail("cannot prepare the next segment file", e);
            failAll(batch, from);
            return batch.size();
        }
        int room = Math.min(open.room(), buffer.length);
        int bytes = 0;
        int next = from;
        long sequence = tail.sequence();
        byte[] hash = tail.hash();
        Appended[] appended = new Appended[batch.size() - from];
        while (next < batch.size()) {
            Entry entry = batch.get(next);
            if (entry.order != Order.APPEND
                    || bytes + Frame.OVERHEAD + entry.payload.length > room) {
                break;
            }
            sequence++;
            bytes +=
                    Frame.encode(
                            buffer,
                            bytes,
                            entry.type,
                            next - from,
                            epoch,
                            sequence,
                            hash,
                            entry.payload);
            hash = Chain.next(hash, entry.type, epoch, sequence, entry.payload);
            appended[next - from] = new Appended(new RecordId(epoch, sequence), hash);
            next++;
        }
        try {
            put(bytes);
        } catch (IOException e) {
            suspect = true;
            fail("cannot write record %d to %s".formatted(tail.sequence() + 1, open.name), e);
            failAll(batch, from);
            return batch.size();
        }
        for (int i = from; i < next; i++) {
            open.add(Frame.OVERHEAD + batch.get(i).payload.length);
        }
        publish(new Tail(sequence, hash));
        FaultPoint.JOURNAL_DURABLE.reach();
        for (int i = from; i < next; i++) {
            batch.get(i).settle(appended[i - from]);
        }
        if (open.room() < open.size / 2) {
            spare.prepare();
        }
        return next;
    }

    private void put(int bytes) throws IOException {
        if (FaultPoint.JOURNAL_TORN.isNext()) {
            open.file.write(open.end(), buffer, 0, bytes / 2);
        }
        FaultPoint.JOURNAL_TORN.reach();
        if (FaultPoint.JOURNAL_WRITTEN.isNext()) {
            open.file.write(open.end(), buffer, 0, bytes);
        }
        FaultPoint.JOURNAL_WRITTEN.reach();
        long began = environment.nanoTime().getAsLong();
        open.file.writeThrough(open.end(), buffer, 0, bytes);
        syncs.accept(environment.nanoTime().getAsLong() - began);
    }

    private void publish(Tail newest) {
        synchronized (arrival) {
            tail = newest;
            arrival.notifyAll();
        }
    }

    /** Writes the header of a prepared file and makes it the open segment. */
    private void begin(SpareSegment.Prepared prepared, long first) throws IOException {
        SegmentHeader header = new SegmentHeader(prepared.number(), epoch, first, tail.hash());
        prepared.file().writeThrough(0, header.encode(), 0, SegmentHeader.BYTES);
        Segment begun =
                new Segment(prepared.name(), header, prepared.file(), settings.segmentBytes());
        segments.add(begun);
        open = begun;
    }

    private void fail(String what, IOException e) {
        String why =
                "%s in %s: %s; nothing is accepted until this works, check the disk and its free space"
                        .formatted(what, disk.describe(), e.getMessage());
        if (state instanceof JournalState.Ready) {
            retryAt = environment.nanoTime().getAsLong();
            LOG.error("journal out of service: {}", why);
        } else {
            retryAt = environment.nanoTime().getAsLong() + settings.retryEvery().toNanos();
        }
        state = new JournalState.Failed(why);
    }

    private void failAll(List<Entry> batch, int from) {
        String why = state instanceof JournalState.Failed(String cause) ? cause : "bug";
        for (Entry entry : batch.subList(from, batch.size())) {
            entry.settle(new JournalException(why));
        }
    }

    /** Goes on with a new file, if the time has come and the old one still holds its records. */
    private boolean reopened() {
        if (environment.nanoTime().getAsLong() - retryAt < 0) {
            return false;
        }
        try {
            if (suspect) {
                requireIntact(open);
                begin(spare.take(), tail.sequence() + 1);
                suspect = false;
            } else if (open.room() < Frame.MAX_BYTES) {
                begin(spare.take(), tail.sequence() + 1);
            }
        } catch (IOException e) {
            fail("cannot go on with a new segment file", e);
            return false;
        }
        state = new JournalState.Ready();
        LOG.info(
                "journal in service again: record {} follows in {}",
                tail.sequence() + 1,
                open.name);
        return true;
    }

    /** Asks the disk itself whether every record that was confirmed is there. */
    private void requireIntact(Segment segment) throws IOException {
        byte[] content = segment.file.readFromDisk(0, segment.end());
        byte[] hash = segment.header.previousHash();
        long sequence = segment.first() - 1;
        int at = SegmentHeader.BYTES;
        while (sequence < tail.sequence()) {
            if (!(Frame.scan(content, at) instanceof Frame.Scan.Found(Frame frame))
                    || frame.sequence() != sequence + 1
                    || !Arrays.equals(frame.previousHash(), hash)) {
                throw new IOException(
                        "record %d was confirmed but is not on disk in %s at byte %d"
                                .formatted(sequence + 1, segment.name, at));
            }
            sequence++;
            hash = Chain.next(hash, frame.type(), epoch, sequence, frame.payload(content));
            at = frame.end();
        }
        if (!Arrays.equals(hash, tail.hash())) {
            throw new IOException("%s does not hold what was written".formatted(segment.name));
        }
    }

    private void shut() {
        synchronized (arrival) {
            closed = true;
            arrival.notifyAll();
        }
    }
}
