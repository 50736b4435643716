package com.hasivu.simulator.bench;

import java.util.Arrays;

/** Nanoseconds of one series, and what several interleaved series come to. */
final class Samples {
    private Samples() {}

    /** By nearest rank, in microseconds. */
    static double percentile(long[] nanos, double part) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)] / 1e3;
    }

    /** The middle one of several rounds' figures. */
    static double median(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
