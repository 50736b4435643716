package com.hasivu.cloud.rfid;

import com.hasivu.protocol.Topics;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast each station may drain its backlog: what this node can take beside the live taps, in
 * equal parts for the stations that drain now. A station drains while its batches say that more
 * waits behind them; one that says nothing for a while is forgotten. Thread-safe.
 */
public final class DrainPace {
    /**
     * Records a second for a whole node: a third of what it takes in on two cores with H2
     * (docs/adr/0007-paced-drain.md). The rest is for live taps and for everybody else.
     */
    static final int DEFAULT_RATE = 500;

    /** A draining station sends every 5 s at least, however slow its pace. */
    static final long FORGET_MILLIS = 15_000;

    /** Those that drain at once; the one heard of longest ago makes room. */
    static final int MAX_STATIONS = 10_000;

    private record Key(String school, String station) {}

    private final int rate;
    private final Clock clock;
    private final Map<Key, Long> draining = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param rate records a second, all stations together; 0: no limit
     */
    public DrainPace(int rate, Clock clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /** Notes a batch and gives its station's share in records a second; 0: no limit. */
    synchronized int share(Topics.Address sender, boolean live, long waiting) {
        if (rate == 0) {
            return 0;
        }
        Key key = new Key(sender.school().value(), sender.station().value());
        long now = clock.millis();
        if (!live && waiting != 0) {
            draining.put(key, now);
        } else if (!live) {
            draining.remove(key);
        }
        Iterator<Long> oldest = draining.values().iterator();
        while (oldest.hasNext() && isOld(oldest.next(), now)) {
            oldest.remove();
        }
        return Math.max(1, rate / Math.max(1, draining.size()));
    }

    private boolean isOld(long heard, long now) {
        return now - heard >= FORGET_MILLIS || draining.size() > MAX_STATIONS;
    }

    synchronized int draining() {
        return draining.size();
    }
}
