package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.ORDER_LINES;

import com.hasivu.cloud.http.UserId;
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
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Orders in their tables. Rules are in {@link Placements}, {@link Orders} and {@link OrderMoves}.
 */
final class OrderRows {
    /** States from which an order may be cancelled. */
    static final List<String> OPEN =
            Arrays.stream(OrderState.values())
                    .filter(state -> state.mayBecome(OrderState.CANCELLED))
                    .map(OrderState::label)
                    .toList();

    private OrderRows() {}

    static List<Order> list(DSLContext tx, Condition where, long after, int limit) {
        return list(
                tx,
                ORDERS.ID.in(
                        DSL.select(ORDERS.ID)
                                .from(ORDERS)
                                .where(where, ORDERS.ID.gt(after))
                                .orderBy(ORDERS.ID)
                                .limit(limit)));
    }

    /** By id, with their lines: one statement, so that it sees one state by itself. */
    static List<Order> list(DSLContext tx, Condition where) {
        var orders = new ArrayList<OrdersRecord>();
        var lines = new HashMap<Long, List<OrderLine>>();
        tx.select(ORDERS.fields())
                .select(ORDER_LINES.fields())
                .from(ORDERS)
                .leftJoin(ORDER_LINES)
                .on(ORDER_LINES.ORDER_ID.eq(ORDERS.ID))
                .where(where)
                .orderBy(ORDERS.ID, ORDER_LINES.LINE_NUMBER)
                .forEach(
                        row -> {
                            List<OrderLine> its =
                                    lines.computeIfAbsent(
                                            row.get(ORDERS.ID),
                                            first -> {
                                                orders.add(row.into(ORDERS));
                                                return new ArrayList<>();
                                            });
                            if (row.get(ORDER_LINES.ORDER_ID) != null) {
                                its.add(line(row.into(ORDER_LINES)));
                            }
                        });
        return orders.stream()
                .map(row -> order(row, lines.getOrDefault(row.getId(), List.of())))
                .toList();
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

    /** The same for many, by id; those of one school. */
    static List<Order> locked(DSLContext tx, SchoolId school, Collection<Long> ids) {
        return withLines(
                tx,
                tx.selectFrom(ORDERS)
                        .where(ORDERS.ID.in(ids), ORDERS.SCHOOL.eq(school.value()))
                        .orderBy(ORDERS.ID)
                        .forUpdate()
                        .fetch());
    }

    /** Some that are to be looked at, held; those that others hold are left to them. */
    static List<Order> due(DSLContext tx, Instant now, int limit) {
        return withLines(
                tx,
                tx.selectFrom(ORDERS)
                        .where(ORDERS.DUE.le(now))
                        .orderBy(ORDERS.DUE, ORDERS.ID)
                        .limit(limit)
                        .forUpdate()
                        .skipLocked()
                        .fetch());
    }

    /** Some orders of a day, or of one of its meals, that have not ended, held. */
    static List<Order> open(
            DSLContext tx, SchoolId school, LocalDate day, Optional<WindowId> window, int limit) {
        Condition where =
                ORDERS.SCHOOL
                        .eq(school.value())
                        .and(ORDERS.SCHOOL_DAY.eq(day))
                        .and(ORDERS.STATE.in(OPEN));
        return withLines(
                tx,
                tx.selectFrom(ORDERS)
                        .where(
                                window.map(meal -> where.and(ORDERS.WINDOW_ID.eq(meal.value())))
                                        .orElse(where))
                        .orderBy(ORDERS.ID)
                        .limit(limit)
                        .forUpdate()
                        .fetch());
    }

    /** When to look at an order again. */
    static void look(DSLContext tx, OrderId id, Instant due) {
        tx.update(ORDERS).set(ORDERS.DUE, due).where(ORDERS.ID.eq(id.value())).execute();
    }

    static void lookNoMore(DSLContext tx, OrderId id) {
        tx.update(ORDERS).setNull(ORDERS.DUE).where(ORDERS.ID.eq(id.value())).execute();
    }

    /** Compare-and-set on the state of each; the rows are held, so losing is a bug. */
    static void move(DSLContext tx, List<Order> held, OrderState to, String actor, Instant now) {
        var ids = held.stream().map(order -> order.id().value()).toList();
        int moved = 0;
        for (OrderState from : held.stream().map(Order::state).distinct().toList()) {
            moved +=
                    tx.update(ORDERS)
                            .set(ORDERS.STATE, to.label())
                            .set(ORDERS.CHANGED, now)
                            .set(
                                    ORDERS.DUE,
                                    to.mayBecome(OrderState.UNCLAIMED)
                                            ? ORDERS.DUE
                                            : DSL.castNull(ORDERS.DUE))
                            .where(ORDERS.ID.in(ids), ORDERS.STATE.eq(from.label()))
                            .execute();
        }
        if (moved != held.size()) {
            throw new IllegalStateException(
                    "of %d orders that were held %d became %s: %s"
                            .formatted(held.size(), moved, to, ids));
        }
        OrderHistory.add(tx, held, to, actor, now);
    }

    /** Adds an order; empty when another one of its day has its pickup code. */
    static Optional<OrderId> insert(DSLContext tx, Order draft) {
        var values = new LinkedHashMap<Field<?>, @Nullable Object>();
        values.put(ORDERS.SCHOOL, draft.school().value());
        values.put(ORDERS.STUDENT, draft.student().value());
        values.put(ORDERS.PLACED_BY, draft.placedBy().value());
        values.put(ORDERS.SCHOOL_DAY, draft.day());
        values.put(ORDERS.WINDOW_ID, draft.window().value());
        values.put(ORDERS.STATE, draft.state().label());
        values.put(ORDERS.TOTAL_PAISE, draft.totalPaise());
        values.put(ORDERS.CREATED, draft.created());
        values.put(ORDERS.CHANGED, draft.created());
        values.put(ORDERS.PICKUP_CODE, draft.pickupCode().orElse(null));
        values.put(ORDERS.REPLACES, draft.replaces().map(OrderId::value).orElse(null));
        values.put(ORDERS.DUE, draft.due().orElse(null));
        List<Field<?>> row = new ArrayList<>();
        values.forEach((column, value) -> row.add(DSL.val(value, column)));
        Optional<OrderId> id =
                tx.insertInto(ORDERS, values.keySet())
                        .select(
                                DSL.select(row)
                                        .whereNotExists(
                                                DSL.selectOne()
                                                        .from(ORDERS)
                                                        .where(
                                                                ORDERS.SCHOOL.eq(
                                                                        draft.school().value()),
                                                                ORDERS.SCHOOL_DAY.eq(draft.day()),
                                                                ORDERS.PICKUP_CODE.eq(
                                                                        draft.pickupCode()
                                                                                .orElse("")))))
                        .returningResult(ORDERS.ID)
                        .fetchOptional()
                        .map(made -> new OrderId(made.value1()));
        id.ifPresent(made -> insertLines(tx, made.value(), draft.lines()));
        return id;
    }

    private static void insertLines(DSLContext tx, long id, List<OrderLine> of) {
        var lines = new ArrayList<OrderLinesRecord>();
        for (OrderLine line : of) {
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
                                new Order.HandedOver(row.getDeliveredAt(), new StationId(station))),
                Optional.ofNullable(row.getReplaces()).map(OrderId::new),
                Optional.ofNullable(row.getDue()));
    }
}
