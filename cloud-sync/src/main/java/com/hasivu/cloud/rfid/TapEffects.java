package com.hasivu.cloud.rfid;

import com.hasivu.cloud.orders.Delivery;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;

import org.jooq.DSLContext;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a record does: a serve moves its order, once; a refusal does nothing more than be kept; a
 * record that can never apply is set aside with its reason. A serve that does not fit the cloud's
 * truth changes no order and becomes a conflict for review: docs/wire-protocol.md, "Conflicts".
 */
public final class TapEffects {
    /** The record type of a tap. */
    private static final int TAP = 1;

    /** A wall clock further off than this is not believed: the time of arrival stands in. */
    private static final Duration PAST = Duration.ofDays(60);

    private static final Duration FUTURE = Duration.ofDays(1);

    private final Orders orders;
    private final Deliveries deliveries;

    public TapEffects(Orders orders, Deliveries deliveries) {
        this.orders = orders;
        this.deliveries = deliveries;
    }

    /** Applies entries in order and tells why some were set aside, by sequence. */
    Map<Long, String> apply(DSLContext tx, Batch batch, List<Batch.Entry> entries, Instant now) {
        var setAside = new TreeMap<Long, String>();
        var served = new ArrayList<Batch.Entry>();
        var meals = new ArrayList<Handover>();
        for (Batch.Entry entry : entries) {
            switch (read(entry)) {
                case Reading.Poison(var reason) -> setAside.put(entry.sequence(), reason);
                case Reading.NoEffect() -> {}
                case Reading.Handed(var order, var student, var wallMillis) -> {
                    served.add(entry);
                    meals.add(new Handover(order, student, believable(wallMillis, now)));
                }
            }
        }
        if (!meals.isEmpty()) {
            hand(tx, batch, served, meals, now);
        }
        return setAside;
    }

    private void hand(
            DSLContext tx,
            Batch batch,
            List<Batch.Entry> served,
            List<Handover> meals,
            Instant now) {
        List<Delivery> outcomes = orders.deliver(tx, batch.school(), batch.station(), meals);
        var delivered = new ArrayList<Deliveries.New>();
        var conflicts = new ArrayList<Deliveries.Conflict>();
        for (int i = 0; i < meals.size(); i++) {
            Handover meal = meals.get(i);
            long sequence = served.get(i).sequence();
            if (outcomes.get(i) instanceof Delivery.Delivered(var order)) {
                delivered.add(
                        new Deliveries.New(
                                sequence, meal.order(), meal.student(), order.day(), meal.at()));
            } else {
                conflicts.add(conflict(sequence, meal, outcomes.get(i)));
            }
        }
        deliveries.add(tx, batch, delivered, conflicts, now);
    }

    private sealed interface Reading {
        record Poison(String reason) implements Reading {}

        record NoEffect() implements Reading {}

        record Handed(OrderId order, StudentId student, long wallMillis) implements Reading {}
    }

    private static Reading read(Batch.Entry entry) {
        if (entry.type() != TAP) {
            return new Reading.Poison("record type %d is not known".formatted(entry.type()));
        }
        if (entry.payload().length > Wire.MAX_RECORD_BYTES) {
            return new Reading.Poison(
                    "record of %d bytes; at most %d"
                            .formatted(entry.payload().length, Wire.MAX_RECORD_BYTES));
        }
        TapRecord tap;
        try {
            tap = Wire.parse(entry.payload(), TapRecord.parser(), "record");
        } catch (WireException e) {
            return new Reading.Poison("record is no TapRecord");
        }
        return switch (tap.getOutcomeCase()) {
            case SERVE -> handed(tap.getServe(), tap.getWallMillis());
            case REFUSAL -> new Reading.NoEffect();
            case OUTCOME_NOT_SET -> new Reading.Poison("record has no outcome known here");
        };
    }

    private static Reading handed(Serve serve, long wallMillis) {
        try {
            return new Reading.Handed(
                    new OrderId(serve.getOrder()), new StudentId(serve.getStudent()), wallMillis);
        } catch (IllegalArgumentException e) {
            return new Reading.Poison(
                    "serve of order %d for student %d: no such ids can be"
                            .formatted(serve.getOrder(), serve.getStudent()));
        }
    }

    private static Instant believable(long wallMillis, Instant now) {
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
