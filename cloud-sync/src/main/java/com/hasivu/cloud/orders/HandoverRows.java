package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.ORDER_HISTORY;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Orders handed over, and taken back, in their tables: many at once, as taps come. Rules are in
 * {@link Handover}.
 */
final class HandoverRows {
    private static final String HOLD =
            """
            select id, school, student, school_day, state, delivered_at, delivered_station
            from orders
            where id in (select * from unnest(cast(? as bigint array)))
            order by id
            for update
            """;

    private static final String DELIVER =
            """
            merge into orders
            using (
                select * from unnest(
                    cast(? as bigint array), cast(? as varchar array),
                    cast(? as timestamp with time zone array), cast(? as varchar array)))
              as v (id, before, delivered, station)
            on orders.id = v.id and orders.state = v.before
            when matched then update set
              state = ?, changed = ?, delivered_at = v.delivered, delivered_station = v.station,
              due = null
            """;

    private static final String DELIVERED_HISTORY =
            """
            insert into order_history (to_state, changed, order_id, from_state, actor)
            select cast(? as varchar), cast(? as timestamp with time zone), v.*
            from unnest(
                cast(? as bigint array), cast(? as varchar array), cast(? as varchar array)) as v
            """;

    private HandoverRows() {}

    /**
     * Holds the orders' rows until the transaction ends; by id, so two takers never wait in a
     * circle.
     */
    static Map<OrderId, Handover.Held> held(DSLContext tx, List<OrderId> ids) {
        Map<OrderId, Handover.Held> held = new HashMap<>();
        var unused =
                Bulk.fetch(
                        tx,
                        HOLD,
                        row -> held.put(new OrderId(row.getLong(1)), held(row)),
                        Bulk.numbers(ids, OrderId::value));
        return held;
    }

    private static Handover.Held held(ResultSet row) throws SQLException {
        String station = row.getString(7);
        return new Handover.Held(
                new OrderId(row.getLong(1)),
                new SchoolId(row.getString(2)),
                new StudentId(row.getLong(3)),
                row.getObject(4, LocalDate.class),
                OrderState.of(row.getString(5)),
                station == null
                        ? Optional.empty()
                        : Optional.of(
                                new Order.HandedOver(
                                        row.getObject(6, OffsetDateTime.class).toInstant(),
                                        new StationId(station))));
    }

    /** An order that is held, on its way to delivered. */
    record Move(OrderId id, OrderState from, Order.HandedOver handed) {}

    /** Compare-and-set on the state of each; the rows are held, so losing is a bug. */
    static void deliver(DSLContext tx, List<Move> moves, Instant now) {
        String delivered = OrderState.DELIVERED.label();
        int moved =
                Bulk.execute(
                        tx,
                        DELIVER,
                        Bulk.numbers(moves, move -> move.id().value()),
                        Bulk.texts(moves, move -> move.from().label()),
                        Bulk.times(moves, move -> move.handed().at()),
                        Bulk.texts(moves, move -> move.handed().station().value()),
                        delivered,
                        now);
        if (moved != moves.size()) {
            throw new IllegalStateException(
                    "of %d orders that were held %d moved to delivered: %s"
                            .formatted(moves.size(), moved, moves));
        }
        Bulk.execute(
                tx,
                DELIVERED_HISTORY,
                delivered,
                now,
                Bulk.numbers(moves, move -> move.id().value()),
                Bulk.texts(moves, move -> move.from().label()),
                Bulk.texts(moves, move -> "station " + move.handed().station()));
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
                        .set(ORDERS.DUE, now) // it may be unclaimed at once: Overdue looks
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
        OrderHistory.add(
                tx, delivered.id(), OrderState.DELIVERED, OrderState.of(before), actor, now);
    }
}
