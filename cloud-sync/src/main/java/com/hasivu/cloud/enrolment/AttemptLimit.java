package com.hasivu.cloud.enrolment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A bucket of attempts for everyone together: codes of 120 bits cannot be guessed, so this only
 * keeps a flood from the database. Thread-safe.
 */
final class AttemptLimit {
    static final int BURST = 60;
    static final Duration REFILL = Duration.ofSeconds(1);

    private final Clock clock;
    private Instant fullAt;

    AttemptLimit(Clock clock) {
        this.clock = clock;
        this.fullAt = clock.instant();
    }

    /** Takes one attempt; false when there is none left now. */
    synchronized boolean take() {
        Instant now = clock.instant();
        Instant from = fullAt.isAfter(now) ? fullAt : now;
        Instant then = from.plus(REFILL);
        if (then.isAfter(now.plus(REFILL.multipliedBy(BURST)))) {
            return false;
        }
        fullAt = then;
        return true;
    }
}
