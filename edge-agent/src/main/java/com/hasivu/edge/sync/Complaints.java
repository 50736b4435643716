package com.hasivu.edge.sync;

import org.slf4j.Logger;

import java.util.HashMap;
import java.util.Map;

/** Counts what was dropped and logs each kind once a minute at most. One thread. */
final class Complaints {
    private static final long QUIET_MILLIS = 60_000;

    private static final class Kind {
        private long toldAt;
        private long since;
        private boolean told;
    }

    private final Logger log;
    private final SyncStats stats;
    private final Map<String, Kind> kinds = new HashMap<>();

    Complaints(Logger log, SyncStats stats) {
        this.log = log;
        this.stats = stats;
    }

    /**
     * Something was dropped.
     *
     * @param kind one of few words
     */
    void dropped(String kind, String what, long nowMillis) {
        stats.add("dropped-" + kind, 1);
        Kind k = kinds.computeIfAbsent(kind, x -> new Kind());
        k.since++;
        if (!k.told || nowMillis - k.toldAt >= QUIET_MILLIS) {
            log.warn("dropped {} {} message(s): {}; nothing changed", k.since, kind, what);
            k.told = true;
            k.toldAt = nowMillis;
            k.since = 0;
        }
    }
}
