package com.hasivu.edge.history;

import com.hasivu.edge.journal.Pending;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many serves by hand stand, by school day: what the journal holds, and what is on its way
 * there. One that is taken back counts no more. Not thread-safe: {@link History}'s caller guards
 * it.
 */
final class HandServes {
    /** One more, or one less, whose record is not on disk yet. */
    private record Claim(int day, int change, Pending pending) {}

    private final Map<Integer, Integer> confirmed = new HashMap<>();
    private final List<Claim> claims = new ArrayList<>();

    int on(int day) {
        int count = confirmed.getOrDefault(day, 0);
        for (Claim claim : claims) {
            if (claim.day() == day && !claim.pending().failed()) {
                count += claim.change();
            }
        }
        return count;
    }

    void claim(int day, int change, Pending pending) {
        claims.removeIf(claim -> claim.pending().failed());
        claims.add(new Claim(day, change, pending));
    }

    /**
     * It is on disk.
     *
     * @param pending as it was claimed; {@code null} when read back
     */
    void confirm(int day, int change, @Nullable Pending pending) {
        claims.removeIf(claim -> claim.pending() == pending);
        confirmed.merge(day, change, Integer::sum);
    }
}
