package com.hasivu.cloud.resilience;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Until when somebody waits for an answer. Passed on from call to call, so that nobody works for
 * one who has left.
 *
 * @param atNanos by {@link System#nanoTime}
 */
public record Deadline(long atNanos) {
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left; zero when it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }

    /** What is left in milliseconds, at least 1: for settings where 0 means without end. */
    public int millis() {
        return (int) Math.clamp(left().toMillis(), 1, TimeUnit.HOURS.toMillis(1));
    }

    public boolean passed() {
        return left().isZero();
    }
}
