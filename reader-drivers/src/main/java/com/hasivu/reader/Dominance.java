package com.hasivu.reader;

import java.time.Duration;

/**
 * When a tag read from afar may decide. UHF readers also read the neighbours in the queue, so only
 * a tag that is close and clearly the strongest counts.
 *
 * @param least strength below which a tag is not at the counter, 0 to 100; one decibel is two
 *     points
 * @param margin by how much it must lead every other tag in the field, in points. Where the reader
 *     tells no strength, a tag may decide only when it is alone
 * @param dwell how long it must lead without a break
 * @param reads how often it must be read while it leads
 */
public record Dominance(int least, int margin, Duration dwell, int reads) {
    /** -55 dBm, 6 dB ahead of all others for 400 ms and four reads. */
    public static final Dominance USUAL = new Dominance(50, 12, Duration.ofMillis(400), 4);

    public Dominance {
        if (least < 0 || least > 100 || margin < 1 || !dwell.isPositive() || reads < 2) {
            throw new IllegalArgumentException(
                    "dominance least %d (0 to 100), margin %d (1 or more), dwell %s (above zero), reads %d (2 or more)"
                            .formatted(least, margin, dwell, reads));
        }
    }

    /** The settings {@link #from} reads. */
    public static final String LEAST = "least-strength";

    public static final String MARGIN = "margin";
    public static final String DWELL = "dwell-ms";
    public static final String READS = "reads";

    /**
     * {@link #USUAL}, with what the configuration says.
     *
     * @throws ReaderException if a setting is no whole number above zero or out of its bounds
     */
    public static Dominance from(ReaderConfig config) {
        try {
            return new Dominance(
                    config.positive(LEAST, USUAL.least),
                    config.positive(MARGIN, USUAL.margin),
                    config.millis(DWELL, USUAL.dwell),
                    config.positive(READS, USUAL.reads));
        } catch (IllegalArgumentException e) {
            throw new ReaderException("reader %s: %s".formatted(config.name(), e.getMessage()), e);
        }
    }
}
