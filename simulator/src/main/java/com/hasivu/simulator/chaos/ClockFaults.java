package com.hasivu.simulator.chaos;

import com.hasivu.protocol.wire.ClockState;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.process.ProgramException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The station's wall clock is wrong, or jumps. */
final class ClockFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private ClockFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("clock-tomorrow", 1, Fault.Place.FOLDER, (b, r) -> move(b, days(1), r)),
                new Fault("clock-past", 1, Fault.Place.FOLDER, (b, r) -> move(b, days(-2), r)),
                new Fault(
                        "clock-1970",
                        1,
                        Fault.Place.FOLDER,
                        (b, r) -> move(b, -Instant.now().toEpochMilli() + 60_000, r)),
                new Fault(
                        "clock-jumps",
                        1,
                        Fault.Place.FOLDER,
                        (b, r) ->
                                move(
                                        b,
                                        (r.nextBoolean() ? 1 : -1) * (60_000L + r.nextInt(600_000)),
                                        r)));
    }

    private static long days(int days) {
        return Duration.ofDays(days).toMillis();
    }

    private static String move(Bench bench, long millis, Random random)
            throws InterruptedException {
        bench.arm();
        boolean atStart = random.nextBoolean();
        long first = bench.rig().records().size() + 1L;
        bench.rig().puzzle(true); // a child does not believe a refusal that only the clock explains
        try {
            if (!atStart) {
                bench.load();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(300)); // the moment of the jump
            }
            bench.faults("wall by " + millis);
            if (atStart) { // as after a night without power and without a battery
                bench.stopStation();
                bench.startAgain();
                bench.load();
            }
            bench.await("record by the moved clock", PATIENCE, () -> moved(bench, first) > 0);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000)); // how long it is wrong
            bench.faults();
            bench.lifted();
            if (atStart) { // what a service manager does after the clock was set; not needed to
                // serve
                bench.awaitLink(true, PATIENCE);
            }
            bench.rig().awaitVisits(Duration.ofSeconds(90));
        } finally {
            bench.rig().puzzle(false);
        }
        requireFlagged(bench, first);
        if (millis > 0) {
            bench.spend(); // until the link is up, each start refuses: its newest tap is to come
        }
        return "%s by %d s; %d records carry it, each flagged"
                .formatted(
                        atStart ? "moved before the start" : "jumped",
                        millis / 1_000,
                        moved(bench, first));
    }

    private static boolean isMoved(RawRecord record) {
        return Math.abs(record.tap().getWallMillis() - System.currentTimeMillis())
                > Duration.ofSeconds(45).toMillis();
    }

    private static long moved(Bench bench, long first) {
        return after(bench, first).stream().filter(ClockFaults::isMoved).count();
    }

    private static List<RawRecord> after(Bench bench, long first) {
        return bench.rig().records().stream().filter(r -> r.sequence() >= first).toList();
    }

    /** A record by a wrong clock says that nobody vouches for it. */
    private static void requireFlagged(Bench bench, long first) {
        for (RawRecord record : after(bench, first)) {
            // the round is longer than that only when the machine is; then a right one looks moved
            boolean old =
                    Math.abs(record.tap().getWallMillis() - System.currentTimeMillis())
                            < Duration.ofMinutes(2).toMillis();
            if (!old && record.tap().getClock() == ClockState.CLOCK_SYNCED) {
                throw new ProgramException(
                        "record %d has the wall time %s and says that its clock is right"
                                .formatted(
                                        record.sequence(),
                                        Instant.ofEpochMilli(record.tap().getWallMillis())));
            }
        }
    }
}
