package com.hasivu.edge.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, counted by bounds. Any thread; no lock, for the tap path. */
public final class Histogram {
    private final double[] bounds;
    private final long[] boundNanos;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /**
     * @param bounds upper bounds in seconds, rising; what is above the last is counted too
     */
    public Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.boundNanos = new long[bounds.length];
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
        for (int i = 0; i < bounds.length; i++) {
            boundNanos[i] = Math.round(bounds[i] * TimeUnit.SECONDS.toNanos(1));
            if (boundNanos[i] <= (i == 0 ? 0 : boundNanos[i - 1])) {
                throw new IllegalArgumentException(
                        "bound %s is not above the one before".formatted(bounds[i]));
            }
        }
    }

    /** A negative time, of a clock that was set, counts as none. */
    public void observe(long nanos) {
        long took = Math.max(0, nanos);
        int at = 0;
        while (at < boundNanos.length && took > boundNanos[at]) {
            at++;
        }
        counts[at].increment();
        sumNanos.add(took);
    }

    /**
     * What was counted up to now.
     *
     * @param upTo how many took no longer than the bound; one more at the end, of all
     */
    record Reading(List<Double> bounds, List<Long> upTo, double sumSeconds) {}

    Reading read() {
        List<Double> edges = new ArrayList<>();
        List<Long> upTo = new ArrayList<>();
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            all += counts[i].sum();
            upTo.add(all);
            if (i < bounds.length) {
                edges.add(bounds[i]);
            }
        }
        return new Reading(edges, upTo, sumNanos.sum() / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
