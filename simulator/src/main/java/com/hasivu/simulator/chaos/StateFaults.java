package com.hasivu.simulator.chaos;

import com.fasterxml.jackson.databind.JsonNode;
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
import com.hasivu.simulator.process.Folders;
import com.hasivu.simulator.process.ProgramException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The station comes back with another state than it had: an old copy of its card, an empty journal,
 * or nothing at all. The usual checks know one journal only, so these rounds make their own, and
 * end their bench.
 */
final class StateFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private StateFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("state-restored", 1, Fault.Place.FOLDER, StateFaults::restored),
                new Fault("state-new-journal", 1, Fault.Place.FOLDER, StateFaults::newJournal),
                new Fault("state-lost-card", 1, Fault.Place.FOLDER, StateFaults::lostCard));
    }

    private static String newJournal(Bench bench, Random random) {
        begin(bench);
        Rig rig = bench.rig();
        settledLoad(bench);
        bench.stopStation();
        RawJournal old = rig.journal();
        Folders.delete(rig.site().journal());
        int lights = rig.lights().size();
        bench.startAgain();
        bench.awaitLink(true, PATIENCE);
        settledLoad(bench);
        RawJournal now = rig.journal();
        if (now.epoch() == old.epoch()) {
            throw new NoBiteException("the epoch is still the old one");
        }
        try (RawCloud cloud = tables(rig)) {
            require(station(now, rig.lights().subList(lights, rig.lights().size())));
            holds(cloud, old, "");
            holds(cloud, now, "");
            eachOrderOnce(
                    cloud, Stream.concat(old.records().stream(), now.records().stream()).toList());
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
        Site.copy(rig.site().state(), copy);
        bench.startAgain();
        settledLoad(bench);
        bench.stopStation();
        RawJournal newest = rig.journal();
        Folders.delete(rig.site().state());
        Site.copy(copy, rig.site().state());
        bench.startAgain();
        bench.awaitLink(true, PATIENCE);
        bench.await(
                "list that knows the later meals",
                PATIENCE,
                () -> rig.day().station().path("snapshotVersion").asLong() == version(rig));
        int lights = rig.lights().size();
        bench.load();
        rig.awaitVisits(PATIENCE);
        Path ended = rig.site().journal().resolveSibling("journal-ended");
        bench.await(
                "journal that the station ended by itself",
                PATIENCE,
                () -> Files.isDirectory(ended.resolve("%016x".formatted(newest.epoch()))));
        bench.await("start with another journal", PATIENCE, () -> readies(bench) == 2);
        settledLoad(bench); // serving goes on, and is merged again
        RawJournal restored =
                RawJournal.read(
                        ended.resolve("%016x".formatted(newest.epoch())),
                        SchoolDay.SCHOOL,
                        SchoolDay.STATION);
        RawJournal now = rig.journal();
        List<Light> since = rig.lights().subList(lights, rig.lights().size());
        try (RawCloud cloud = tables(rig)) {
            require(station(restored, of(restored, since)));
            require(station(now, of(now, since)));
            holds(cloud, newest, "quarantined");
            holds(cloud, now, "");
            eachOrderOnce(
                    cloud,
                    Stream.concat(newest.records().stream(), now.records().stream()).toList());
            Set<Long> before = new HashSet<>(orders(newest.records()));
            for (RawRecord record : restored.records()) {
                boolean later = record.sequence() > restored.ackedSequence();
                if (later
                        && record.tap().hasServe()
                        && !before.add(record.tap().getServe().getOrder())) {
                    throw twice(record);
                }
            }
            for (RawRecord record : now.records()) {
                if (record.tap().hasServe() && !before.add(record.tap().getServe().getOrder())) {
                    throw twice(record);
                }
            }
        }
        return "copy of %d records in place of %d; ended with %d, another journal with %d; %d lights since"
                .formatted(
                        restored.ackedSequence(),
                        newest.records().size(),
                        restored.records().size(),
                        now.records().size(),
                        since.size());
    }

    private static ProgramException twice(RawRecord record) {
        return new ProgramException(
                "order %d was served before, and again by record %d of epoch %016x"
                        .formatted(
                                record.tap().getServe().getOrder(),
                                record.sequence(),
                                record.epoch()));
    }

    private static List<Light> of(RawJournal journal, List<Light> lights) {
        String epoch = "%016x".formatted(journal.epoch());
        return lights.stream().filter(light -> light.epoch().equals(epoch)).toList();
    }

    /** How often this process of the station began to serve. */
    private static long readies(Bench bench) {
        return bench.station().events().stream()
                .filter(event -> event.path("event").asText().equals("ready"))
                .count();
    }

    /**
     * The whole card is gone, identity included, with records the cloud was told of and never got.
     * Another device is let in with a new claim code.
     */
    private static String lostCard(Bench bench, Random random) {
        begin(bench);
        Rig rig = bench.rig();
        Site site = rig.site();
        settledLoad(bench);
        site.cloud().kill();
        site.startCloud("-Dhasivu.fault=slow at intake-received:600000"); // takes no batch in
        int unsent = 2 + random.nextInt(3);
        rig.hungryChildren(unsent);
        rig.awaitVisits(PATIENCE);
        RawJournal lost = rig.journal();
        bench.await(
                "word of the last record in the cloud",
                PATIENCE,
                () -> rig.day().station().path("lastSequence").asLong() == lost.records().size());
        bench.station().kill();
        site.cloud().kill();
        rig.forgetNewestEaten(unsent); // their meals are open orders again, whatever we do
        Folders.delete(site.state());
        site.startCloud();
        rig.openStationAgain();
        int lights = rig.lights().size();
        bench.startAgain();
        bench.station().await("snapshot", PATIENCE);
        settledLoad(bench); // those delivered before come too, and are refused
        RawJournal now = rig.journal();
        if (now.epoch() == lost.epoch()) {
            throw new NoBiteException("the epoch is still the old one");
        }
        long committed = lost.ackedSequence();
        String loss = loss(rig, lost, committed);
        List<RawRecord> sent = lost.records().subList(0, (int) committed);
        try (RawCloud cloud = tables(rig)) {
            require(station(now, rig.lights().subList(lights, rig.lights().size())));
            holds(cloud, lost.epoch(), sent, "");
            holds(cloud, now, "");
            eachOrderOnce(cloud, Stream.concat(sent.stream(), now.records().stream()).toList());
        }
        return "%d records gone with the card, the review says: %s; %d records since"
                .formatted(lost.records().size() - committed, loss, now.records().size());
    }

    /** What the cloud's review says is lost of a journal: exactly what was never sent. */
    private static String loss(Rig rig, RawJournal lost, long committed) {
        JsonNode chain =
                rig.day().chains().stream()
                        .filter(
                                c ->
                                        c.path("epoch")
                                                .asText()
                                                .equals(HexFormat.of().toHexDigits(lost.epoch())))
                        .findFirst()
                        .orElseThrow(
                                () -> new ProgramException("the review knows no lost journal"));
        JsonNode loss = chain.path("loss");
        if (loss.path("from").asLong() != committed + 1
                || loss.path("to").asLong() != lost.records().size()
                || loss.path("madeBefore").asText("").isEmpty()) {
            throw new ProgramException(
                    "records %d to %d are lost, the review says %s"
                            .formatted(committed + 1, lost.records().size(), chain));
        }
        return "lost %d to %d, perhaps more made until %s"
                .formatted(
                        loss.path("from").asLong(),
                        loss.path("to").asLong(),
                        loss.path("madeBefore").asText());
    }

    private static void begin(Bench bench) {
        bench.checked();
        bench.spend();
    }

    /** On H2 they can be read only when the cloud has stopped; these benches end now anyway. */
    private static RawCloud tables(Rig rig) {
        if (rig.site().store() == Site.Store.H2) {
            Optional<String> bad = rig.site().stopPrograms();
            if (bad.isPresent()) {
                throw new ProgramException("no clean stop: " + bad.get());
            }
        }
        return rig.site().openDatabase();
    }

    private static void settledLoad(Bench bench) {
        bench.load();
        bench.rig().awaitVisits(PATIENCE);
        bench.rig().awaitSettled(PATIENCE);
    }

    private static long version(Rig rig) {
        return rig.status().path("snapshot").path("version").asLong(-1);
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
        holds(cloud, journal.epoch(), journal.records(), state);
    }

    private static void holds(RawCloud cloud, long epoch, List<RawRecord> records, String state) {
        RawCloud.Head head = cloud.head(SchoolDay.SCHOOL, SchoolDay.STATION, epoch);
        List<InboxRow> rows = cloud.inbox(SchoolDay.SCHOOL, SchoolDay.STATION, epoch);
        if (head.quarantined().isEmpty() != state.isEmpty()) {
            throw new ProgramException(
                    "epoch %016x: the cloud says '%s', must be %s"
                            .formatted(
                                    epoch, head.quarantined(), state.isEmpty() ? "open" : state));
        }
        List<String> ours = records.stream().map(r -> HexFormat.of().formatHex(r.hash())).toList();
        if (!rows.stream().map(InboxRow::hash).toList().equals(ours)) {
            throw new ProgramException(
                    "epoch %016x: the cloud holds %d records, the journal %d, and they are not the same"
                            .formatted(epoch, rows.size(), ours.size()));
        }
    }

    private static List<Long> orders(List<RawRecord> records) {
        return records.stream()
                .filter(r -> r.tap().hasServe())
                .map(r -> r.tap().getServe().getOrder())
                .toList();
    }

    private static void eachOrderOnce(RawCloud cloud, List<RawRecord> records) {
        List<Long> served = orders(records);
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
}
