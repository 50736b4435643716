package com.hasivu.edge.station;

import com.hasivu.edge.signal.ConsoleSignal;
import com.hasivu.edge.signal.Signal;
import com.hasivu.edge.sync.SyncListener;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells the console what changes besides taps. Called by the sync thread and at the start.
 *
 * @param signal for taps
 * @param console when there is one
 */
record Announcer(Signal signal, Optional<ConsoleSignal> console, Pace pace)
        implements SyncListener {
    Announcer(Signal signal, Optional<ConsoleSignal> console) {
        this(signal, console, new Pace());
    }

    /** A few acks a second are told; the sync thread alone touches it. */
    static final class Pace {
        private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
        private long last = System.nanoTime() - QUIET_NANOS;

        boolean mayTell() {
            long now = System.nanoTime();
            if (now - last < QUIET_NANOS) {
                return false;
            }
            last = now;
            return true;
        }
    }

    void ready(long epoch, long version) {
        console.ifPresent(c -> c.ready(epoch, version));
    }

    void snapshot(long version) {
        console.ifPresent(c -> c.snapshot(version));
    }

    @Override
    public void link(boolean up) {
        console.ifPresent(c -> c.link(up));
    }

    @Override
    public void acked(long sequence, boolean all) {
        if (all || pace.mayTell()) {
            console.ifPresent(c -> c.acked(sequence));
        }
    }
}
