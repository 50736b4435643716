package com.hasivu.simulator.world;

import java.io.PrintWriter;

/** One line that is written over: how far a run of many seeds is, and how long it will take. */
final class Progress {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final PrintWriter err;
    private final Summary summary;
    private final long seeds;
    private final double minutes;
    private long told = System.nanoTime();

    /** For so many seeds or, if {@code minutes} is not 0, for so long. */
    Progress(PrintWriter err, Summary summary, long seeds, double minutes) {
        this.err = err;
        this.summary = summary;
        this.seeds = seeds;
        this.minutes = minutes;
    }

    boolean timeIsUp() {
        return summary.seconds() >= minutes * 60;
    }

    void tell() {
        if (System.nanoTime() - told < EVERY_NANOS) {
            return;
        }
        told = System.nanoTime();
        err.printf(
                "\r%,d%s seeds, %,d simulated hours in %.0f s (%,d a second), about %.1f min left ",
                summary.seeds(),
                minutes > 0 ? "" : " of %,d".formatted(seeds),
                summary.hours(),
                summary.seconds(),
                summary.hoursPerSecond(),
                minutesLeft());
        err.flush();
    }

    private double minutesLeft() {
        double spent = summary.seconds() / 60;
        return minutes > 0
                ? Math.max(0, minutes - spent)
                : spent / summary.seeds() * (seeds - summary.seeds());
    }

    /** Makes room for what is printed next. */
    void end() {
        err.print("\r");
        err.flush();
    }
}
