package com.hasivu.simulator.world;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts of what happened. */
final class Tally {
    private final Map<Happening, Long> counts = new EnumMap<>(Happening.class);

    void add(Happening what) {
        add(what, 1);
    }

    void add(Happening what, long times) {
        counts.merge(what, times, Long::sum);
    }

    void add(Tally other) {
        other.counts.forEach(this::add);
    }

    long of(Happening what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What never happened. */
    List<Happening> missing() {
        return List.of(Happening.values()).stream().filter(what -> of(what) == 0).toList();
    }
}
