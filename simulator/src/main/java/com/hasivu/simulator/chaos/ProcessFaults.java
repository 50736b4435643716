package com.hasivu.simulator.chaos;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.ProgramException;
import com.hasivu.simulator.school.Child;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The station's process is killed, halted at a named point, or stands still. */
final class ProcessFaults {
    private static final int KILLED = 137;
    private static final Duration LONGEST_BEFORE_A_KILL = Duration.ofMillis(900);
    private static final Duration EMPTY_COUNTER = Duration.ofSeconds(90);
    private static final Duration PASSING_HOLD = Duration.ofMillis(400);
    private static final Duration LEFT = Duration.ofSeconds(6);
    private static final Pattern WOKEN = Pattern.compile("reader \\S+ offline: .* stood still");
    private static final List<FaultPoint> POINTS = List.copyOf(FaultPoint.STATION);

    private ProcessFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("kill-9", 10, Fault.Place.FOLDER, ProcessFaults::kill),
                new Fault("kill-at", 10, Fault.Place.FOLDER, ProcessFaults::haltAtPoint),
                new Fault("freeze", 1, Fault.Place.FOLDER, ProcessFaults::freeze));
    }

    private static String kill(Bench bench, Random random) throws InterruptedException {
        bench.load();
        Duration moment = Duration.ofMillis(random.nextLong(LONGEST_BEFORE_A_KILL.toMillis()));
        TimeUnit.MILLISECONDS.sleep(moment.toMillis()); // the moment is the fault's input
        Program edge = bench.rig().site().edge();
        int waiting = bench.rig().waiting();
        edge.kill();
        int code = exit(edge);
        bench.startAgain();
        return "exit %d at %d ms, %d children at the counter"
                .formatted(code, moment.toMillis(), waiting);
    }

    private static String haltAtPoint(Bench bench, Random random) {
        FaultPoint point = POINTS.get(random.nextInt(POINTS.size()));
        int arrival = 1 + random.nextInt(3);
        bench.stopStation();
        Program armed =
                bench.rig().launchEdge("-Dhasivu.fault=halt at " + point.label() + ":" + arrival);
        bench.rig().hungryChildrenUntilDead(armed);
        int code = exit(armed);
        bench.startAgain();
        return "exit %d at %s:%d".formatted(code, point.label(), arrival);
    }

    private static int exit(Program ended) {
        int code = ended.exit(Duration.ZERO).orElse(-1);
        if (code != KILLED) {
            throw new NoBiteException("the station ended with %d, not %d".formatted(code, KILLED));
        }
        return code;
    }

    private static String freeze(Bench bench, Random random) throws InterruptedException {
        Program edge = bench.rig().site().edge();
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(600)); // the moment is the fault's input
        edge.freeze();
        bench.rig().hungryChildren(2); // they tap at a counter that stands still
        int lights = bench.rig().lights().size();
        long begun = System.nanoTime();
        try {
            TimeUnit.NANOSECONDS.sleep(bench.still().toNanos()); // as long as the fault is
            int meanwhile = bench.rig().lights().size() - lights;
            if (meanwhile > 1) { // one may have been on its way
                throw new NoBiteException(meanwhile + " lights while the station stood still");
            }
        } finally {
            bench.lifted();
            edge.thaw();
        }
        String still =
                "stood still for %.1f s, %d children waited"
                        .formatted((System.nanoTime() - begun) / 1e9, bench.rig().waiting());
        bench.rig().awaitVisits(EMPTY_COUNTER);
        return still + "; " + nobodyWaits(bench);
    }

    /** The reads of children who left wait in the lines; nobody may be served by them. */
    private static String nobodyWaits(Bench bench) throws InterruptedException {
        Program edge = bench.rig().site().edge();
        List<CardId> left;
        long before = woken(edge);
        edge.freeze();
        try {
            left = bench.rig().passBy(PASSING_HOLD).stream().map(Child::card).toList();
            TimeUnit.NANOSECONDS.sleep(LEFT.toNanos()); // as long as the fault is
        } finally {
            bench.lifted();
            edge.thaw();
        }
        bench.await(
                "word of each reader that the station stood still",
                Duration.ofSeconds(90),
                () -> served(bench, left) || woken(edge) >= before + left.size());
        bench.load();
        bench.rig().awaitVisits(EMPTY_COUNTER); // what was told before is decided by now
        if (served(bench, left)) {
            throw new ProgramException(
                    "a child who tapped while the station stood still, and left, was served");
        }
        return "%d children who tapped meanwhile and left were not served".formatted(left.size());
    }

    private static boolean served(Bench bench, List<CardId> cards) {
        return bench.rig().lights().stream().anyMatch(l -> cards.contains(l.card()));
    }

    private static long woken(Program edge) {
        return edge.logLines().stream().filter(line -> WOKEN.matcher(line).find()).count();
    }
}
