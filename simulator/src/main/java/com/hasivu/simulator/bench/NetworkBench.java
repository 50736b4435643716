package com.hasivu.simulator.bench;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.demo.SchoolDay;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Folders;
import com.hasivu.simulator.proxy.Toxic;
import com.hasivu.simulator.proxy.Toxic.Direction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether a tap feels the network: two counters at one disk, each with its own sync, one over a
 * good link and one over a link in each bad state. They are tapped in turns, tap by tap, first the
 * one or the other by lot, so that whatever else the machine does hits both. The first row has two
 * good links: what differs there is noise.
 *
 * <p>The cloud's files are in memory where there is a place for that: its commits are another
 * machine's in life, and would hit the journals' disk here.
 */
final class NetworkBench {
    private static final long PACE_NANOS = 8_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path dir;
    private final int rounds;
    private final int taps;
    private final Random lot = new Random(1);
    private int next;

    NetworkBench(Path dir, boolean quick) {
        this.dir = dir;
        this.rounds = quick ? 1 : 5;
        this.taps = quick ? 50 : 400;
    }

    /**
     * A link in some state.
     *
     * @param online whether sync says so while it lasts; waited for before a tap is timed
     */
    private record State(String name, boolean online, Toxic... toxics) {}

    private static List<State> states() {
        return List.of(
                new State("good as well", true),
                new State(
                        "400 to 800 ms late",
                        true,
                        new Toxic.Latency(
                                Direction.BOTH, Duration.ofMillis(400), Duration.ofMillis(400))),
                new State("2 kB a second", true, new Toxic.Bandwidth(Direction.BOTH, 2_000)),
                new State("half open", true, new Toxic.Vanish(Direction.BOTH)),
                new State(
                        "reset at once, over and over",
                        false,
                        new Toxic.Reset(Direction.BOTH, Duration.ofMillis(1))));
    }

    List<Outcome> run() throws IOException, InterruptedException {
        BenchSchool school = new BenchSchool(3_000);
        Path cloud = cloudFolder();
        try (Site site = new Site(cloud, Site.Store.H2)) {
            site.startCloud();
            SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            try (var good = new LinkedCounter(dir.resolve("good"), site, day.claimCode(), school);
                    var bad =
                            new LinkedCounter(
                                    dir.resolve("bad"), site, day.claimCode("c2"), school)) {
                for (int i = 0; i < 2_000; i++) { // the compiler's
                    good.tap(card(school));
                    bad.tap(card(school));
                }
                List<Outcome> outcomes = new ArrayList<>();
                for (State state : states()) {
                    outcomes.addAll(measure(state, good, bad, school));
                }
                return outcomes;
            }
        } finally {
            Folders.delete(cloud);
        }
    }

    private Path cloudFolder() throws IOException {
        return Files.createTempDirectory(
                Files.isWritable(MEMORY) ? MEMORY : dir, "hasivu-bench-cloud");
    }

    private List<Outcome> measure(
            State state, LinkedCounter good, LinkedCounter bad, BenchSchool school)
            throws InterruptedException {
        bad.link();
        await(() -> good.online() && bad.online(), "the links to come up");
        bad.link(state.toxics());
        await(() -> bad.online() == state.online(), "state " + state.name());
        double[][] percentiles = new double[4][rounds];
        for (int round = 0; round < rounds; round++) {
            long[] ours = new long[taps];
            long[] reference = new long[taps];
            for (int i = 0; i < taps; i++) {
                if (lot.nextBoolean()) {
                    ours[i] = paced(bad, school);
                    reference[i] = paced(good, school);
                } else {
                    reference[i] = paced(good, school);
                    ours[i] = paced(bad, school);
                }
            }
            percentiles[0][round] = Samples.percentile(ours, 0.5);
            percentiles[1][round] = Samples.percentile(reference, 0.5);
            percentiles[2][round] = Samples.percentile(ours, 0.99);
            percentiles[3][round] = Samples.percentile(reference, 0.99);
        }
        return List.of(
                row("p50, " + state.name(), percentiles[0], percentiles[1]),
                row("p99, " + state.name(), percentiles[2], percentiles[3]));
    }

    private static Outcome row(String figure, double[] ours, double[] reference) {
        return Outcome.atMost(
                "network", figure, "us", Samples.median(ours), Samples.median(reference), 1.10);
    }

    private long paced(LinkedCounter counter, BenchSchool school) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(PACE_NANOS); // the pace is what is measured
        return counter.tap(card(school));
    }

    private CardId card(BenchSchool school) {
        return school.cards.get(next++ % school.cards.size());
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("waited %s for %s".formatted(PATIENCE, what));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
