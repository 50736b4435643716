package com.hasivu.reader;

import java.time.Duration;

/**
 * A grade a cook understands for {@link Signal}. Both limits of a grade must hold; the limits
 * belong to it.
 */
public enum SignalQuality {
    EXCELLENT(80, 500),
    GOOD(60, 1_000),
    FAIR(40, 2_000),
    POOR(0, Long.MAX_VALUE),
    /** The reader does not tell. */
    UNKNOWN(101, -1);

    private final int leastStrength;
    private final long longestMillis;

    SignalQuality(int leastStrength, long longestMillis) {
        this.leastStrength = leastStrength;
        this.longestMillis = longestMillis;
    }

    /** The best grade both of whose limits hold. */
    public static SignalQuality of(Signal signal) {
        for (SignalQuality quality : values()) {
            if (signal.strength() >= quality.leastStrength && quality.inTime(signal.readTime())) {
                return quality;
            }
        }
        return POOR;
    }

    private boolean inTime(Duration readTime) {
        return longestMillis == Long.MAX_VALUE
                || readTime.compareTo(Duration.ofMillis(longestMillis)) <= 0;
    }
}
