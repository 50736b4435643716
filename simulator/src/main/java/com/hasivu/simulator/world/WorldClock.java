package com.hasivu.simulator.world;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The cloud's clock: true time. */
final class WorldClock extends Clock {
    private final Agenda agenda;

    WorldClock(Agenda agenda) {
        this.agenda = agenda;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(agenda.now());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new IllegalStateException("the world's clock knows UTC only");
    }
}
