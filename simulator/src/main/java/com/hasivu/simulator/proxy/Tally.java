package com.hasivu.simulator.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** What a proxy did. Thread-safe; numbers only grow. */
public final class Tally {
    final AtomicLong connections = new AtomicLong();
    final AtomicLong passed = new AtomicLong();
    final AtomicLong delayed = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final AtomicLong ended = new AtomicLong();
    final AtomicLong repeated = new AtomicLong();

    /** Connections taken. */
    public long connections() {
        return connections.get();
    }

    /** Bytes handed on. */
    public long passed() {
        return passed.get();
    }

    /** Bytes that came later than they could. */
    public long delayed() {
        return delayed.get();
    }

    /** Bytes, or MQTT publications, that vanished. */
    public long dropped() {
        return dropped.get();
    }

    /** Connections the proxy ended, late or early, by a toxic. */
    public long ended() {
        return ended.get();
    }

    /** MQTT publications sent twice. */
    public long repeated() {
        return repeated.get();
    }

    @Override
    public String toString() {
        return "connections %d, bytes passed %d, delayed %d, dropped %d; ended by a toxic %d, repeated %d"
                .formatted(connections(), passed(), delayed(), dropped(), ended(), repeated());
    }
}
