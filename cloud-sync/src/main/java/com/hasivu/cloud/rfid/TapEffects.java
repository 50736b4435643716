package com.hasivu.cloud.rfid;

import com.hasivu.cloud.orders.Delivery;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.rfid.TapLog.Addition;

import org.jooq.DSLContext;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What a record does: a serve moves its order, once, unless it was taken back ({@link
 * Corrections}); a refusal does nothing more than be kept; a record that can never apply is set
 * aside with its reason. A serve that does not fit the cloud's truth changes no order and becomes a
 * conflict for review: docs/wire-protocol.md, "Conflicts".
 */
public final class TapEffects {
    /** A wall clock further off than this is not believed: the time of arrival stands in. */
    private static final Duration PAST = Duration.ofDays(60);

    private static final Duration FUTURE = Duration.ofDays(1);

    /** A tap older than this is told to nobody who watches. */
    private static final Duration OF_NOW = Duration.ofHours(12);

    private final Orders orders;
    private final Deliveries deliveries;
    private final Corrections corrections;
    private final List<RefusedCard.Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<TakenTaps.Listener> takers = new CopyOnWriteArrayList<>();

    public TapEffects(Orders orders, Deliveries deliveries) {
        this.orders = orders;
        this.deliveries = deliveries;
        this.corrections = new Corrections(orders, deliveries);
    }

    /** Tells a listener of cards that belong to nobody, in the intake's transaction. */
    public void onStrangers(RefusedCard.Listener listener) {
        listeners.add(listener);
    }

    /** Tells a listener of taps of now, in the intake's transaction. */
    public void onTaken(TakenTaps.Listener listener) {
        takers.add(listener);
    }

    /** Applies entries in order and tells why some were set aside: by sequence, per addition. */
    List<Map<Long, String>> apply(DSLContext tx, List<Addition> additions, Instant now) {
        var setAside = new ArrayList<Map<Long, String>>(additions.size());
        var served = new ArrayList<Served>();
        var undos = new ArrayList<Undo>();
        var strangers = new ArrayList<RefusedCard>();
        var facts = new ArrayList<TapFacts.Fact>();
        for (Addition addition : additions) {
            var aside = new TreeMap<Long, String>();
            Batch batch = addition.batch();
            for (Batch.Entry entry : addition.entries()) {
                TapFacts.of(batch, entry, now).ifPresent(facts::add);
                switch (Reading.of(entry)) {
                    case Reading.Poison(var reason) -> aside.put(entry.sequence(), reason);
                    case Reading.NoEffect() -> {}
                    case Reading.Stranger stranger ->
                            strangers.add(stranger(batch, entry, stranger));
                    case Reading.Handed handed ->
                            served.add(
                                    new Served(
                                            batch,
                                            entry.sequence(),
                                            handed.meal(batch.school(), batch.station(), now),
                                            handed.byHand()));
                    case Reading.TakenBack taken ->
                            undos.add(new Undo(batch, entry.sequence(), taken, aside));
                }
            }
            setAside.add(aside);
        }
        if (!undos.isEmpty()) {
            orders.hold(
                    tx,
                    Stream.concat(
                                    undos.stream().map(undo -> undo.record().order()),
                                    served.stream().map(one -> one.meal().order()))
                            .toList());
            undos.forEach(undo -> takeBack(tx, undo, now));
        }
        if (!served.isEmpty()) {
            Set<Corrections.Name> undone = corrections.undone(tx, names(served));
            served.removeIf(one -> undone.contains(one.name()));
        }
        if (!served.isEmpty()) {
            hand(tx, served, now);
        }
        if (!strangers.isEmpty()) {
            listeners.forEach(listener -> listener.refused(tx, strangers, now));
        }
        facts.removeIf(fact -> isPoison(fact, additions, setAside));
        TapFacts.insert(tx, facts, now);
        List<TakenTaps> taken = taken(facts, now);
        if (!taken.isEmpty()) {
            takers.forEach(listener -> listener.taken(tx, taken));
        }
        return setAside;
    }

    /** What is set aside happened nowhere. */
    private static boolean isPoison(
            TapFacts.Fact fact, List<Addition> additions, List<Map<Long, String>> setAside) {
        for (int i = 0; i < additions.size(); i++) {
            if (additions.get(i).batch() == fact.batch()) {
                return setAside.get(i).containsKey(fact.sequence());
            }
        }
        return false;
    }

    /** Those of a backlog of days are not told to who watches now. */
    private static List<TakenTaps> taken(List<TapFacts.Fact> facts, Instant now) {
        var byChain = new LinkedHashMap<ChainId, List<Long>>();
        for (TapFacts.Fact fact : facts) {
            if (fact.at().isAfter(now.minus(OF_NOW))) {
                byChain.computeIfAbsent(fact.batch().chain(), chain -> new ArrayList<>())
                        .add(fact.sequence());
            }
        }
        return byChain.entrySet().stream()
                .map(
                        one ->
                                new TakenTaps(
                                        one.getKey().school(),
                                        one.getKey().station(),
                                        one.getKey().epoch(),
                                        one.getValue()))
                .toList();
    }

    private static RefusedCard stranger(Batch batch, Batch.Entry entry, Reading.Stranger stranger) {
        return new RefusedCard(
                batch.school(),
                batch.station(),
                batch.epoch(),
                entry.sequence(),
                stranger.card(),
                stranger.whole(),
                stranger.trusted(),
                stranger.at());
    }

    private record Served(
            Batch batch, long sequence, Handover meal, Optional<Deliveries.ByHand> byHand) {
        Corrections.Name name() {
            return new Corrections.Name(batch.chain(), sequence);
        }
    }

    private record Undo(
            Batch batch, long sequence, Reading.TakenBack record, Map<Long, String> aside) {}

    private static List<Corrections.Name> names(List<Served> served) {
        return served.stream().map(Served::name).toList();
    }

    private void takeBack(DSLContext tx, Undo undo, Instant now) {
        Reading.TakenBack record = undo.record();
        var serve = new Corrections.Name(undo.batch().chain(), record.undone());
        if (corrections.undone(tx, List.of(serve)).isEmpty()) {
            Instant at = believable(record.wallMillis(), now);
            corrections.add(
                    tx, undo.batch(), new Corrections.New(undo.sequence(), record, at), now);
        } else {
            undo.aside()
                    .put(
                            undo.sequence(),
                            "record %d was taken back before".formatted(record.undone()));
        }
    }

    private void hand(DSLContext tx, List<Served> served, Instant now) {
        List<Delivery> outcomes = orders.deliver(tx, served.stream().map(Served::meal).toList());
        var delivered = new ArrayList<Deliveries.New>();
        var conflicts = new ArrayList<Deliveries.Conflict>();
        for (int i = 0; i < served.size(); i++) {
            Served one = served.get(i);
            if (outcomes.get(i) instanceof Delivery.Delivered(var day, var handed)) {
                delivered.add(
                        new Deliveries.New(
                                one.meal(),
                                one.batch().epoch(),
                                one.sequence(),
                                day,
                                one.byHand()));
            } else {
                conflicts.add(conflict(one, outcomes.get(i)));
            }
        }
        deliveries.add(tx, delivered, conflicts, now);
    }

    static Instant believable(long wallMillis, Instant now) {
        long early = now.minus(PAST).toEpochMilli();
        long late = now.plus(FUTURE).toEpochMilli();
        return wallMillis < early || wallMillis > late ? now : Instant.ofEpochMilli(wallMillis);
    }

    private static Deliveries.Conflict conflict(Served one, Delivery outcome) {
        return switch (outcome) {
            case Delivery.AlreadyDelivered(var at, var by) ->
                    conflict(one, "already-delivered", "by %s at %s".formatted(by, at));
            case Delivery.Cancelled() ->
                    conflict(one, "order-cancelled", "cancelled before it was synced");
            case Delivery.NotPaid() -> conflict(one, "not-paid", "still waits for its payment");
            case Delivery.Ended(var state) ->
                    conflict(one, "order-ended", "state " + state.label());
            case Delivery.OtherStudent(var actual) ->
                    conflict(one, "other-student", "the order is of student " + actual);
            case Delivery.Unknown() ->
                    conflict(one, "unknown-order", "the school has no such order");
            case Delivery.Delivered delivered ->
                    throw new IllegalStateException("no conflict: " + delivered);
        };
    }

    private static Deliveries.Conflict conflict(Served one, String kind, String detail) {
        return new Deliveries.Conflict(
                one.meal(), one.batch().epoch(), one.sequence(), kind, detail);
    }
}
