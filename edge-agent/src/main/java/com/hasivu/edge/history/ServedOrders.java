package com.hasivu.edge.history;

import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.OrderId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The served set: what the journal holds, and what is on its way there. An order is claimed before
 * its record is on disk, so that two readers cannot both serve it; a record that fails takes its
 * claim with it at once. Not thread-safe: {@link History}'s caller guards it.
 */
final class ServedOrders implements ServedSet {
    /** A serve; {@code pending} until it is on disk. */
    private record Claim(Served served, @Nullable Pending pending) {
        boolean holds() {
            return pending == null || !pending.failed();
        }
    }

    private final Map<OrderId, Claim> claims = new HashMap<>();

    @Override
    public Optional<Served> find(OrderId order) {
        Claim claim = claims.get(order);
        return claim == null || !claim.holds() ? Optional.empty() : Optional.of(claim.served());
    }

    void claim(OrderId order, Pending pending, Instant at, String reader) {
        claims.put(order, new Claim(new Served(0, at, reader), pending));
    }

    /** The record is on disk. The first one stays, should a journal ever hold two. */
    void confirm(OrderId order, long sequence, Instant at, String reader) {
        Claim held = claims.get(order);
        if (held == null || held.pending() != null) {
            claims.put(order, new Claim(new Served(sequence, at, reader), null));
        }
    }

    /** The record is not on disk and will not be. */
    void release(OrderId order, Pending pending) {
        Claim held = claims.get(order);
        if (held != null && held.pending() == pending) {
            claims.remove(order);
        }
    }

    int size() {
        return claims.size();
    }
}
