package com.hasivu.cloud.rfid;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A station as HTTP shows it; docs/review.md, "Stations". What a station that never connected
 * cannot have said is absent.
 */
record StationView(
        String id,
        String name,
        String state,
        boolean online,
        String link,
        @Nullable Instant seenAt,
        @Nullable Long snapshotVersion,
        @Nullable String snapshotDigest,
        @Nullable Boolean snapshotInStep,
        @Nullable String epoch,
        @Nullable Long lastSequence,
        @Nullable Long ackedSequence,
        @Nullable Long committedSequence,
        @Nullable Long pending,
        @Nullable String halted,
        long payloadsDropped,
        @Nullable String agentVersion,
        @Nullable String clock) {
    /** {@code newest} is the snapshot it should hold; empty before the first. */
    static StationView of(Station station, Optional<NewestSnapshot.Name> newest) {
        Station.Heartbeat beat = station.heartbeat().orElse(null);
        if (beat == null) {
            return new StationView(
                    station.id().value(),
                    station.name(),
                    station.state().label(),
                    false,
                    Link.OFFLINE.label(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    station.payloadsDropped(),
                    null,
                    null);
        }
        return new StationView(
                station.id().value(),
                station.name(),
                station.state().label(),
                station.reached(),
                beat.link().label(),
                beat.seen(),
                beat.snapshotVersion(),
                beat.snapshotDigest(),
                newest.map(beat::holds).orElse(null),
                HexFormat.of().toHexDigits(beat.epoch()),
                beat.lastSequence(),
                beat.ackedSequence(),
                beat.committedSequence(),
                beat.pending(),
                beat.halted().orElse(null),
                station.payloadsDropped(),
                beat.agentVersion(),
                beat.clock());
    }
}
