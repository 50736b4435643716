package com.hasivu.edge.sync;

import java.util.Map;

/**
 * How sync fares, for people.
 *
 * @param online connected to the broker
 * @param why why not; empty when online
 * @param acked last record the cloud confirmed
 * @param last last record on disk
 * @param halted not empty: nothing is sent any more for this epoch, and why
 * @param counters since the process started
 */
public record SyncStatus(
        boolean online,
        String why,
        long acked,
        long last,
        String halted,
        Map<String, Long> counters) {
    SyncStatus offline(String because) {
        return new SyncStatus(false, because, acked, last, halted, counters);
    }
}
