package com.hasivu.reader.json;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a read's own timestamp may be from our clock; what lay in a queue serves nobody.
 *
 * @param maxAge and the longest lead of a reader's clock
 * @param untimed also a read without a timestamp counts
 */
record Freshness(Duration maxAge, boolean untimed) {
    /** Why the read does not count; Instants compare at any distance, milliseconds overflow. */
    Optional<String> against(Optional<Instant> toldAt, Instant now) {
        if (toldAt.isEmpty()) {
            return untimed ? Optional.empty() : Optional.of("no time");
        }
        if (toldAt.get().isBefore(now.minus(maxAge))) {
            return Optional.of("old read");
        }
        return toldAt.get().isAfter(now.plus(maxAge))
                ? Optional.of("early read")
                : Optional.empty();
    }
}
