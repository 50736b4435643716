package com.hasivu.edge.decision;

import com.hasivu.protocol.OrderId;

import java.time.Instant;
import java.util.Optional;

/** What this station has served, as far as the decision asks. */
public interface ServedSet {
    /** Nothing served yet. */
    ServedSet EMPTY = order -> Optional.empty();

    /** When and where the order was served here; empty when it was not. */
    Optional<Served> find(OrderId order);

    /**
     * Whether it was served here at that very time and the serve was taken back: a snapshot that
     * calls it delivered then has not heard of that yet.
     */
    default boolean tookBack(OrderId order, Instant servedAt) {
        return false;
    }

    /**
     * One serve.
     *
     * @param sequence of its journal record; 0 while it is being written
     * @param at wall clock of the tap
     * @param where reader or station name
     */
    record Served(long sequence, Instant at, String where) {}
}
