package com.hasivu.simulator.bench;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.Sync;
import com.hasivu.simulator.demo.SchoolDay;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.proxy.FaultProxy;
import com.hasivu.simulator.proxy.Toxic;
import com.hasivu.simulator.proxy.Toxic.Direction;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether a tap feels the network: the durable tap path while sync works over a link in each bad
 * state, beside the same path with no sync at all, in turns.
 */
final class NetworkBench {
    private static final long PACE_NANOS = 10_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path dir;
    private final int rounds;
    private final int taps;
    private int next;

    NetworkBench(Path dir, boolean quick) {
        this.dir = dir;
        this.rounds = quick ? 1 : 5;
        this.taps = quick ? 50 : 300;
    }

    /**
     * A link in some state.
     *
     * @param online whether sync says so while it lasts; waited for before a tap is timed
     */
    private record State(String name, boolean online, Toxic... toxics) {}

    private static List<State> states() {
        return List.of(
                new State("good link", true),
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
        try (Site site = new Site(dir, Site.Store.H2)) {
            site.startCloud();
            SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            IdentityStore store = new IdentityStore(dir.resolve("identity"));
            Identity identity = BenchLink.enrol(site, store, day.claimCode());
            InetSocketAddress broker =
                    new InetSocketAddress(identity.brokerHost(), identity.brokerPort());
            try (FaultProxy proxy =
                            FaultProxy.open(new InetSocketAddress("127.0.0.1", 0), broker, 1);
                    Counter alone = new Counter(dir.resolve("alone"), school);
                    Counter linked =
                            new Counter(
                                    dir.resolve("linked"),
                                    school,
                                    identity.school(),
                                    identity.station());
                    SnapshotStore snapshots =
                            SnapshotStore.open(
                                    dir.resolve("snapshots"),
                                    identity.school(),
                                    identity.snapshotKeys(),
                                    Runnable::run);
                    Sync sync =
                            BenchLink.over(store, proxy.address(), linked.journal(), snapshots)
                                    .start()) {
                series(alone, school, 2_000, false);
                series(linked, school, 2_000, false);
                List<Outcome> outcomes = new ArrayList<>();
                for (State state : states()) {
                    outcomes.addAll(measure(state, proxy, sync, alone, linked, school));
                }
                return outcomes;
            }
        }
    }

    private List<Outcome> measure(
            State state,
            FaultProxy proxy,
            Sync sync,
            Counter alone,
            Counter linked,
            BenchSchool school)
            throws InterruptedException {
        proxy.set();
        await(() -> sync.status().online(), "the link to come up");
        proxy.set(state.toxics());
        await(() -> sync.status().online() == state.online(), "state " + state.name());
        double[] p50 = new double[rounds];
        double[] p99 = new double[rounds];
        double[] aloneP50 = new double[rounds];
        double[] aloneP99 = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long[] reference = series(alone, school, taps, true);
            long[] ours = series(linked, school, taps, true);
            p50[i] = Samples.percentile(ours, 0.5);
            p99[i] = Samples.percentile(ours, 0.99);
            aloneP50[i] = Samples.percentile(reference, 0.5);
            aloneP99[i] = Samples.percentile(reference, 0.99);
        }
        return List.of(
                Outcome.atMost(
                        "network",
                        "p50, " + state.name(),
                        "us",
                        Samples.median(p50),
                        Samples.median(aloneP50),
                        1.10),
                Outcome.atMost(
                        "network",
                        "p99, " + state.name(),
                        "us",
                        Samples.median(p99),
                        Samples.median(aloneP99),
                        1.10));
    }

    private long[] series(Counter counter, BenchSchool school, int count, boolean paced)
            throws InterruptedException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            if (paced) {
                TimeUnit.NANOSECONDS.sleep(PACE_NANOS); // the pace is what is measured
            }
            long begun = System.nanoTime();
            counter.tap(school.cards.get(next++ % school.cards.size()), begun);
            nanos[i] = System.nanoTime() - begun;
        }
        return nanos;
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
