package com.hasivu.simulator.load;

import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold.
 *
 * @param limit in words
 * @param measured absent when it was not
 * @param note why it was not measured, or what is wrong
 */
record Gate(
        String name,
        String limit,
        @Nullable Double measured,
        String unit,
        Verdict verdict,
        String note) {
    enum Verdict {
        PASS,
        FAIL,
        /** Measured, and no gate at this profile. */
        TOLD,
        /** Never counted as passed; told. */
        NOT_MEASURED
    }

    static Gate below(String name, double measured, double limit, String unit) {
        return new Gate(
                name,
                "under %s %s".formatted(plain(limit), unit),
                measured,
                unit,
                measured < limit ? Verdict.PASS : Verdict.FAIL,
                "");
    }

    static Gate atLeast(String name, double measured, double limit, String unit) {
        return new Gate(
                name,
                "at least %s %s".formatted(plain(limit), unit),
                measured,
                unit,
                measured >= limit ? Verdict.PASS : Verdict.FAIL,
                "");
    }

    static Gate notMeasured(String name, double limit, String unit, String why) {
        return new Gate(
                name,
                "under %s %s".formatted(plain(limit), unit),
                null,
                unit,
                Verdict.NOT_MEASURED,
                why);
    }

    private static String plain(double limit) {
        return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
    }
}
