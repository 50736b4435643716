package com.hasivu.simulator.world;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A board's clocks: a wall clock that somebody may set, and one that counts from the start. */
final class BoardClock {
    private final Agenda agenda;
    private long skew; // wall clock minus true time
    private long bootedAt;

    BoardClock(Agenda agenda) {
        this.agenda = agenda;
    }

    void booted() {
        bootedAt = agenda.now();
    }

    void setWall(long skew) {
        this.skew = skew;
    }

    long wallMillis() {
        return agenda.now() + skew;
    }

    InstantSource wall() {
        return () -> Instant.ofEpochMilli(wallMillis());
    }

    LongSupplier nanos() {
        return () -> (agenda.now() - bootedAt) * 1_000_000 + 77_000_000_000L;
    }
}
