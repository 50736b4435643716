package com.hasivu.edge.sync;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How sync fares, for people.
 *
 * @param online connected to the broker
 * @param why why not; empty when online
 * @param acked last record the cloud confirmed
 * @param last last record on disk
 * @param halted not empty: nothing is sent any more for this epoch, and why
 * @param draining a backlog on its way to the cloud; empty when there is none, or no link
 * @param counters since the process started
 */
public record SyncStatus(
        boolean online,
        String why,
        long acked,
        long last,
        String halted,
        Optional<Draining> draining,
        Map<String, Long> counters) {
    /**
     * A backlog on its way.
     *
     * @param records not sent yet
     * @param perSecond the pace the cloud told; 0: no limit
     */
    public record Draining(long records, int perSecond) {
        /** How long it will take at this pace; empty when nothing was told, or no limit. */
        public Optional<Duration> expected() {
            return perSecond == 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds(Math.ceilDiv(records, (long) perSecond)));
        }
    }

    SyncStatus offline(String because) {
        return new SyncStatus(false, because, acked, last, halted, Optional.empty(), counters);
    }
}
