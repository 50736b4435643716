package com.hasivu.simulator.world;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.CardId;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the office and the parents of one school have said, change by change, and up to which change
 * each snapshot version goes: so a green light can be held against the version it was decided by.
 * Written beside the database's rows, not read from the product.
 */
final class Ledger {
    private record CardSays(long student, boolean active) {}

    private record OrderSays(long student, boolean paid, long day) {}

    private record Version(int changes, ByteString digest, long day) {}

    private final Map<CardId, TreeMap<Integer, CardSays>> cards = new HashMap<>();
    private final Map<Long, TreeMap<Integer, OrderSays>> orders = new HashMap<>();
    private final Map<Long, TreeMap<Long, Boolean>> delivered = new HashMap<>(); // from a version
    private final TreeMap<Long, Version> versions = new TreeMap<>();
    private int changes;

    void card(CardId card, long student, boolean active) {
        cards.computeIfAbsent(card, one -> new TreeMap<>())
                .put(++changes, new CardSays(student, active));
    }

    void order(long order, long student, boolean paid, long day) {
        orders.computeIfAbsent(order, one -> new TreeMap<>())
                .put(++changes, new OrderSays(student, paid, day));
    }

    /** A version was made of everything that was said until now; false when it is known. */
    boolean made(long version, ByteString digest, long day) {
        Version known = versions.get(version);
        if (known == null) {
            versions.put(version, new Version(changes, digest, day));
            return true;
        }
        if (!known.digest().equals(digest)) {
            throw new Broken(
                    "S6", "version %d was made twice with different rows".formatted(version));
        }
        return false;
    }

    /** The order is delivered, or no more, in this version and the later ones. */
    void delivered(long order, long version, boolean is) {
        delivered.computeIfAbsent(order, one -> new TreeMap<>()).put(version, is);
    }

    /** Whether the cloud made that version with that digest. */
    boolean isOurs(long version, ByteString digest) {
        Version known = versions.get(version);
        return known != null && known.digest().equals(digest);
    }

    /**
     * Why a version does not let this card have this order; empty when it does.
     *
     * @param tookBack whether the counter itself took back a serve of it: it need not wait for a
     *     version that says so
     */
    String against(long version, CardId card, long order, boolean tookBack) {
        Version made = versions.get(version);
        if (made == null) {
            return "the cloud made no version %d".formatted(version);
        }
        CardSays holder = at(cards.get(card), made.changes());
        OrderSays meal = at(orders.get(order), made.changes());
        if (holder == null || !holder.active()) {
            return "in version %d the card is not active".formatted(version);
        }
        if (meal == null || meal.student() != holder.student() || meal.day() != made.day()) {
            return "version %d has no order %d for that card's child".formatted(version, order);
        }
        if (!meal.paid()) {
            return "in version %d order %d is cancelled or not paid".formatted(version, order);
        }
        return !tookBack && Boolean.TRUE.equals(atVersion(order, version))
                ? "in version %d order %d is delivered".formatted(version, order)
                : "";
    }

    private @org.jspecify.annotations.Nullable Boolean atVersion(long order, long version) {
        var said = delivered.get(order);
        var entry = said == null ? null : said.floorEntry(version);
        return entry == null ? null : entry.getValue();
    }

    private static <T> @org.jspecify.annotations.Nullable T at(
            @org.jspecify.annotations.Nullable TreeMap<Integer, T> said, int changes) {
        var entry = said == null ? null : said.floorEntry(changes);
        return entry == null ? null : entry.getValue();
    }
}
