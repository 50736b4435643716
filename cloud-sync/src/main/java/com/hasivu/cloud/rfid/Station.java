package com.hasivu.cloud.rfid;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.time.Instant;
import java.util.Optional;

/**
 * A station and the last it said of itself.
 *
 * @param heartbeat empty until it has connected once
 */
public record Station(
        SchoolId school,
        StationId id,
        String name,
        StationState state,
        Optional<Heartbeat> heartbeat) {
    /**
     * The last status, or the Last Will the broker sent in its place.
     *
     * @param seen when it arrived here
     * @param snapshotDigest hex; empty when it holds none
     * @param epoch unsigned
     * @param clock as in {@code ClockState}, for example {@code CLOCK_SYNCED}
     */
    public record Heartbeat(
            boolean online,
            Instant seen,
            long snapshotVersion,
            String snapshotDigest,
            long epoch,
            long lastSequence,
            long ackedSequence,
            String agentVersion,
            String clock) {}
}
