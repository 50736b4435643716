package com.hasivu.edge.journal;

import static com.hasivu.edge.journal.Journals.append;
import static com.hasivu.edge.journal.Journals.payload;
import static com.hasivu.edge.journal.Journals.requireRecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.Chain;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** The journal on real files when nothing goes wrong. */
class JournalTest {
    @TempDir Path folder;

    @Test
    void open_beginsAnEmptyJournalOfARandomEpoch(@TempDir Path other) {
        try (Journal journal = Journals.open(folder);
                Journal second = Journals.open(other)) {
            assertThat(journal.recovery().created()).isTrue();
            assertThat(journal.lastSequence()).isZero();
            assertThat(journal.read(1, 10, 1000)).isEmpty();
            assertThat(journal.epoch()).isNotEqualTo(second.epoch());
            assertThat(journal.hashAt(0))
                    .isEqualTo(Chain.genesis(Journals.SCHOOL, Journals.STATION, journal.epoch()));
            assertThat(journal.cursor().sequence()).isZero();
        }
    }

    @Test
    void append_returnsTheRecordsNameAndHashAndItIsOnDisk() {
        try (Journal journal = Journals.open(folder)) {
            Appended first = journal.append(1, payload(1));
            Appended second = journal.append(1, payload(2));
            assertThat(first.id()).isEqualTo(new RecordId(journal.epoch(), 1));
            assertThat(second.id()).isEqualTo(new RecordId(journal.epoch(), 2));
            assertThat(first.hash())
                    .isEqualTo(Chain.next(journal.hashAt(0), 1, journal.epoch(), 1, payload(1)));
            assertThat(second.hash())
                    .isEqualTo(Chain.next(first.hash(), 1, journal.epoch(), 2, payload(2)));
            assertThat(Journals.all(folder)).hasSize(2); // read from disk, not from the journal
        }
    }

    @Test
    void bytes_areTheGoldenOnes() throws IOException {
        try (Journal journal = Journals.open(JournalDisk.at(folder))) {
            append(journal, 1, 2);
            journal.append(7, new byte[0]);
        }
        byte[] segment = Files.readAllBytes(Journals.segment(folder, 1));
        int end = Journals.offsetOf(3) + Frame.OVERHEAD;
        String header = HexFormat.of().formatHex(segment, 0, 80);
        String frames = HexFormat.of().formatHex(segment, SegmentHeader.BYTES, end);
        try (var golden = JournalTest.class.getResourceAsStream("segment-v1.hex")) {
            assertThat(header + "\n" + frames + "\n")
                    .isEqualTo(new String(golden.readAllBytes(), "US-ASCII"));
        }
        assertThat(SegmentHeader.allZero(segment, 80, SegmentHeader.BYTES)).isTrue();
        assertThat(SegmentHeader.allZero(segment, end, segment.length)).isTrue();
    }

    @Test
    void restart_continuesSequenceAndChainOverManySegments() {
        int perRun = 900; // a small segment holds about 740
        for (int run = 0; run < 4; run++) {
            try (Journal journal = Journals.open(folder)) {
                assertThat(journal.recovery().records()).isEqualTo(run * perRun);
                append(journal, run * perRun + 1, (run + 1) * perRun);
            }
        }
        requireRecords(folder, 4 * perRun);
        assertThat(Journal.verify(folder, Journals.SCHOOL, Journals.STATION).segments())
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void largestPayload_fitsAndALargerOneIsRefused() {
        try (Journal journal = Journals.open(folder)) {
            for (int i = 0; i < 40; i++) {
                journal.append(255, new byte[Journal.MAX_PAYLOAD_BYTES]);
            }
            assertThat(journal.lastSequence()).isEqualTo(40);
            assertThatThrownBy(() -> journal.append(1, new byte[Journal.MAX_PAYLOAD_BYTES + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4097");
            assertThatThrownBy(() -> journal.append(0, payload(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(journal.lastSequence()).isEqualTo(40);
        }
    }

    @Test
    void read_givesRecordsFromAnywhereWithinItsLimits() {
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 2000);
            assertThat(sequences(journal.read(1, 3, 10_000))).containsExactly(1L, 2L, 3L);
            assertThat(journal.read(1, 10_000, 1 << 20)).hasSize(2000);
            assertThat(sequences(journal.read(1999, 10, 10_000))).containsExactly(1999L, 2000L);
            assertThat(journal.read(2001, 10, 10_000)).isEmpty();
            int two = payload(5).length * 2;
            assertThat(sequences(journal.read(5, 10, two))).containsExactly(5L, 6L);
            assertThat(sequences(journal.read(5, 10, 1))).containsExactly(5L);
            StoredRecord record = journal.read(1234, 1, 1).getFirst();
            assertThat(record.payload()).isEqualTo(payload(1234));
            assertThat(record.hash()).isEqualTo(journal.hashAt(1234));
            assertThat(record.previousHash()).isEqualTo(journal.hashAt(1233));
            assertThatThrownBy(() -> journal.hashAt(2001))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<Long> sequences(List<StoredRecord> records) {
        return records.stream().map(StoredRecord::sequence).toList();
    }

    @Test
    void awaitRecordsAfter_wakesForANewRecordAndGivesUpWithoutOne() throws Exception {
        try (Journal journal = Journals.open(folder)) {
            assertThat(journal.awaitRecordsAfter(0, Duration.ofMillis(5))).isFalse();
            Thread appender = Thread.ofPlatform().start(() -> journal.append(1, payload(1)));
            assertThat(journal.awaitRecordsAfter(0, Duration.ofSeconds(20))).isTrue();
            appender.join();
            assertThat(journal.awaitRecordsAfter(0, Duration.ZERO)).isTrue();
        }
    }

    @Test
    void cursor_movesForwardOnlyWithOurHashAndSurvives() {
        byte[] hash;
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 10);
            assertThat(journal.acked(4, journal.hashAt(4))).isInstanceOf(CursorMove.Moved.class);
            hash = journal.hashAt(7);
            assertThat(journal.acked(7, hash)).isInstanceOf(CursorMove.Moved.class);
            assertThat(journal.acked(7, hash)).isInstanceOf(CursorMove.Unchanged.class);
            refused(journal, 7, new byte[32], "hash");
            refused(journal, 8, hash, "hash");
            refused(journal, 4, journal.hashAt(4), "at 7 already");
            refused(journal, 11, hash, "last one here is 10");
            refused(journal, -1, hash, "at 7 already");
            assertThat(journal.cursor().sequence()).isEqualTo(7);
        }
        try (Journal journal = Journals.open(folder)) {
            assertThat(journal.cursor().sequence()).isEqualTo(7);
            assertThat(journal.cursor().hash()).isEqualTo(hash);
            for (int n = 8; n <= 10; n++) { // both slots of the file in turn
                assertThat(journal.acked(n, journal.hashAt(n)))
                        .isInstanceOf(CursorMove.Moved.class);
            }
        }
        try (Journal journal = Journals.open(folder)) {
            assertThat(journal.cursor().sequence()).isEqualTo(10);
        }
    }

    private static void refused(Journal journal, long upTo, byte[] hash, String why) {
        assertThat(journal.acked(upTo, hash))
                .isInstanceOfSatisfying(
                        CursorMove.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    @Test
    void cursor_fallsBackToTheOlderSlotWhenTheNewerIsTorn() throws IOException {
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 3);
            for (int n = 1; n <= 3; n++) {
                journal.acked(n, journal.hashAt(n));
            }
        }
        Journals.flip(folder.resolve("cursor"), 4096 + 30, 1); // the third write
        try (Journal journal = Journals.open(folder)) {
            assertThat(journal.cursor().sequence()).isEqualTo(2);
        }
    }

    @Test
    void cursor_beginsAtTheOldestRecordWhenItsFileIsLost() throws IOException {
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 1000);
            journal.acked(900, journal.hashAt(900));
            assertThat(journal.trim(900)).isEqualTo(1);
        }
        Files.delete(folder.resolve("cursor"));
        try (Journal journal = Journals.open(folder)) {
            assertThat(journal.cursor().sequence()).isEqualTo(journal.firstSequence() - 1);
            assertThat(journal.cursor().hash())
                    .isEqualTo(journal.hashAt(journal.cursor().sequence()));
        }
    }

    @Test
    void trim_removesWholeFilesThatAreAckedAndExpiredOnly() {
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 3000);
            int files = journalFiles();
            assertThat(journal.trim(3000)).isZero(); // nothing is acknowledged
            journal.acked(2000, journal.hashAt(2000));
            assertThat(journal.trim(0)).isZero(); // nothing is expired
            assertThat(journal.trim(1600)).isEqualTo(2);
            assertThat(journal.firstSequence()).isBetween(2L, 1601L);
            assertThat(journalFiles()).isEqualTo(files - 2);
            long first = journal.firstSequence();
            assertThat(journal.read(first, 1, 1).getFirst().sequence()).isEqualTo(first);
            assertThatThrownBy(() -> journal.read(1, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not kept");
            journal.trim(3000);
            assertThat(journal.firstSequence()).isLessThanOrEqualTo(2001);
        }
        try (Journal journal = Journals.open(folder)) { // the chain goes on behind what was trimmed
            assertThat(journal.lastSequence()).isEqualTo(3000);
            append(journal, 3001, 3002);
        }
        assertThat(Journal.verify(folder, Journals.SCHOOL, Journals.STATION).problems()).isEmpty();
    }

    private int journalFiles() {
        return folder.toFile().list((dir, name) -> name.startsWith("segment-")).length;
    }

    @Test
    void shown_isRememberedForTheLastRecords() {
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 1500);
            journal.shown(2);
            journal.shown(1499);
            assertThat(journal.wasShown(1499)).isTrue();
            assertThat(journal.wasShown(1500)).isFalse();
        }
        try (Journal journal = Journals.open(folder)) {
            assertThat(journal.wasShown(1499)).isTrue();
            assertThat(journal.wasShown(1500)).isFalse();
            assertThat(journal.wasShown(475)).isFalse(); // shares a slot with 1499
        }
    }

    @Test
    void close_endsTheJournalAndFreesTheFolder() {
        Journal journal = Journals.open(folder);
        append(journal, 1, 1);
        journal.close();
        assertThatThrownBy(() -> journal.append(1, payload(2)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("closed");
        try (Journal again = Journals.open(folder)) {
            append(again, 2, 2);
        }
        requireRecords(folder, 2);
    }

    @Test
    void open_refusesAnotherStationsJournal() {
        Journals.open(folder).close();
        assertThatThrownBy(
                        () ->
                                Journal.open(
                                        folder,
                                        Journals.SCHOOL,
                                        new StationId("greenfield-c2"),
                                        Journals.SMALL))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("greenfield-c2");
    }

    @Test
    void verify_namesAMissingFolder() {
        assertThatThrownBy(
                        () ->
                                Journal.verify(
                                        folder.resolve("no"), Journals.SCHOOL, Journals.STATION))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("no journal in");
    }

    @Test
    void seal_endsAJournalOnlyWhereEverybodyThinksItEnds() {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, 3);
            assertThat(journal.seal(2)).as("record 3 came in between").isFalse();
            append(journal, 4, 4);
            assertThat(journal.seal(4)).isTrue();
            assertThatThrownBy(() -> journal.append(1, Journals.payload(5)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("is ended, another one begins in a moment");
            assertThat(journal.lastSequence()).isEqualTo(4);
        }
        try (Journal again = Journals.open(disk)) {
            append(again, 5, 5); // if it was not to be: nothing on disk says so
        }
    }
}
