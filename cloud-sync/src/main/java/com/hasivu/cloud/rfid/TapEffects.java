package com.hasivu.cloud.rfid;

import com.hasivu.cloud.orders.Delivery;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.cloud.orders.Orders;

import org.jooq.DSLContext;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private final Orders orders;
    private final Deliveries deliveries;
    private final Corrections corrections;

    public TapEffects(Orders orders, Deliveries deliveries) {
        this.orders = orders;
        this.deliveries = deliveries;
        this.corrections = new Corrections(orders, deliveries);
    }

    /** Applies entries and tells why some were set aside, by sequence. */
    Map<Long, String> apply(DSLContext tx, Batch batch, List<Batch.Entry> entries, Instant now) {
        var setAside = new TreeMap<Long, String>();
        var served = new TreeMap<Long, Reading.Handed>();
        var undos = new TreeMap<Long, Reading.TakenBack>();
        for (Batch.Entry entry : entries) {
            switch (Reading.of(entry)) {
                case Reading.Poison(var reason) -> setAside.put(entry.sequence(), reason);
                case Reading.NoEffect() -> {}
                case Reading.Handed handed -> served.put(entry.sequence(), handed);
                case Reading.TakenBack taken -> undos.put(entry.sequence(), taken);
            }
        }
        if (!undos.isEmpty()) {
            orders.hold(
                    tx,
                    Stream.concat(
                            undos.values().stream().map(Reading.TakenBack::order),
                            served.values().stream().map(Reading.Handed::order)));
            takeBack(tx, batch, undos, setAside, now);
        }
        if (!served.isEmpty()) {
            served.keySet()
                    .removeAll(corrections.undone(tx, batch, served.firstKey(), served.lastKey()));
        }
        if (!served.isEmpty()) {
            hand(tx, batch, served, now);
        }
        return setAside;
    }

    private void takeBack(
            DSLContext tx,
            Batch batch,
            Map<Long, Reading.TakenBack> undos,
            Map<Long, String> setAside,
            Instant now) {
        undos.forEach(
                (sequence, undo) -> {
                    if (corrections.undone(tx, batch, undo.undone(), undo.undone()).isEmpty()) {
                        Instant at = believable(undo.wallMillis(), now);
                        corrections.add(tx, batch, new Corrections.New(sequence, undo, at), now);
                    } else {
                        setAside.put(
                                sequence,
                                "record %d was taken back before".formatted(undo.undone()));
                    }
                });
    }

    private void hand(
            DSLContext tx, Batch batch, SortedMap<Long, Reading.Handed> served, Instant now) {
        List<Long> sequences = List.copyOf(served.keySet());
        List<Handover> meals =
                served.values().stream()
                        .map(
                                one ->
                                        new Handover(
                                                one.order(),
                                                one.student(),
                                                believable(one.wallMillis(), now)))
                        .toList();
        List<Reading.Handed> handed = List.copyOf(served.values());
        List<Delivery> outcomes = orders.deliver(tx, batch.school(), batch.station(), meals);
        var delivered = new ArrayList<Deliveries.New>();
        var conflicts = new ArrayList<Deliveries.Conflict>();
        for (int i = 0; i < meals.size(); i++) {
            Handover meal = meals.get(i);
            long sequence = sequences.get(i);
            if (outcomes.get(i) instanceof Delivery.Delivered(var order)) {
                delivered.add(
                        new Deliveries.New(
                                sequence,
                                meal.order(),
                                meal.student(),
                                order.day(),
                                meal.at(),
                                handed.get(i).byHand()));
            } else {
                conflicts.add(conflict(sequence, meal, outcomes.get(i)));
            }
        }
        deliveries.add(tx, Deliveries.Chain.of(batch), delivered, conflicts, now);
    }

    static Instant believable(long wallMillis, Instant now) {
        long early = now.minus(PAST).toEpochMilli();
        long late = now.plus(FUTURE).toEpochMilli();
        return wallMillis < early || wallMillis > late ? now : Instant.ofEpochMilli(wallMillis);
    }

    private static Deliveries.Conflict conflict(long sequence, Handover meal, Delivery outcome) {
        return switch (outcome) {
            case Delivery.AlreadyDelivered(var at, var by) ->
                    conflict(sequence, meal, "already-delivered", "by %s at %s".formatted(by, at));
            case Delivery.Cancelled() ->
                    conflict(sequence, meal, "order-cancelled", "cancelled before it was synced");
            case Delivery.NotPaid() ->
                    conflict(sequence, meal, "not-paid", "still waits for its payment");
            case Delivery.Ended(var state) ->
                    conflict(sequence, meal, "order-ended", "state " + state.label());
            case Delivery.OtherStudent(var actual) ->
                    conflict(sequence, meal, "other-student", "the order is of student " + actual);
            case Delivery.Unknown() ->
                    conflict(sequence, meal, "unknown-order", "the school has no such order");
            case Delivery.Delivered delivered ->
                    throw new IllegalStateException("no conflict: " + delivered);
        };
    }

    private static Deliveries.Conflict conflict(
            long sequence, Handover meal, String kind, String detail) {
        return new Deliveries.Conflict(sequence, meal.order(), meal.student(), kind, detail);
    }
}
