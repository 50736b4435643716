package com.hasivu.edge.journal;

import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opens a journal: recovers what is there or begins a new one. docs/journal-format.md. */
final class JournalOpening {
    private final JournalDisk disk;
    private final SchoolId school;
    private final StationId station;
    private final JournalSettings settings;
    private final JournalEnvironment environment;
    private final List<String> notes = new ArrayList<>();

    JournalOpening(
            JournalDisk disk,
            SchoolId school,
            StationId station,
            JournalSettings settings,
            JournalEnvironment environment) {
        this.disk = disk;
        this.school = school;
        this.station = station;
        this.settings = settings;
        this.environment = environment;
    }

    Journal open(@Nullable DirectoryLock lock) throws IOException {
        CursorFile cursorFile = new CursorFile(disk);
        Cursor saved = cursorFile.read(notes);
        JournalScan scan = new JournalScan(disk, school, station, record -> {}).run();
        notes.addAll(scan.notes);
        ShownFile shownFile = new ShownFile(disk);
        boolean created = scan.segments.isEmpty() && !(scan.end instanceof JournalScan.End.Damaged);
        long shown = created ? 0 : shownFile.read(scan.epoch);
        requireWhole(scan, saved, cursorFile.epoch(), shown);
        long torn = cutTail(scan);
        writeEndAgain(scan);
        long epoch = created ? environment.newEpoch().getAsLong() : scan.epoch;
        SpareSegment spare =
                new SpareSegment(disk, settings, environment, scan.highestNumber, scan.spare);
        if (created) {
            scan.beforeFirst = Chain.genesis(school, station, epoch);
            scan.lastHash = scan.beforeFirst;
            scan.segments.add(begin(spare.take(), epoch, scan.beforeFirst));
        }
        shownFile.prepare();
        Cursor cursor =
                saved != null && !created ? saved : new Cursor(scan.first - 1, scan.beforeFirst);
        long records = scan.last - scan.first + 1;
        JournalWriter.Tail tail = new JournalWriter.Tail(scan.last, scan.lastHash);
        SegmentList segments = new SegmentList(scan.segments);
        return new Journal(
                disk,
                lock,
                epoch,
                segments,
                new JournalWriter(disk, settings, environment, segments, spare, epoch, tail),
                spare,
                cursorFile,
                cursor,
                shownFile,
                new RecoveryReport(created, records, scan.last, torn, List.copyOf(notes)));
    }

    /** Everything the cloud has acknowledged, or the lamp has shown, must be here and verify. */
    private void requireWhole(
            JournalScan scan, @Nullable Cursor saved, long savedEpoch, long shown) {
        if (scan.end instanceof JournalScan.End.Damaged(String why)) {
            throw damaged(why);
        }
        if (saved != null && scan.segments.isEmpty() && saved.sequence() > 0) {
            throw damaged(
                    "%s holds no segment file, but %d records were acknowledged"
                            .formatted(disk.describe(), saved.sequence()));
        }
        if (saved == null || scan.segments.isEmpty()) {
            requireReached(scan, shown, "shown at the counter");
            return;
        }
        if (savedEpoch != scan.epoch) {
            throw damaged(
                    "the cursor in %s is of epoch %016x, the records of epoch %016x"
                            .formatted(disk.describe(), savedEpoch, scan.epoch));
        }
        requireReached(scan, saved.sequence(), "acknowledged by the cloud");
        requireReached(scan, shown, "shown at the counter");
        byte[] ours = hashAt(scan, saved.sequence());
        if (!Arrays.equals(ours, saved.hash())) {
            throw damaged(
                    "record %d in %s is not the one the cloud acknowledged: its hash differs"
                            .formatted(saved.sequence(), disk.describe()));
        }
    }

    private void requireReached(JournalScan scan, long sequence, String because) {
        if (scan.last < sequence) {
            throw damaged(
                    "%s ends with record %d, but record %d was %s"
                            .formatted(disk.describe(), scan.last, sequence, because));
        }
    }

    /** The hash of a scanned record, or of the one before the oldest. */
    private static byte[] hashAt(JournalScan scan, long sequence) {
        if (sequence == scan.last) {
            return scan.lastHash;
        }
        return sequence < scan.first
                ? scan.beforeFirst
                : Journal.frameAt(new SegmentList(scan.segments), sequence + 1).previousHash();
    }

    private static JournalDamagedException damaged(String why) {
        return new JournalDamagedException(
                why
                        + ". Nothing was changed. Run 'hasivu-edge journal verify', keep a copy of"
                        + " the folder, and call support; a new card or disk needs a new enrolment");
    }

    private long cutTail(JournalScan scan) throws IOException {
        if (!(scan.end
                instanceof JournalScan.End.Torn(Segment segment, byte[] bytes, String why))) {
            return 0;
        }
        String kept = disk.keep("%s-at-%d.bin".formatted(segment.name, segment.end()), bytes);
        byte[] zeros = new byte[bytes.length];
        segment.file.writeThrough(segment.end(), zeros, 0, zeros.length);
        notes.add(
                "a torn tail of %d bytes was cut: %s. The bytes are kept in %s"
                        .formatted(bytes.length, why, kept));
        return bytes.length;
    }

    /**
     * The last write may have failed before the restart, and so may the zeros over a torn tail:
     * what is read then comes from the cache and need not be on disk. Written again it is, or the
     * journal does not open; writing the same bytes once more cannot tear them. Behind the end a
     * failed write can have left bytes as far as one write reaches.
     */
    private void writeEndAgain(JournalScan scan) throws IOException {
        if (scan.segments.isEmpty()) {
            return;
        }
        Segment segment = scan.segments.getLast();
        int from = 0; // without a record, its header was the last write
        if (segment.last() >= segment.first()) {
            long first =
                    Journal.frameAt(new SegmentList(scan.segments), segment.last()).firstOfWrite();
            from = segment.offsetOf(Math.max(first, segment.first()));
        }
        int to = Math.min(segment.size, segment.end() + JournalWriter.MAX_WRITE_BYTES);
        byte[] bytes = Arrays.copyOf(segment.file.read(from, segment.end() - from), to - from);
        segment.file.writeThrough(from, bytes, 0, bytes.length);
    }

    private Segment begin(SpareSegment.Prepared prepared, long epoch, byte[] genesis)
            throws IOException {
        SegmentHeader header = new SegmentHeader(prepared.number(), epoch, 1, genesis);
        prepared.file().writeThrough(0, header.encode(), 0, SegmentHeader.BYTES);
        return new Segment(prepared.name(), header, prepared.file(), settings.segmentBytes());
    }
}
