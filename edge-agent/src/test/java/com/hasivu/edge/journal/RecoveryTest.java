package com.hasivu.edge.journal;

import static com.hasivu.edge.journal.Journals.append;
import static com.hasivu.edge.journal.Journals.offsetOf;
import static com.hasivu.edge.journal.Journals.payload;
import static com.hasivu.edge.journal.Journals.requireRecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.Chain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** E4, E5: the longest valid prefix is kept, nothing confirmed is lost in silence. */
class RecoveryTest {
    private static final String FIRST = "segment-00000001.journal";

    @TempDir Path folder;

    private byte[] written(int records) throws IOException {
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, records);
        }
        return Files.readAllBytes(Journals.segment(folder, 1));
    }

    @Test
    void tornTail_isCutAtEveryByteOfTheLastRecordAndItsBytesAreKept() throws IOException {
        byte[] whole = written(5);
        int from = offsetOf(5);
        int end = offsetOf(6);
        for (int cut = from; cut < end; cut++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, cut, end, (byte) 0);
            Files.write(Journals.segment(folder, 1), torn);
            try (Journal journal = Journals.open(folder)) {
                assertThat(journal.lastSequence()).as("cut at %d", cut - from).isEqualTo(4);
                long left = journal.recovery().tornBytes();
                assertThat(left).isLessThanOrEqualTo(cut - from);
                if (left > 0) {
                    assertThat(journal.recovery().notes().toString())
                            .contains("torn tail of " + left + " bytes", "damaged");
                }
                append(journal, 5, 6); // and it goes on
            }
            requireRecords(folder, 6);
        }
        assertThat(folder.resolve("damaged").toFile().list()).hasSizeGreaterThan(50);
    }

    /**
     * Each bit of each record. In the last record: taken for a torn tail, unless it is known to
     * have been on disk. In any other: the station does not start and no byte is changed.
     */
    @Test
    void flippedBit_isFoundInEveryRecord() throws IOException {
        MemoryDisk whole = memory(4);
        for (int record = 1; record <= 4; record++) {
            for (int at = offsetOf(record); at < offsetOf(record + 1); at++) {
                for (int bit = 0; bit < 8; bit++) {
                    MemoryDisk disk = whole.copy();
                    disk.content(FIRST)[at] ^= (byte) (1 << bit);
                    byte[] before = disk.content(FIRST).clone();
                    if (record == 4) {
                        try (Journal journal = Journals.open(disk)) {
                            assertThat(journal.lastSequence()).isEqualTo(3);
                            assertThat(disk.kept).hasSize(1);
                        }
                    } else {
                        int damaged = record;
                        assertThatThrownBy(() -> Journals.open(disk))
                                .isInstanceOf(JournalDamagedException.class)
                                .hasMessageContaining("record " + damaged)
                                .hasMessageContaining("hasivu-edge journal verify");
                        assertThat(disk.content(FIRST)).isEqualTo(before);
                    }
                }
            }
        }
    }

    private static MemoryDisk memory(int records) {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, records);
        }
        return disk;
    }

    @Test
    void lastRecord_damagedAfterItWasAcknowledgedStopsTheStation() throws IOException {
        MemoryDisk disk = memory(4);
        try (Journal journal = Journals.open(disk)) {
            journal.acked(4, journal.hashAt(4));
        }
        disk.content(FIRST)[offsetOf(4) + 70] ^= 1;
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("record 4 was acknowledged by the cloud");
        assertThat(disk.kept).isEmpty();
    }

    @Test
    void lastRecord_damagedAfterItWasShownStopsTheStation() throws IOException {
        MemoryDisk disk = memory(4);
        try (Journal journal = Journals.open(disk)) {
            journal.shown(4);
        }
        disk.content(FIRST)[offsetOf(4) + 70] ^= 1;
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("record 4 was shown at the counter");
    }

    @Test
    void acknowledgedRecord_thatIsAnotherOneNowStopsTheStation() {
        MemoryDisk disk = memory(4);
        MemoryDisk other = new MemoryDisk();
        try (Journal journal = Journals.open(other)) {
            for (int n = 1; n <= 4; n++) {
                journal.append(1, payload(n + 100));
            }
        }
        try (Journal journal = Journals.open(disk)) {
            journal.acked(2, journal.hashAt(2));
        }
        disk.files.put(FIRST, other.files.get(FIRST)); // a restored card: same epoch, other records
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("its hash differs");
    }

    @Test
    void segments_goneWhileTheCursorIsThereStopTheStation() {
        MemoryDisk disk = memory(4);
        try (Journal journal = Journals.open(disk)) {
            journal.acked(2, journal.hashAt(2));
        }
        disk.files.remove(FIRST);
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("no segment file");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 20, 30, 50, 66})
    void header_damagedOverRecordsStopsTheStation(int at) throws IOException {
        MemoryDisk disk = memory(4);
        disk.content(FIRST)[at] ^= 4;
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(FIRST);
    }

    @Test
    void middleSegment_lostStopsTheStation() {
        MemoryDisk disk = memory(2500);
        disk.files.remove("segment-00000002.journal");
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("segment-00000001.journal")
                .hasMessageContaining("is missing");
    }

    @Test
    void recordsOfAnOlderEpoch_behindTheEndStopTheStation() throws IOException {
        MemoryDisk disk = memory(4);
        byte[] frame = new byte[200];
        int bytes = Frame.encode(frame, 0, 1, 0, 99L, 5, new byte[32], payload(5));
        System.arraycopy(frame, 0, disk.content(FIRST), offsetOf(5), bytes);
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("does not continue record 4");
    }

    @Test
    void crashWhileAFileWasPrepared_isHarmless() throws IOException {
        MemoryDisk disk = memory(4);
        disk.files.put("segment-00000002.journal", new byte[1000]); // cut short, zeros
        try (Journal journal = Journals.open(disk)) {
            append(journal, 5, 2000);
        }
        MemoryDisk torn = memory(4);
        torn.files.put("segment-00000002.journal", new byte[65536]);
        torn.content("segment-00000002.journal")[3] = 'I'; // a torn header over nothing
        for (int run = 0; run < 2; run++) {
            try (Journal journal = Journals.open(torn)) {
                assertThat(journal.recovery().notes().toString()).contains("00000002");
                append(journal, 5 + run * 1000, 1004 + run * 1000);
            }
        }
    }

    /**
     * Power cut in any synced write, any sectors of it on disk: what was confirmed is there, the
     * journal opens, and what is there beyond is a prefix of what was asked. Seeded.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void powerCut_losesNothingConfirmedAndNeverRefusesToStart(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            MemoryDisk disk = new MemoryDisk();
            int confirmed = 0;
            int asked = 0;
            for (int life = 0; life < 4; life++) {
                String what = "seed %d round %d life %d".formatted(seed, round, life);
                disk.cutPowerAt(1 + random.nextInt(30), random);
                try {
                    Journal journal = Journals.open(disk);
                    assertThat(journal.lastSequence())
                            .as(what)
                            .isBetween((long) confirmed, (long) asked);
                    asked = confirmed = (int) journal.lastSequence();
                    while (true) {
                        int batch = 1 + random.nextInt(40);
                        List<Pending> pending = new ArrayList<>();
                        for (int i = 0; i < batch; i++) {
                            pending.add(journal.enqueue(1, payload(++asked)));
                        }
                        pending.forEach(Pending::await);
                        confirmed = asked;
                    }
                } catch (MemoryDisk.PowerCut cut) {
                    assertThat(asked).as(what).isGreaterThanOrEqualTo(confirmed);
                }
            }
            disk.cutPowerAt(Integer.MAX_VALUE, random);
            try (Journal journal = Journals.open(disk)) {
                requireChain(journal, confirmed);
            }
        }
    }

    private static void requireChain(Journal journal, int confirmed) {
        assertThat(journal.lastSequence()).isGreaterThanOrEqualTo(confirmed);
        byte[] hash = Journals.genesis();
        int n = 0;
        for (StoredRecord record : journal.read(1, 100_000, 1 << 24)) {
            n++;
            assertThat(record.payload()).isEqualTo(payload(n));
            assertThat(record.previousHash()).isEqualTo(hash);
            hash = Chain.next(hash, 1, Journals.EPOCH, n, payload(n));
        }
        assertThat(n).isEqualTo((int) journal.lastSequence());
    }

    /**
     * A header whose sync failed is in the cache, and perhaps not on disk. A process that starts
     * again reads it from the cache; without writing it again, a later power cut would leave
     * confirmed records below a blank header.
     */
    @Test
    void headerOfAnEmptySegment_isWrittenAgainWhenOpening() {
        MemoryDisk cache = new MemoryDisk();
        Journals.open(cache).close();
        MemoryDisk disk = cache.copy();
        Arrays.fill(disk.files.get(FIRST), (byte) 0); // the disk never took it

        try (Journal journal = Journals.open(new CachedDisk(cache, disk))) {
            append(journal, 1, 3);
        }

        try (Journal afterPowerCut = Journals.open(disk)) {
            assertThat(afterPowerCut.lastSequence()).isEqualTo(3);
        }
    }

    /**
     * The zeros over a torn tail were taken by the cache and not by the disk. A process that starts
     * again sees a clean end; the disk must have one too, or a later record stands before old
     * bytes.
     */
    @Test
    void tailThatOnlyTheCacheHasLost_isCutWhenOpening() throws IOException {
        MemoryDisk cache = new MemoryDisk();
        try (Journal journal = Journals.open(cache)) {
            append(journal, 1, 3);
        }
        MemoryDisk disk = cache.copy();
        byte[] file = disk.content(FIRST);
        int end = end(file);
        int reach = Math.min(file.length, end + 256 * 1024); // of one write
        Arrays.fill(file, end, reach, (byte) 0x5a);

        try (Journal journal = Journals.open(new CachedDisk(cache, disk))) {
            append(journal, 4, 4);
        }

        try (Journal afterPowerCut = Journals.open(disk)) {
            assertThat(afterPowerCut.recovery().tornBytes()).isZero();
            assertThat(afterPowerCut.lastSequence()).isEqualTo(4);
        }
    }

    /** Behind the last byte that is not zero, as the last frame's payload ends with none. */
    private static int end(byte[] file) {
        int end = file.length;
        while (file[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** Reads come from the cache; a synced write reaches both. */
    private record CachedDisk(MemoryDisk cache, MemoryDisk disk) implements JournalDisk {
        @Override
        public String describe() {
            return "cached";
        }

        @Override
        public List<String> list() {
            return cache.list();
        }

        @Override
        public JournalFile create(String name, int bytes) {
            return new CachedFile(cache.create(name, bytes), disk.create(name, bytes));
        }

        @Override
        public JournalFile open(String name) throws IOException {
            return new CachedFile(cache.open(name), disk.open(name));
        }

        @Override
        public void delete(String name) {
            cache.delete(name);
            disk.delete(name);
        }

        @Override
        public String keep(String name, byte[] bytes) {
            return disk.keep(name, bytes);
        }
    }

    private record CachedFile(JournalFile cache, JournalFile disk) implements JournalFile {
        @Override
        public long size() throws IOException {
            return cache.size();
        }

        @Override
        public void write(long at, byte[] bytes, int offset, int length) throws IOException {
            cache.write(at, bytes, offset, length);
        }

        @Override
        public void writeThrough(long at, byte[] bytes, int offset, int length) throws IOException {
            cache.writeThrough(at, bytes, offset, length);
            disk.writeThrough(at, bytes, offset, length);
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            return cache.read(at, length);
        }

        @Override
        public byte[] readFromDisk(long at, int length) throws IOException {
            return disk.read(at, length);
        }

        @Override
        public void close() {}
    }
}
