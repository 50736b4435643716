package com.hasivu.reader;

import java.time.Duration;

/**
 * When a card counts as gone, and which reads after connecting are history.
 *
 * @param departAfter a card not read for this long has left; its next read is a new arrival
 * @param settle reads that follow the connection, or one another from there on, in less than this
 *     come from a cache the reader or the cable kept; zero where the reader only answers questions
 */
public record PresenceRules(Duration departAfter, Duration settle) {
    public PresenceRules {
        if (!departAfter.isPositive() || settle.isNegative()) {
            throw new IllegalArgumentException(
                    "departAfter %s must be above zero and settle %s not below"
                            .formatted(departAfter, settle));
        }
    }
}
