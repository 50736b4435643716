package com.hasivu.simulator.demo;

import java.util.Arrays;

/**
 * A distribution by nearest rank.
 *
 * @param count samples; with none, every figure is 0
 */
public record Figures(int count, double p50, double p99, double max) {
    /** Of samples in any unit; the figures are in the same unit times {@code scale}. */
    static Figures of(long[] samples, double scale) {
        if (samples.length == 0) {
            return new Figures(0, 0, 0, 0);
        }
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Figures(
                sorted.length,
                at(sorted, 0.50) * scale,
                at(sorted, 0.99) * scale,
                sorted[sorted.length - 1] * scale);
    }

    private static long at(long[] sorted, double part) {
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }
}
