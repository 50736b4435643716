package com.hasivu.simulator.bench;

import java.util.Locale;

/**
 * One figure beside its reference.
 *
 * @param bench which benchmark, for example {@code tap}
 * @param figure what was measured, for example {@code p50 back to back}
 * @param unit of ours and reference
 * @param reference the reference's figure from the same run; NaN where the goal is absolute
 * @param ratio ours / reference, or reference / ours where more is better; NaN without a reference
 * @param goal in words, as the targets state it
 * @param reached whether the goal is met
 */
public record Outcome(
        String bench,
        String figure,
        String unit,
        double ours,
        double reference,
        double ratio,
        String goal,
        boolean reached) {

    /** Ours is to be at most {@code limit} times the reference. */
    static Outcome atMost(
            String bench, String figure, String unit, double ours, double reference, double limit) {
        double ratio = ours / reference;
        return beside(
                bench, figure, unit, ours, reference, ratio, "<= %.2f x", limit, ratio <= limit);
    }

    /** Ours is a time, to be at least {@code limit} times shorter than the reference's. */
    static Outcome faster(
            String bench, String figure, String unit, double ours, double reference, double limit) {
        double ratio = reference / ours;
        return beside(
                bench,
                figure,
                unit,
                ours,
                reference,
                ratio,
                ">= %.0f x faster",
                limit,
                ratio >= limit);
    }

    /** Ours is to be at least {@code limit} times the reference, more being better. */
    static Outcome atLeast(
            String bench, String figure, String unit, double ours, double reference, double limit) {
        double ratio = ours / reference;
        return beside(
                bench, figure, unit, ours, reference, ratio, ">= %.0f x", limit, ratio >= limit);
    }

    /** Ours is to be at most {@code limit}, with nothing beside it. */
    static Outcome under(String bench, String figure, String unit, double ours, double limit) {
        return beside(
                bench,
                figure,
                unit,
                ours,
                Double.NaN,
                Double.NaN,
                "<= %.0f " + unit,
                limit,
                ours <= limit);
    }

    private static Outcome beside(
            String bench,
            String figure,
            String unit,
            double ours,
            double reference,
            double ratio,
            String goal,
            double limit,
            boolean reached) {
        return new Outcome(
                bench,
                figure,
                unit,
                ours,
                reference,
                ratio,
                String.format(Locale.ROOT, goal, limit),
                reached);
    }
}
