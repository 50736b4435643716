package com.hasivu.reader.contract;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How quick something is, on a machine that may stall at any moment: one of three measurements may
 * meet a stall, what is slow is slow each time.
 */
public final class Quickest {
    /** For a measurement that the machine spoilt before it began. */
    public static final Duration SPOILT = Duration.ofDays(1);

    private static final int MEASUREMENTS = 3;

    private Quickest() {}

    /** The least of up to three; once one is within what is wanted, no more are made. */
    public static Duration of(Duration wanted, Callable<Duration> measured) throws Exception {
        Duration least = measured.call();
        for (int more = 1; more < MEASUREMENTS && least.compareTo(wanted) > 0; more++) {
            Duration next = measured.call();
            least = next.compareTo(least) < 0 ? next : least;
        }
        return least;
    }
}
