package com.hasivu.edge.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;
import com.hasivu.edge.support.TarWriter;
import com.hasivu.protocol.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** Backups that are whole, and such as nobody should believe. */
class RestoreTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:30:00Z");
    private static final JournalSettings SETTINGS =
            new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ZERO);

    @TempDir Path folder;
    private final TestAuthority authority = new TestAuthority();
    private StateDir state;
    private StateDir fresh;
    private Path config;
    private Path file;
    private Identity identity;

    @SuppressWarnings("NullAway.Init") // JUnit calls setUp
    RestoreTest() {}

    @BeforeEach
    void setUp() throws IOException {
        state = new StateDir(folder.resolve("state"));
        fresh = new StateDir(folder.resolve("fresh"));
        identity = enrol(state, "greenfield-c1");
        config = Files.writeString(folder.resolve("edge.yaml"), "state-dir: state\n");
        file = folder.resolve("station.backup");
        Files.createDirectories(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("conf.d/10-readers.yaml"), "readers: []\n");
    }

    private Identity enrol(StateDir where, String station) {
        return new TestEnrolment(authority, TestAuthority.ed25519Pair())
                .enrol(where.root(), station, "127.0.0.1", 1);
    }

    private Journal journal(StateDir of) {
        return Journal.open(of.journal(), identity.school(), identity.station(), SETTINGS);
    }

    private Contents backup(boolean withIdentity) {
        return new Backup(state, config, identity, SETTINGS)
                .write(file, withIdentity, "0.1.0", NOW);
    }

    private List<String> restore(StateDir to, boolean force) {
        Restore restore = new Restore(file, to);
        try (StateDir.Lock _ = to.lockToRestore()) {
            return restore.perform(force, NOW);
        }
    }

    private static void append(Journal journal, int count) {
        for (int i = 0; i < count; i++) {
            journal.append(1, ("record " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void restored_isAnEndedJournalAndItsSettings() throws IOException {
        try (Journal journal = journal(state)) {
            append(journal, 300);
            journal.acked(100, journal.hashAt(100));
            assertThat(backup(false).journal().last()).isEqualTo(300);
            restore(fresh, false);
            Path ended = fresh.root().resolve("journal-ended/%016x".formatted(journal.epoch()));
            assertThat(new EndedJournals(fresh.journal()).unsent()).contains(ended);
            assertThat(Journal.verify(ended, identity.school(), identity.station()))
                    .satisfies(
                            report -> {
                                assertThat(report.sound()).isTrue();
                                assertThat(report.lastSequence()).isEqualTo(300);
                                assertThat(report.cursor()).isEqualTo(100);
                                assertThat(report.lastHash()).isEqualTo(journal.hashAt(300));
                            });
        }
        assertThat(fresh.journal()).doesNotExist();
        assertThat(fresh.identity()).doesNotExist();
        assertThat(fresh.restoring()).doesNotExist();
        assertThat(fresh.root().resolve("restored-settings/main.yaml"))
                .hasSameTextualContentAs(config);
        assertThat(fresh.root().resolve("restored-settings/conf.d/10-readers.yaml")).exists();
        try (Journal another = journal(fresh)) {
            assertThat(another.recovery().created()).isTrue();
        }
    }

    @Test
    void identity_isInItOnlyWhenAskedFor() throws IOException {
        backup(true);
        restore(fresh, false);
        assertThat(files(fresh.identity())).isEqualTo(files(state.identity()));
        Files.delete(file);
        backup(false);
        Map<String, byte[]> unpacked = unpack(file);
        assertThat(unpacked.keySet()).noneMatch(name -> name.startsWith("identity"));
        String all =
                new String(
                        unpacked.values().stream().reduce(new byte[0], RestoreTest::joined),
                        StandardCharsets.ISO_8859_1);
        assertThat(all).doesNotContain("PRIVATE KEY", "privateKey");
    }

    /** Taps go on while copies are made: each copy is a whole prefix, whatever was half written. */
    @Test
    void backup_isAPrefixOfALivingJournal() throws Exception {
        try (Journal journal = journal(state)) {
            var done = new AtomicBoolean();
            var compared = new AtomicLong(); // what is trimmed has no hash to compare with
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        Random random = new Random(7);
                                        while (!done.get()) {
                                            byte[] payload = new byte[random.nextInt(400)];
                                            random.nextBytes(payload);
                                            long last = journal.append(1, payload).id().sequence();
                                            if (last % 50 == 0) {
                                                journal.acked(last, journal.hashAt(last));
                                            }
                                            if (last % 400 == 0) {
                                                journal.trim(Math.min(last - 100, compared.get()));
                                            }
                                        }
                                    });
            try {
                long before = 0;
                for (int i = 0; i < 12; i++) {
                    Files.deleteIfExists(file);
                    long known = journal.lastSequence();
                    Contents made = backup(false);
                    assertThat(made.journal().last()).isBetween(known, journal.lastSequence());
                    assertThat(made.journal().hash())
                            .isEqualTo(
                                    HexFormat.of()
                                            .formatHex(journal.hashAt(made.journal().last())));
                    assertThat(made.journal().last()).isGreaterThanOrEqualTo(before);
                    before = made.journal().last();
                    compared.set(before);
                    StateDir to = new StateDir(folder.resolve("to-" + i));
                    restore(to, false);
                }
                assertThat(before).isPositive();
            } finally {
                done.set(true);
                writer.join();
            }
        }
    }

    @Test
    void damaged_isRefusedWhereverAByteChanged() throws IOException {
        try (Journal journal = journal(state)) {
            append(journal, 20);
        }
        backup(false);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] changed = whole.clone();
            int at = 10 + random.nextInt(changed.length - 10); // behind the head of gzip
            changed[at] ^= (byte) (1 << random.nextInt(8));
            if (!holdsTheSame(changed, whole)) { // gzip has bits that mean nothing
                Files.write(file, changed);
                refused(at + " of " + changed.length);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(50);
        for (int cut : new int[] {0, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, cut));
            refused("cut at " + cut);
        }
    }

    private static boolean holdsTheSame(byte[] changed, byte[] whole) throws IOException {
        try (var one = new GZIPInputStream(new ByteArrayInputStream(changed));
                var other = new GZIPInputStream(new ByteArrayInputStream(whole))) {
            return Arrays.equals(one.readAllBytes(), other.readAllBytes());
        } catch (ZipException | EOFException damaged) {
            return false;
        }
    }

    private void refused(String what) {
        assertThatThrownBy(() -> restore(fresh, false))
                .as(what)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(file.toString());
        assertThat(fresh.root()).as(what).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "/etc/passwd",
                "journal/../../outside",
                "journal/..",
                "journal//x",
                "settings/other.yaml",
                "identity/.ssh",
                "journal-ended/../x",
                "lock"
            })
    void foreignName_isRefused(String name) throws IOException {
        byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
        Contents contents =
                new Contents(
                        "0.1.0",
                        NOW,
                        identity.school(),
                        identity.station(),
                        new Contents.JournalEnd(0, 0, "", 0),
                        false,
                        List.of(
                                new Contents.Item(
                                        name,
                                        1,
                                        HexFormat.of().formatHex(Sha256.begin().digest(bytes)))));
        write(contents.bytes(), name, bytes);
        refused(name);
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void newerFormat_isRefusedWithTheProgramThatMadeIt() throws IOException {
        String contents =
                new String(backup(false).bytes(), StandardCharsets.UTF_8)
                        .replace("\"format\" : 1", "\"format\" : 2")
                        .replace("0.1.0", "9.9.9");
        write(contents.getBytes(StandardCharsets.UTF_8), "journal/x", new byte[0]);
        assertThatThrownBy(() -> restore(fresh, false))
                .hasMessageContaining("is of format 2, this program reads 1")
                .hasMessageContaining("9.9.9");
        assertThat(fresh.root()).doesNotExist();
    }

    @Test
    void anotherStationsBackup_isRefused() {
        backup(true);
        enrol(fresh, "greenfield-c2");
        assertThatThrownBy(() -> restore(fresh, true))
                .hasMessageContaining("is of station greenfield-c1")
                .hasMessageContaining("enrolled as station greenfield-c2");
        assertThat(fresh.root().resolve("lock")).doesNotExist();
    }

    @Test
    void folderInUse_isRefusedAndForceDeletesNothing() throws IOException {
        long former;
        try (Journal journal = journal(state)) {
            append(journal, 5);
            former = journal.epoch();
        }
        backup(false);
        try (Journal journal = journal(state)) {
            append(journal, 3); // served after the backup, on this very card
        }
        Files.createDirectories(state.snapshots());
        Files.writeString(state.snapshots().resolve("snapshot-1.db"), "of today");
        assertThatThrownBy(() -> restore(state, false))
                .hasMessageContaining("is not empty: it holds journal, snapshots; --force");
        assertThat(restore(state, true)).anyMatch(note -> note.contains("stays served"));
        EndedJournals ended = new EndedJournals(state.journal());
        assertThat(ended.folders())
                .as("the longer one alone: it holds the other")
                .containsExactly(ended.folder().resolve("%016x".formatted(former)));
        assertThat(
                        Journal.verify(
                                        ended.folders().getFirst(),
                                        identity.school(),
                                        identity.station())
                                .lastSequence())
                .isEqualTo(8);
        assertThat(state.root().resolve("replaced-20261123T063000Z/snapshots/snapshot-1.db"))
                .hasContent("of today");
        assertThat(files(state.identity())).isNotEmpty();
    }

    @Test
    void cutShort_noStationStartsUntilItIsRestoredAgain() throws IOException {
        backup(false);
        Files.createDirectories(fresh.restoring().resolve("journal"));
        assertThatThrownBy(fresh::lock)
                .isInstanceOf(StationException.class)
                .hasMessageContaining("restore FILE --force");
        restore(fresh, true);
        fresh.lock().close();
    }

    private void write(byte[] contents, String name, byte[] bytes) throws IOException {
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(Files.newOutputStream(file)), 0)) {
            tar.add(Contents.NAME, contents);
            tar.add(name, bytes);
        }
    }

    private static Map<String, byte[]> unpack(Path file) {
        Map<String, ByteArrayOutputStream> all = new TreeMap<>();
        new Archive(file)
                .read(
                        name -> {
                            OutputStream out = new ByteArrayOutputStream();
                            all.put(name, (ByteArrayOutputStream) out);
                            return out;
                        });
        Map<String, byte[]> bytes = new TreeMap<>();
        all.forEach((name, out) -> bytes.put(name, out.toByteArray()));
        return bytes;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static Map<String, String> files(Path in) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(in)) {
            for (Path one : files.toList()) {
                all.put(one.getFileName().toString(), Files.readString(one));
            }
        }
        return all;
    }
}
