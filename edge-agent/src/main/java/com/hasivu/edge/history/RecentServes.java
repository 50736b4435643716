package com.hasivu.edge.history;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import java.util.Optional;
import java.util.TreeMap;

/**
 * The last serves on disk, which may still be taken back. More than can be made in the time there
 * is for it. Not thread-safe: {@link History}'s caller guards it.
 */
final class RecentServes {
    private static final int KEPT = 256;

    /**
     * One serve.
     *
     * @param bootId of the process that served, with its {@code monotonicNanos}
     * @param handDay the school day when it was by hand, else -1
     */
    record Recent(OrderId order, StudentId student, long bootId, long monotonicNanos, int handDay) {
        static final int BY_CARD = -1;

        boolean byHand() {
            return handDay != BY_CARD;
        }
    }

    private final TreeMap<Long, Recent> bySequence = new TreeMap<>();

    void add(long sequence, Recent serve) {
        bySequence.put(sequence, serve);
        if (bySequence.size() > KEPT) {
            bySequence.pollFirstEntry();
        }
    }

    Optional<Recent> find(long sequence) {
        return Optional.ofNullable(bySequence.get(sequence));
    }
}
