package com.hasivu.reader;

import java.time.Duration;

/**
 * How well a card was read, where the reader tells it.
 *
 * @param strength percent, 0 to 100
 * @param readTime from first contact to the decisive read
 */
public record Signal(int strength, Duration readTime) {
    public Signal {
        if (strength < 0 || strength > 100 || readTime.isNegative()) {
            throw new IllegalArgumentException(
                    "signal strength %d %% in %s; want 0 to 100 and no negative time"
                            .formatted(strength, readTime));
        }
    }
}
