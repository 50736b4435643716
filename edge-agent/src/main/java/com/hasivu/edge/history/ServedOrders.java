package com.hasivu.edge.history;

import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.OrderId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The served set: what the journal holds, and what is on its way there. An order is claimed before
 * its record is on disk, so that two readers cannot both serve it; a record that fails takes its
 * claim with it at once. {@link History}'s caller guards whatever changes it; who only counts may
 * look from any thread, and sees each order as it was at some moment of the count.
 */
final class ServedOrders implements ServedSet {
    /**
     * A serve.
     *
     * @param pending until it is on disk
     * @param undoing while it is taken back
     * @param before a serve that was being taken back when this one came: it stands again should
     *     the disk take neither
     */
    private record Claim(
            Served served,
            @Nullable Pending pending,
            @Nullable Pending undoing,
            @Nullable Claim before) {
        boolean failed() {
            return pending != null && pending.failed();
        }

        boolean takenBack() {
            return undoing != null && !undoing.failed();
        }
    }

    private final Map<OrderId, Claim> claims = new ConcurrentHashMap<>();
    private final Map<OrderId, Set<Instant>> takenBack = new ConcurrentHashMap<>();

    @Override
    public Optional<Served> find(OrderId order) {
        Claim claim = claims.get(order);
        while (claim != null && claim.failed()) {
            claim = claim.before();
        }
        return claim == null || claim.takenBack() ? Optional.empty() : Optional.of(claim.served());
    }

    void claim(OrderId order, Pending pending, Instant at, String reader) {
        Claim held = claims.get(order);
        Claim before = held != null && held.takenBack() ? held : null;
        if (before != null) {
            remember(order, before.served().at());
        }
        claims.put(order, new Claim(new Served(0, at, reader), pending, null, before));
    }

    /** The record is on disk. The first one stays, should a journal ever hold two. */
    void confirm(OrderId order, long sequence, Instant at, String reader) {
        Claim held = claims.get(order);
        if (held == null || held.pending() != null) {
            Pending undoing = held == null ? null : held.undoing();
            claims.put(order, new Claim(new Served(sequence, at, reader), null, undoing, null));
        }
    }

    /** The record is not on disk and will not be. */
    void release(OrderId order, Pending pending) {
        Claim held = claims.get(order);
        if (held != null && held.pending() == pending) {
            if (held.before() == null) {
                claims.remove(order);
            } else {
                claims.put(order, held.before());
            }
        }
    }

    @Override
    public boolean tookBack(OrderId order, Instant servedAt) {
        Claim held = claims.get(order);
        return takenBack.getOrDefault(order, Set.of()).contains(servedAt)
                || (held != null && held.takenBack() && held.served().at().equals(servedAt));
    }

    /** The record that takes a serve back is on its way. */
    void undo(OrderId order, Pending undoing) {
        claims.computeIfPresent(
                order,
                (same, held) -> new Claim(held.served(), held.pending(), undoing, held.before()));
    }

    /** It is on disk. */
    void undone(OrderId order, long sequence) {
        Claim held = claims.get(order);
        if (held != null && held.served().sequence() == sequence) {
            remember(order, held.served().at());
            claims.remove(order);
        }
    }

    private void remember(OrderId order, Instant servedAt) {
        takenBack.merge(
                order,
                Set.of(servedAt),
                (old, one) ->
                        Stream.concat(old.stream(), one.stream())
                                .collect(Collectors.toUnmodifiableSet()));
    }

    int size() {
        return claims.size();
    }
}
