package com.hasivu.simulator.chaos;

import com.hasivu.simulator.check.Checker;
import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.check.InboxRow;
import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.demo.Light;
import com.hasivu.simulator.demo.Rig;
import com.hasivu.simulator.demo.SchoolDay;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.ProgramException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The station comes back with another state than it had: an old copy of its card, or an empty
 * journal. The usual checks know one journal only, so these rounds make their own, and end their
 * bench.
 */
final class StateFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private StateFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("state-restored", 1, Fault.Place.FOLDER, StateFaults::restored),
                new Fault("state-new-journal", 1, Fault.Place.FOLDER, StateFaults::newJournal));
    }

    private static String newJournal(Bench bench, Random random) {
        begin(bench);
        Rig rig = bench.rig();
        settledLoad(bench);
        bench.stopStation();
        RawJournal old = rig.journal();
        Chaos.delete(rig.site().journal());
        int lights = rig.lights().size();
        bench.startAgain();
        bench.awaitLink(true, PATIENCE);
        settledLoad(bench);
        RawJournal now = rig.journal();
        if (now.epoch() == old.epoch()) {
            throw new NoBiteException("the epoch is still the old one");
        }
        try (RawCloud cloud = rig.site().openDatabase()) {
            require(station(now, rig.lights().subList(lights, rig.lights().size())));
            holds(cloud, old, "");
            holds(cloud, now, "");
            eachOrderOnce(cloud, List.of(old, now));
        }
        return "epoch %016x with %d records, then epoch %016x with %d; the cloud holds both"
                .formatted(old.epoch(), old.records().size(), now.epoch(), now.records().size());
    }

    /** An old copy of the card: its records have names that the cloud knows for others. */
    private static String restored(Bench bench, Random random) {
        begin(bench);
        Rig rig = bench.rig();
        settledLoad(bench);
        bench.stopStation();
        Path copy = rig.site().dir().resolve("copy");
        copy(rig.site().state(), copy);
        bench.startAgain();
        settledLoad(bench);
        bench.stopStation();
        RawJournal newest = rig.journal();
        Chaos.delete(rig.site().state());
        copy(copy, rig.site().state());
        bench.startAgain();
        bench.awaitLink(true, PATIENCE);
        bench.await(
                "list that knows the later meals",
                PATIENCE,
                () -> rig.day().station().path("snapshotVersion").asLong() == version(rig));
        int lights = rig.lights().size();
        bench.load();
        rig.awaitVisits(PATIENCE);
        bench.await("halted sync in the station's status", PATIENCE, () -> !halted(rig).isEmpty());
        String why = halted(rig);
        bench.load(); // serving goes on
        rig.awaitVisits(PATIENCE);
        RawJournal restored = rig.journal();
        List<Light> since = rig.lights().subList(lights, rig.lights().size());
        try (RawCloud cloud = rig.site().openDatabase()) {
            require(station(restored, since));
            holds(cloud, newest, "quarantined");
            eachOrderOnce(cloud, List.of(newest));
            Set<Long> before = new HashSet<>(orders(newest));
            for (RawRecord record : restored.records()) {
                boolean later = record.sequence() > restored.ackedSequence();
                if (later
                        && record.tap().hasServe()
                        && before.contains(record.tap().getServe().getOrder())) {
                    throw new ProgramException(
                            "order %d was served before the restore and again after it"
                                    .formatted(record.tap().getServe().getOrder()));
                }
            }
        }
        return "copy of %d records in place of %d; the station says: %s; %d lights since"
                .formatted(restored.ackedSequence(), newest.records().size(), why, since.size());
    }

    private static void begin(Bench bench) {
        if (bench.rig().site().store() == Site.Store.H2) {
            throw new ProgramException(
                    "this round needs --db postgres: it reads the running cloud");
        }
        bench.checked();
        bench.spend();
    }

    private static void settledLoad(Bench bench) {
        bench.load();
        bench.rig().awaitVisits(PATIENCE);
        bench.rig().awaitSettled(PATIENCE);
    }

    private static long version(Rig rig) {
        return rig.status().path("snapshot").path("version").asLong(-1);
    }

    private static String halted(Rig rig) {
        return rig.status().path("sync").path("halted").asText();
    }

    private static List<Finding> station(RawJournal journal, List<Light> lights) {
        return Checker.check(journal, Light.evidence(lights));
    }

    private static void require(List<Finding> findings) {
        for (Finding finding : findings) {
            if (!finding.holds()) {
                throw new ProgramException(finding.id() + ": " + finding.wrong());
            }
        }
    }

    /** The cloud has exactly these records of their epoch. */
    private static void holds(RawCloud cloud, RawJournal journal, String state) {
        RawCloud.Head head = cloud.head(SchoolDay.SCHOOL, SchoolDay.STATION, journal.epoch());
        List<InboxRow> rows = cloud.inbox(SchoolDay.SCHOOL, SchoolDay.STATION, journal.epoch());
        if (head.quarantined().isEmpty() != state.isEmpty()) {
            throw new ProgramException(
                    "epoch %016x: the cloud says '%s', must be %s"
                            .formatted(
                                    journal.epoch(),
                                    head.quarantined(),
                                    state.isEmpty() ? "open" : state));
        }
        List<String> ours =
                journal.records().stream().map(r -> HexFormat.of().formatHex(r.hash())).toList();
        if (!rows.stream().map(InboxRow::hash).toList().equals(ours)) {
            throw new ProgramException(
                    "epoch %016x: the cloud holds %d records, the journal %d, and they are not the same"
                            .formatted(journal.epoch(), rows.size(), ours.size()));
        }
    }

    private static List<Long> orders(RawJournal journal) {
        return journal.records().stream()
                .filter(r -> r.tap().hasServe())
                .map(r -> r.tap().getServe().getOrder())
                .toList();
    }

    private static void eachOrderOnce(RawCloud cloud, List<RawJournal> journals) {
        List<Long> served = journals.stream().flatMap(j -> orders(j).stream()).toList();
        List<Long> delivered =
                cloud.deliveries(SchoolDay.SCHOOL, SchoolDay.STATION).stream()
                        .map(RawCloud.Delivery::order)
                        .sorted()
                        .toList();
        if (!delivered.equals(served.stream().sorted().toList())
                || new HashSet<>(served).size() != served.size()) {
            throw new ProgramException(
                    "%d serves in the journals, %d deliveries in the cloud; some order twice, or lost"
                            .formatted(served.size(), delivered.size()));
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                if (!path.getFileName().toString().equals("control.sock")) {
                    Files.copy(
                            path,
                            to.resolve(from.relativize(path).toString()),
                            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from, e);
        }
    }
}
