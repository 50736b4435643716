package com.hasivu.cloud.rfid;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.time.Instant;
import java.util.Optional;

/**
 * A station and the last it said of itself.
 *
 * @param heartbeat empty until it has connected once
 * @param payloadsDropped how many payloads found its quarantine full
 */
public record Station(
        SchoolId school,
        StationId id,
        String name,
        StationState state,
        Optional<Heartbeat> heartbeat,
        long payloadsDropped) {
    /** Whether it is connected and tells so. */
    public boolean reached() {
        return heartbeat.filter(beat -> beat.link() == Link.ONLINE).isPresent();
    }

    /**
     * The last status, with what the broker and the cloud add to it.
     *
     * @param seen its last sign of life, a minute late at most
     * @param snapshotDigest hex; empty when it holds none
     * @param epoch unsigned
     * @param committedSequence how far this epoch is committed
     * @param halted why it sends nothing more of this epoch, as far as the cloud can tell
     * @param clock as in {@code ClockState}, for example {@code CLOCK_SYNCED}
     */
    public record Heartbeat(
            Link link,
            Instant seen,
            long snapshotVersion,
            String snapshotDigest,
            long epoch,
            long lastSequence,
            long ackedSequence,
            long committedSequence,
            Optional<String> halted,
            String agentVersion,
            String clock) {
        /** Records it has and we do not, as of its last status. */
        public long pending() {
            return Math.max(0, lastSequence - committedSequence);
        }

        boolean holds(NewestSnapshot.Name snapshot) {
            return snapshotVersion == snapshot.version()
                    && snapshotDigest.equals(snapshot.digest());
        }
    }
}
