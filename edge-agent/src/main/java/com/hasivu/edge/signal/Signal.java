package com.hasivu.edge.signal;

/** Lamp, buzzer, screen or console at the counter. Thread-safe. */
public interface Signal {
    /**
     * Gives the signal; returns when it is given.
     *
     * @return when, in nanoseconds of {@link System#nanoTime}
     * @throws RuntimeException if it cannot; the serve then counts as recorded, not shown
     */
    long show(Shown shown);
}
