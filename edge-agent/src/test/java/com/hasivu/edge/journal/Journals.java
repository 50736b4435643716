package com.hasivu.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Journals for tests: small segments, a fixed epoch, real files. */
final class Journals {
    static final SchoolId SCHOOL = new SchoolId("greenfield");
    static final StationId STATION = new StationId("greenfield-c1");
    static final long EPOCH = 0x0123456789abcdefL;
    static final JournalSettings SMALL =
            new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ofMillis(0));

    private Journals() {}

    static Journal open(Path folder) {
        return Journal.open(folder, SCHOOL, STATION, SMALL);
    }

    /** A fixed epoch; housekeeping runs at once on the caller's thread. */
    static JournalEnvironment environment() {
        return new JournalEnvironment(() -> EPOCH, System::nanoTime, Runnable::run);
    }

    static Journal open(JournalDisk disk) {
        return Journal.open(disk, SCHOOL, STATION, SMALL, environment());
    }

    static byte[] payload(int n) {
        return ("record " + n + " of the test").getBytes(StandardCharsets.US_ASCII);
    }

    static void append(Journal journal, int from, int to) {
        for (int n = from; n <= to; n++) {
            Appended appended = journal.append(1, payload(n));
            assertThat(appended.id().sequence()).isEqualTo(n);
        }
    }

    static List<StoredRecord> all(Path folder) {
        List<StoredRecord> records = new ArrayList<>();
        Journal.readAll(folder, records::add);
        return records;
    }

    /** Sequences 1 to {@code count} without gap, right payloads, right chain: by raw records. */
    static void requireRecords(Path folder, int count) {
        List<StoredRecord> records = all(folder);
        assertThat(records).hasSize(count);
        byte[] hash = null;
        for (int i = 0; i < count; i++) {
            StoredRecord record = records.get(i);
            assertThat(record.sequence()).isEqualTo(i + 1);
            assertThat(record.payload()).isEqualTo(payload(i + 1));
            if (hash != null) {
                assertThat(record.previousHash()).isEqualTo(hash);
            }
            hash = record.hash();
        }
        assertThat(Journal.verify(folder, SCHOOL, STATION).problems()).isEmpty();
    }

    static Path segment(Path folder, int number) {
        return folder.resolve(Segment.nameOf(number));
    }

    /** Where record {@code n} of a first segment starts, when all payloads are {@link #payload}. */
    static int offsetOf(int n) {
        int at = SegmentHeader.BYTES;
        for (int i = 1; i < n; i++) {
            at += Frame.OVERHEAD + payload(i).length;
        }
        return at;
    }

    static byte[] genesis() {
        return Chain.genesis(SCHOOL, STATION, EPOCH);
    }

    static void flip(Path file, int at, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
    }
}
