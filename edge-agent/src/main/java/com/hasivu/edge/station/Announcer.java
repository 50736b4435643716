package com.hasivu.edge.station;

import com.hasivu.edge.signal.ConsoleSignal;
import com.hasivu.edge.signal.Signal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells the console what changes besides taps. Called by the sync thread and at the start. A
 * console that takes no events is logged once and stops nobody: that a tap is not shown, its {@link
 * #signal} tells.
 *
 * @param signal for taps
 * @param console when there is one
 * @param broken whether the console did not take the last event
 */
record Announcer(Signal signal, Optional<ConsoleSignal> console, Pace pace, AtomicBoolean broken) {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    Announcer(Signal signal, Optional<ConsoleSignal> console) {
        this(signal, console, new Pace(), new AtomicBoolean());
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
        tell(c -> c.ready(epoch, version));
    }

    void snapshot(long version) {
        tell(c -> c.snapshot(version));
    }

    void link(boolean up) {
        tell(c -> c.link(up));
    }

    void acked(long sequence, boolean all) {
        if (all || pace.mayTell()) {
            tell(c -> c.acked(sequence));
        }
    }

    private void tell(Consumer<ConsoleSignal> event) {
        try {
            console.ifPresent(event);
            broken.set(false);
        } catch (RuntimeException e) {
            if (!broken.getAndSet(true)) {
                LOG.error("no station events on the console; sync goes on, check stdout", e);
            }
        }
    }
}
