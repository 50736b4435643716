package com.hasivu.simulator.chaos;

import com.hasivu.simulator.proxy.Toxic;
import com.hasivu.simulator.proxy.Toxic.Direction;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The link between station and broker is slow, thin, cut or half open. Nobody may notice a tap. */
final class LinkFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Three time requests of 10 s each without an answer, and some. */
    private static final Duration HALF_OPEN = Duration.ofSeconds(60);

    private LinkFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault(
                        "link-latency",
                        2,
                        Fault.Place.FOLDER,
                        (b, r) ->
                                slow(
                                        b,
                                        r,
                                        new Toxic.Latency(
                                                Direction.BOTH,
                                                millis(100 + r.nextInt(900)),
                                                millis(500)))),
                new Fault(
                        "link-thin",
                        2,
                        Fault.Place.FOLDER,
                        (b, r) ->
                                slow(
                                        b,
                                        r,
                                        new Toxic.Bandwidth(
                                                Direction.BOTH, 2_000 + r.nextInt(8_000)))),
                new Fault(
                        "link-sliced",
                        2,
                        Fault.Place.FOLDER,
                        (b, r) ->
                                slow(
                                        b,
                                        r,
                                        new Toxic.Slicer(
                                                Direction.BOTH, 1 + r.nextInt(40), millis(3)))),
                new Fault("link-reset", 2, Fault.Place.FOLDER, LinkFaults::reset),
                new Fault("link-limited", 2, Fault.Place.FOLDER, LinkFaults::limited),
                new Fault("link-slow-close", 1, Fault.Place.FOLDER, LinkFaults::slowClose),
                new Fault(
                        "link-half-open",
                        1,
                        Fault.Place.FOLDER,
                        (b, r) -> halfOpen(b, Direction.values()[r.nextInt(3)])));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static String slow(Bench bench, Random random, Toxic toxic)
            throws InterruptedException {
        long before = bench.proxy().tally().delayed();
        bench.proxy().set(toxic);
        bench.load();
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500)); // how long it is bad
        bench.rig().awaitVisits(PATIENCE); // the counter does not wait for the link
        long delayed = grown(bench, "delayed byte", () -> bench.proxy().tally().delayed(), before);
        lift(bench);
        return toxic + ", %d bytes delayed, every child served meanwhile".formatted(delayed);
    }

    private static long grown(Bench bench, String what, LongSupplier now, long before) {
        bench.await(what, PATIENCE, () -> now.getAsLong() > before);
        return now.getAsLong() - before;
    }

    private static void lift(Bench bench) {
        bench.proxy().set();
        bench.lifted();
    }

    private static String reset(Bench bench, Random random) throws InterruptedException {
        long before = bench.proxy().tally().ended();
        long downs = downs(bench);
        bench.load();
        int cuts = 1 + random.nextInt(3);
        for (int i = 0; i < cuts; i++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500)); // the moment is the fault's input
            bench.awaitLink(true, PATIENCE);
            bench.proxy().cut();
        }
        bench.await("link down", PATIENCE, () -> downs(bench) > downs);
        lift(bench);
        return "%d connections reset, the station saw %d"
                .formatted(bench.proxy().tally().ended() - before, downs(bench) - downs);
    }

    private static long downs(Bench bench) {
        return bench.linkEvents().stream().filter(up -> !up).count();
    }

    private static String limited(Bench bench, Random random) {
        Function<Direction, Toxic> limit =
                way -> new Toxic.LimitData(way, 200L + random.nextInt(1_500));
        long before = bench.proxy().tally().ended();
        long downs = downs(bench);
        Toxic toxic = limit.apply(random.nextBoolean() ? Direction.UP : Direction.DOWN);
        bench.proxy().set(toxic);
        bench.load();
        bench.rig().awaitVisits(PATIENCE);
        bench.await("link down", PATIENCE, () -> downs(bench) > downs);
        lift(bench);
        return toxic
                + ", %d connections ended in the middle of something"
                        .formatted(bench.proxy().tally().ended() - before);
    }

    /** The broker hears the end of the old connection after the new one has come. */
    private static String slowClose(Bench bench, Random random) throws InterruptedException {
        bench.awaitLink(true, PATIENCE); // without a connection there is no end of one
        long before = bench.proxy().tally().ended();
        bench.proxy().set(new Toxic.SlowClose(Direction.UP, millis(1_500 + random.nextInt(2_000))));
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500)); // the moment is the fault's input
        bench.station().kill();
        bench.startAgain();
        bench.awaitLink(true, PATIENCE);
        grown(bench, "late end", () -> bench.proxy().tally().ended(), before);
        lift(bench);
        return "station killed, its old connection's end came late";
    }

    private static String halfOpen(Bench bench, Direction way) {
        bench.awaitLink(true, PATIENCE);
        long before = bench.proxy().tally().dropped();
        bench.proxy().set(new Toxic.Vanish(way));
        bench.load();
        bench.rig().awaitVisits(PATIENCE);
        bench.awaitLink(false, HALF_OPEN);
        long dropped = bench.proxy().tally().dropped() - before;
        lift(bench);
        if (dropped == 0) {
            throw new NoBiteException("no byte vanished");
        }
        return "%d bytes vanished (%s), the station gave the link up".formatted(dropped, way);
    }
}
