package com.hasivu.simulator.load;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When one user asks next. Pauses are exponential, so that users do not march in step, and at most
 * five times the mean. Closed loop: a pause after each answer. Open loop: a plan that does not look
 * at answers; a request that is late has waited.
 */
final class Pace {
    private static final double LONGEST = 5;

    private final RandomGenerator random;
    private final double meanNanos;
    private final boolean open;
    private long planned;

    private Pace(RandomGenerator random, double meanNanos, boolean open, long now) {
        this.random = random;
        this.meanNanos = meanNanos;
        this.open = open;
        this.planned = now;
    }

    static Pace of(Plan plan, RandomGenerator random, long now) {
        return plan.openLoop()
                ? new Pace(
                        random, TimeUnit.SECONDS.toNanos(1) * plan.users() / plan.rate(), true, now)
                : new Pace(random, plan.think().toNanos(), false, now);
    }

    /** From when the wait of a request counts that was due, and is sent now. */
    long countsFrom(long due, long now) {
        return open ? due : now;
    }

    /** Nanoseconds of {@link System#nanoTime} at which the next request is meant to begin. */
    long next(long now) {
        double pause = Math.min(LONGEST, -Math.log(1 - random.nextDouble())) * meanNanos;
        planned = (open ? planned : now) + (long) pause;
        return planned;
    }
}
