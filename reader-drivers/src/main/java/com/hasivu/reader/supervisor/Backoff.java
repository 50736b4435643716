package com.hasivu.reader.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between attempts to open: full jitter below a doubling bound. Not thread-safe. */
final class Backoff {
    static final Duration FLOOR = Duration.ofMillis(20);
    static final Duration FIRST = Duration.ofMillis(100);

    /** A plugged-in reader must be open within 3 s: this and the time to open stay below. */
    static final Duration CAP = Duration.ofSeconds(2);

    private final RandomGenerator random;
    private Duration bound = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long wait = random.nextLong(FLOOR.toNanos(), bound.toNanos() + 1);
        bound = bound.multipliedBy(2).compareTo(CAP) < 0 ? bound.multipliedBy(2) : CAP;
        return Duration.ofNanos(wait);
    }

    void reset() {
        bound = FIRST;
    }
}
