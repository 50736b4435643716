package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.ORDER_HISTORY;
import static com.hasivu.cloud.schema.Tables.ORDER_LINES;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schema.tables.records.OrderHistoryRecord;
import com.hasivu.cloud.schema.tables.records.OrderLinesRecord;
import com.hasivu.cloud.schema.tables.records.OrdersRecord;
import com.hasivu.cloud.schools.Allergens;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Orders in their tables. Rules are in {@link Orders}. */
final class OrderRows {
    private OrderRows() {}

    static List<Order> list(DSLContext tx, Condition where, long after, int limit) {
        var rows =
                tx.selectFrom(ORDERS)
                        .where(where, ORDERS.ID.gt(after))
                        .orderBy(ORDERS.ID)
                        .limit(limit)
                        .fetch();
        return withLines(tx, rows);
    }

    static List<Order> list(DSLContext tx, Condition where) {
        return withLines(tx, tx.selectFrom(ORDERS).where(where).orderBy(ORDERS.ID).fetch());
    }

    static Optional<Order> one(DSLContext tx, Condition where) {
        return list(tx, where).stream().findFirst();
    }

    /** Holds the order's row until the transaction ends. */
    static Optional<Order> locked(DSLContext tx, OrderId id) {
        return withLines(
                        tx,
                        tx.selectFrom(ORDERS).where(ORDERS.ID.eq(id.value())).forUpdate().fetch())
                .stream()
                .findFirst();
    }

    /**
     * Holds the orders' rows until the transaction ends; taken by id, so two takers never wait in a
     * circle.
     */
    static Map<OrderId, Order> locked(DSLContext tx, Stream<OrderId> ids) {
        Map<OrderId, Order> held = new HashMap<>();
        withLines(
                        tx,
                        tx.selectFrom(ORDERS)
                                .where(ORDERS.ID.in(ids.map(OrderId::value).distinct().toList()))
                                .orderBy(ORDERS.ID)
                                .forUpdate()
                                .fetch())
                .forEach(order -> held.put(order.id(), order));
        return held;
    }

    /** Compare-and-set on the state of each; the rows are held, so losing is a bug. */
    static void deliver(
            DSLContext tx, List<Order> before, List<Order> after, String actor, Instant now) {
        var updates =
                tx.batch(
                        tx.update(ORDERS)
                                .set(ORDERS.STATE, "")
                                .set(ORDERS.CHANGED, now)
                                .set(ORDERS.DELIVERED_AT, now)
                                .set(ORDERS.DELIVERED_STATION, "")
                                .where(ORDERS.ID.eq(0L), ORDERS.STATE.eq("")));
        var history = new ArrayList<OrderHistoryRecord>();
        for (int i = 0; i < after.size(); i++) {
            Order from = before.get(i);
            Order to = after.get(i);
            Order.HandedOver handed = to.handedOver().orElseThrow();
            updates =
                    updates.bind(
                            to.state().label(),
                            now,
                            handed.at(),
                            handed.station().value(),
                            to.id().value(),
                            from.state().label());
            var row = new OrderHistoryRecord();
            row.setOrderId(to.id().value());
            row.setFromState(from.state().label());
            row.setToState(to.state().label());
            row.setActor(actor);
            row.setChanged(now);
            history.add(row);
        }
        int[] moved = updates.execute();
        for (int i = 0; i < moved.length; i++) {
            if (moved[i] != 1) {
                throw new IllegalStateException(
                        "order %s was held and is no more %s"
                                .formatted(before.get(i).id(), before.get(i).state()));
            }
        }
        tx.batchInsert(history).execute();
    }

    /**
     * Compare-and-set back to the state before the delivery; the row is held, so losing is a bug.
     */
    static void takeBack(DSLContext tx, Order delivered, String actor, Instant now) {
        String before =
                tx.select(ORDER_HISTORY.FROM_STATE)
                        .from(ORDER_HISTORY)
                        .where(
                                ORDER_HISTORY.ORDER_ID.eq(delivered.id().value()),
                                ORDER_HISTORY.TO_STATE.eq(OrderState.DELIVERED.label()))
                        .orderBy(ORDER_HISTORY.ID.desc())
                        .limit(1)
                        .fetchSingle(ORDER_HISTORY.FROM_STATE);
        int moved =
                tx.update(ORDERS)
                        .set(ORDERS.STATE, before)
                        .set(ORDERS.CHANGED, now)
                        .setNull(ORDERS.DELIVERED_AT)
                        .setNull(ORDERS.DELIVERED_STATION)
                        .where(
                                ORDERS.ID.eq(delivered.id().value()),
                                ORDERS.STATE.eq(OrderState.DELIVERED.label()))
                        .execute();
        if (moved != 1) {
            throw new IllegalStateException(
                    "order %s was held and is no more delivered".formatted(delivered.id()));
        }
        history(tx, delivered.id(), OrderState.DELIVERED, OrderState.of(before), actor, now);
    }

    /** Whether an order of that day has this code. */
    static boolean hasCode(DSLContext tx, SchoolId school, LocalDate day, String code) {
        return tx.fetchExists(
                ORDERS,
                ORDERS.SCHOOL.eq(school.value()),
                ORDERS.SCHOOL_DAY.eq(day),
                ORDERS.PICKUP_CODE.eq(code));
    }

    static OrderId insert(DSLContext tx, Order draft) {
        long id =
                tx.insertInto(ORDERS)
                        .set(ORDERS.SCHOOL, draft.school().value())
                        .set(ORDERS.STUDENT, draft.student().value())
                        .set(ORDERS.PLACED_BY, draft.placedBy().value())
                        .set(ORDERS.SCHOOL_DAY, draft.day())
                        .set(ORDERS.WINDOW_ID, draft.window().value())
                        .set(ORDERS.STATE, draft.state().label())
                        .set(ORDERS.TOTAL_PAISE, draft.totalPaise())
                        .set(ORDERS.CREATED, draft.created())
                        .set(ORDERS.CHANGED, draft.created())
                        .set(ORDERS.PICKUP_CODE, draft.pickupCode().orElse(null))
                        .returningResult(ORDERS.ID)
                        .fetchSingle()
                        .value1();
        var lines = new ArrayList<OrderLinesRecord>();
        for (OrderLine line : draft.lines()) {
            var row = new OrderLinesRecord();
            row.setOrderId(id);
            row.setLineNumber(lines.size() + 1);
            row.setDish(line.dish());
            row.setDishName(line.name());
            row.setAllergens(Allergens.join(line.allergens()));
            row.setPricePaise(line.pricePaise());
            row.setQuantity(line.quantity());
            lines.add(row);
        }
        tx.batchInsert(lines).execute();
        return new OrderId(id);
    }

    static void history(
            DSLContext tx,
            OrderId order,
            @Nullable OrderState from,
            OrderState to,
            String actor,
            Instant at) {
        tx.insertInto(ORDER_HISTORY)
                .set(ORDER_HISTORY.ORDER_ID, order.value())
                .set(ORDER_HISTORY.FROM_STATE, from == null ? null : from.label())
                .set(ORDER_HISTORY.TO_STATE, to.label())
                .set(ORDER_HISTORY.ACTOR, actor)
                .set(ORDER_HISTORY.CHANGED, at)
                .execute();
    }

    private static List<Order> withLines(DSLContext tx, List<OrdersRecord> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Long, List<OrderLine>> lines =
                tx.selectFrom(ORDER_LINES)
                        .where(
                                ORDER_LINES.ORDER_ID.in(
                                        rows.stream().map(OrdersRecord::getId).toList()))
                        .orderBy(ORDER_LINES.ORDER_ID, ORDER_LINES.LINE_NUMBER)
                        .fetchGroups(ORDER_LINES.ORDER_ID, OrderRows::line);
        return rows.stream()
                .map(row -> order(row, lines.getOrDefault(row.getId(), List.of())))
                .toList();
    }

    private static OrderLine line(OrderLinesRecord row) {
        return new OrderLine(
                row.getDish(),
                row.getDishName(),
                Allergens.split(row.getAllergens()),
                row.getPricePaise(),
                row.getQuantity());
    }

    private static Order order(OrdersRecord row, List<OrderLine> lines) {
        String station = row.getDeliveredStation();
        return new Order(
                new OrderId(row.getId()),
                new SchoolId(row.getSchool()),
                new StudentId(row.getStudent()),
                new UserId(row.getPlacedBy()),
                row.getSchoolDay(),
                new WindowId(row.getWindowId()),
                OrderState.of(row.getState()),
                row.getTotalPaise(),
                lines,
                row.getCreated(),
                Optional.ofNullable(row.getPickupCode()),
                station == null
                        ? Optional.empty()
                        : Optional.of(
                                new Order.HandedOver(
                                        row.getDeliveredAt(), new StationId(station))));
    }
}
