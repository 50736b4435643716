package com.hasivu.simulator.bench;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.simulator.demo.SchoolDay;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.demo.Site.SiteReader;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.Programs;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Process start until the light for a card that is already held to the reader, with reader, MQTT
 * and the shipped Java options, beside a Java machine that runs an empty program; with the start
 * cache that the package makes, and without. And how long a million records take until taps can be
 * decided.
 */
final class StartBench {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MILLION = 1_000_000;
    private static final int TOGETHER = 512;

    private final Path dir;
    private final boolean quick;
    private final int rounds;
    private final Programs programs = new Programs();

    StartBench(Path dir, boolean quick) {
        this.dir = dir;
        this.quick = quick;
        this.rounds = quick ? 1 : 5;
    }

    List<Outcome> run() throws Exception {
        List<Outcome> outcomes = new ArrayList<>(starts());
        outcomes.add(replay());
        return outcomes;
    }

    private List<Outcome> starts() throws Exception {
        School school = School.of(11, School.fewestTaps(), 30 + 2 * rounds);
        String options = "@" + programs.packaging().resolve("edge").resolve("java-options");
        Path noted = dir.resolve("start-classes");
        Path cache = dir.resolve("edge.jsa");
        try (Site site = new Site(dir, Site.Store.H2);
                Rdm6300Emulator reader = Rdm6300Emulator.at(dir.resolve("ttyRDM"))) {
            site.startCloud();
            SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            day.fill(school);
            site.configureEdge(
                    day.claimCode(),
                    List.of(new SiteReader("counter-1a", "rdm6300", reader.device(), Map.of())));
            Deque<Child> hungry = new ArrayDeque<>();
            school.children().stream()
                    .filter(child -> child.part() == Part.REGULAR && child.lane() == 0)
                    .forEach(hungry::add);
            enrol(site, options, "-XX:DumpLoadedClassList=" + noted);
            firstTap(site, reader, hungry.remove(), options); // the disk's caches are warm then
            programs.dumpStartClasses(noted, cache);

            double[] empty = new double[rounds];
            double[] plain = new double[rounds];
            double[] cached = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                empty[i] = millis(programs::runEmpty);
                plain[i] = firstTap(site, reader, hungry.remove(), options);
                cached[i] =
                        firstTap(
                                site,
                                reader,
                                hungry.remove(),
                                options,
                                "-XX:SharedArchiveFile=" + cache);
            }
            double reference = Samples.median(empty);
            return List.of(
                    against("first tap, with the start cache", cached, reference),
                    against("first tap, without it", plain, reference));
        }
    }

    private static Outcome against(String figure, double[] ours, double reference) {
        return Outcome.atMost("start", figure, "ms", Samples.median(ours), reference, 5);
    }

    /** The first start fetches certificate and snapshot: no other start does. */
    private static void enrol(Site site, String... jvm) {
        Program station = site.startEdge(jvm);
        station.await("snapshot", PATIENCE);
        station.stop(PATIENCE);
    }

    /** Milliseconds from the process's start to the light. */
    private static double firstTap(Site site, Rdm6300Emulator reader, Child child, String... jvm)
            throws Exception {
        reader.present(child.card());
        var lit = new CompletableFuture<Long>();
        long begun = System.nanoTime();
        Program station = site.startEdge(jvm);
        station.onEvent(
                event -> {
                    if (event.path("decision").asText().equals("serve")) {
                        lit.complete(System.nanoTime());
                    }
                });
        long at = lit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        reader.remove();
        station.await("acked", PATIENCE); // so that every start finds the same
        station.stop(PATIENCE);
        return (at - begun) / 1e6;
    }

    /** From an open folder to a service that knows every served order. */
    private Outcome replay() throws Exception {
        int records = quick ? MILLION / 20 : MILLION;
        BenchSchool school = new BenchSchool(3_000);
        Path folder = dir.resolve("journal");
        SchoolId bench = new SchoolId("bench");
        StationId station = new StationId("bench-c1");
        byte[] payload;
        try (Counter counter = new Counter(folder, school)) {
            counter.tap(school.cards.getFirst(), System.nanoTime());
            payload = counter.journal().read(1, 1, Integer.MAX_VALUE).getFirst().payload();
        }
        try (Journal journal = Journal.open(folder, bench, station, JournalSettings.DEFAULT)) {
            for (int written = 1; written < records; ) {
                List<Pending> together = new ArrayList<>();
                while (together.size() < TOGETHER && written < records) {
                    together.add(journal.enqueue(1, payload));
                    written++;
                }
                together.forEach(Pending::await); // one write for all of them
            }
        }
        double[] took = new double[quick ? 1 : 3];
        for (int i = 0; i < took.length; i++) {
            took[i] =
                    millis(
                            () -> {
                                Counter counter = new Counter(folder, school);
                                counter.close();
                            });
        }
        return Outcome.under(
                "start",
                "journal of %,d records replayed".formatted(records),
                "ms",
                Samples.median(took),
                1_000);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static double millis(Work work) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e6;
    }
}
