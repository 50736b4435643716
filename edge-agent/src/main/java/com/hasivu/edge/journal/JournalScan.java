package com.hasivu.edge.journal;

import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads all segment files in order, checks every checksum, sequence and hash, and finds how the
 * journal ends. Changes nothing. docs/journal-format.md, section "Recovery".
 */
final class JournalScan {
    /** How the journal ends. */
    sealed interface End {
        /** Behind the last record stands nothing. */
        record Clean() implements End {}

        /** Behind the last record stand bytes that no append has confirmed. */
        record Torn(Segment segment, byte[] bytes, String why) implements End {}

        /** Records that must be there are not, or do not verify. */
        record Damaged(String why) implements End {}
    }

    private final JournalDisk disk;
    private final @Nullable SchoolId school;
    private final @Nullable StationId station;
    private final Consumer<StoredRecord> visitor;

    final List<Segment> segments = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    End end = new End.Clean();
    long epoch;
    long first = 1;
    byte[] beforeFirst = new byte[Chain.HASH_BYTES];
    long last;
    byte[] lastHash = new byte[Chain.HASH_BYTES];
    int highestNumber;
    long bytes;

    /** A prepared file of zeros behind the last segment, to be used next. */
    @Nullable String spare;

    /** Without school and station the genesis hash is not checked. */
    JournalScan(
            JournalDisk disk,
            @Nullable SchoolId school,
            @Nullable StationId station,
            Consumer<StoredRecord> visitor) {
        this.disk = disk;
        this.school = school;
        this.station = station;
        this.visitor = visitor;
    }

    /** Scans; the fields then say what was found. */
    JournalScan run() throws IOException {
        List<Segment> found = headers();
        if (end instanceof End.Damaged) {
            return this;
        }
        for (int i = 0; i < found.size() && !(end instanceof End.Damaged); i++) {
            boolean isLast = i == found.size() - 1;
            long stopBefore = isLast ? Long.MAX_VALUE : found.get(i + 1).first();
            records(found.get(i), i == 0, stopBefore);
        }
        return this;
    }

    private List<Segment> headers() throws IOException {
        List<String> names =
                disk.list().stream()
                        .filter(name -> Segment.numberOf(name) >= 0)
                        .sorted(Comparator.comparingInt(Segment::numberOf))
                        .toList();
        List<Segment> found = new ArrayList<>();
        String lost = "";
        for (String name : names) {
            highestNumber = Segment.numberOf(name);
            spare = null;
            JournalFile file = disk.open(name);
            int size = Math.toIntExact(file.size());
            bytes += size;
            switch (SegmentHeader.scan(file.read(0, Math.min(size, SegmentHeader.BYTES)))) {
                case SegmentHeader.Scan.Found(SegmentHeader header) -> {
                    found.add(new Segment(name, header, file, size));
                    lost = "";
                }
                case SegmentHeader.Scan.Blank() -> {
                    spare = name;
                    lost += unexplained(name, "its header is blank", file, size);
                }
                case SegmentHeader.Scan.Broken(String why) -> {
                    notes.add("%s is left as it is and not read: %s".formatted(name, why));
                    lost += unexplained(name, why, file, size);
                }
            }
        }
        if (!lost.isEmpty()) {
            end = new End.Damaged(disk.describe() + ": " + lost);
        }
        return found;
    }

    /**
     * Content under a header that cannot be read: damage, unless a later segment continues the
     * chain without it. Empty when there is no content: then the header's own write was torn.
     */
    private static String unexplained(String name, String why, JournalFile file, int size)
            throws IOException {
        return SegmentHeader.allZero(file.read(0, size), SegmentHeader.BYTES, size)
                ? ""
                : "%s holds bytes but %s. ".formatted(name, why);
    }

    private void records(Segment segment, boolean oldest, long stopBefore) throws IOException {
        SegmentHeader header = segment.header;
        if (oldest) {
            epoch = header.epoch();
            first = header.firstSequence();
            beforeFirst = header.previousHash();
            last = first - 1;
            lastHash = beforeFirst;
            if (first == 1
                    && school != null
                    && station != null
                    && !Arrays.equals(beforeFirst, Chain.genesis(school, station, epoch))) {
                damaged(segment, "it is not the journal of %s/%s".formatted(school, station));
                return;
            }
        }
        if (header.number() != Segment.numberOf(segment.name)
                || header.epoch() != epoch
                || header.firstSequence() != last + 1
                || !Arrays.equals(header.previousHash(), lastHash)) {
            damaged(
                    segment,
                    "it begins with record %d of epoch %016x and does not continue record %d of epoch %016x"
                            .formatted(header.firstSequence(), header.epoch(), last, epoch));
            return;
        }
        segments.add(segment);
        byte[] content = segment.file.read(0, segment.size);
        while (last + 1 < stopBefore) {
            int at = segment.end();
            switch (Frame.scan(content, at)) {
                case Frame.Scan.Found(Frame frame) -> {
                    if (!take(segment, content, frame)) {
                        return;
                    }
                }
                case Frame.Scan.Nothing() -> {
                    endsAt(segment, content, stopBefore, "nothing is written at byte " + at);
                    return;
                }
                case Frame.Scan.Broken(String why) -> {
                    endsAt(segment, content, stopBefore, "at byte %d: %s".formatted(at, why));
                    return;
                }
            }
        }
    }

    private boolean take(Segment segment, byte[] content, Frame frame) {
        if (frame.sequence() != last + 1
                || frame.epoch() != epoch
                || !Arrays.equals(frame.previousHash(), lastHash)) {
            damaged(
                    segment,
                    "byte %d holds record %d of epoch %016x, which does not continue record %d"
                            .formatted(frame.at(), frame.sequence(), frame.epoch(), last));
            return false;
        }
        byte[] payload = frame.payload(content);
        byte[] hash = Chain.next(lastHash, frame.type(), epoch, frame.sequence(), payload);
        visitor.accept(new StoredRecord(frame.sequence(), frame.type(), payload, lastHash, hash));
        segment.add(frame.end() - frame.at());
        last = frame.sequence();
        lastHash = hash;
        return true;
    }

    /**
     * The valid prefix of a segment ends. A later record whose own write began behind the broken
     * one proves that the broken one was on disk: damage. Otherwise they are one torn write.
     */
    private void endsAt(Segment segment, byte[] content, long stopBefore, String why) {
        if (stopBefore != Long.MAX_VALUE) {
            damaged(
                    segment,
                    "record %d is missing, %s; the next file begins with record %d"
                            .formatted(last + 1, why, stopBefore));
            return;
        }
        var later = Frame.findLater(content, segment.end(), epoch);
        while (later.isPresent()) {
            Frame frame = later.get();
            if (frame.firstOfWrite() > last + 1 || frame.sequence() <= last) {
                damaged(
                        segment,
                        "record %d does not verify (%s), but record %d behind it does"
                                .formatted(last + 1, why, frame.sequence()));
                return;
            }
            later = Frame.findLater(content, frame.end(), epoch);
        }
        int until = content.length;
        while (until > segment.end() && content[until - 1] == 0) {
            until--;
        }
        if (until > segment.end()) {
            end =
                    new End.Torn(
                            segment,
                            Arrays.copyOfRange(content, segment.end(), until),
                            "%s after record %d: %s".formatted(segment.name, last, why));
        }
    }

    private void damaged(Segment segment, String why) {
        end = new End.Damaged("%s, %s: %s".formatted(disk.describe(), segment.name, why));
    }
}
