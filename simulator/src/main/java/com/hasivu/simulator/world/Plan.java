package com.hasivu.simulator.world;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a world is made of. Same plan, same run.
 *
 * @param days lunches at most; each seed draws 1 to so many
 * @param schools at most; each seed draws 1 to so many
 * @param stations of each school at most, likewise
 * @param without faults that are left out
 * @param lie what the world itself is made to do wrong, so that a test sees the check that finds it
 * @param trace whether every event is written down
 */
record Plan(
        long seed,
        int days,
        int schools,
        int stations,
        Set<Fault> without,
        Lie lie,
        boolean trace) {
    /** What a test may have the world do wrong. */
    enum Lie {
        NONE,
        /** The disk says that bytes are synced and keeps them in its cache. */
        SYNC_IS_NONE,
        /** A cloud node acks a batch when it comes in. */
        ACK_BEFORE_COMMIT,
        /** The inbox has no key. */
        NO_INBOX_KEY,
        /** Stations believe a key that is not the cloud's. */
        FOREIGN_KEY_BELIEVED
    }

    static Plan of(long seed) {
        return new Plan(seed, 2, 2, 3, Set.of(), Lie.NONE, false);
    }

    Plan seed(long other) {
        return new Plan(other, days, schools, stations, without, lie, trace);
    }

    boolean has(Fault fault) {
        return !without.contains(fault);
    }

    Plan without(Fault fault) {
        EnumSet<Fault> more = EnumSet.of(fault);
        more.addAll(without);
        return new Plan(seed, days, schools, stations, more, lie, trace);
    }

    Plan size(int days, int schools, int stations) {
        return new Plan(seed, days, schools, stations, without, lie, trace);
    }

    Plan lying(Lie lie) {
        return new Plan(seed, days, schools, stations, without, lie, trace);
    }

    Plan traced() {
        return new Plan(seed, days, schools, stations, without, lie, true);
    }
}
