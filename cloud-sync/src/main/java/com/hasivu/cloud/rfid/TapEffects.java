package com.hasivu.cloud.rfid;

import com.hasivu.cloud.orders.Delivery;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.rfid.TapLog.Addition;
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
    static final int TAP = 1;

    /** A wall clock further off than this is not believed: the time of arrival stands in. */
    private static final Duration PAST = Duration.ofDays(60);

    private static final Duration FUTURE = Duration.ofDays(1);

    private final Orders orders;
    private final Deliveries deliveries;

    public TapEffects(Orders orders, Deliveries deliveries) {
        this.orders = orders;
        this.deliveries = deliveries;
    }

    /** Applies entries in order and tells why some were set aside: by sequence, per addition. */
    List<Map<Long, String>> apply(DSLContext tx, List<Addition> additions, Instant now) {
        var setAside = new ArrayList<Map<Long, String>>(additions.size());
        var served = new ArrayList<Served>();
        for (Addition addition : additions) {
            var aside = new TreeMap<Long, String>();
            for (Batch.Entry entry : addition.entries()) {
                switch (read(entry)) {
                    case Reading.Poison(var reason) -> aside.put(entry.sequence(), reason);
                    case Reading.NoEffect() -> {}
                    case Reading.Handed(var order, var student, var wallMillis) -> {
                        Batch batch = addition.batch();
                        var meal =
                                new Handover(
                                        batch.school(),
                                        batch.station(),
                                        order,
                                        student,
                                        believable(wallMillis, now));
                        served.add(new Served(batch, entry.sequence(), meal));
                    }
                }
            }
            setAside.add(aside);
        }
        if (!served.isEmpty()) {
            hand(tx, served, now);
        }
        return setAside;
    }

    private record Served(Batch batch, long sequence, Handover meal) {}

    private void hand(DSLContext tx, List<Served> served, Instant now) {
        List<Delivery> outcomes = orders.deliver(tx, served.stream().map(Served::meal).toList());
        var delivered = new ArrayList<Deliveries.New>();
        var conflicts = new ArrayList<Deliveries.Conflict>();
        for (int i = 0; i < served.size(); i++) {
            Served one = served.get(i);
            if (outcomes.get(i) instanceof Delivery.Delivered(var day, var handed)) {
                delivered.add(
                        new Deliveries.New(one.meal(), one.batch().epoch(), one.sequence(), day));
            } else {
                conflicts.add(conflict(one, outcomes.get(i)));
            }
        }
        deliveries.add(tx, delivered, conflicts, now);
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
