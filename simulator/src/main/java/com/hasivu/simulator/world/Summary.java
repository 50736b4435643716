package com.hasivu.simulator.world;

/** What came of many worlds. */
final class Summary {
    private static final long HOUR = 3_600_000;

    private final long begun = System.nanoTime();
    private final Tally tally = new Tally();
    private long seeds;
    private long events;
    private long millis;

    void add(World.Outcome outcome) {
        seeds++;
        events += outcome.events();
        millis += outcome.millis();
        tally.add(outcome.tally());
    }

    Tally tally() {
        return tally;
    }

    long seeds() {
        return seeds;
    }

    long events() {
        return events;
    }

    /** Of virtual time. */
    long hours() {
        return millis / HOUR;
    }

    /** Of real time, since the start. */
    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    long hoursPerSecond() {
        return Math.round(millis / (double) HOUR / seconds());
    }
}
