package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDER_HISTORY;

import com.hasivu.protocol.OrderId;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** The rows of history: each move of an order's state, by whom and when. */
final class OrderHistory {
    private OrderHistory() {}

    /** One row of history, as it is answered: openapi.yaml, schema OrderMove. */
    record OrderMove(@Nullable String from, String to, String actor, Instant at) {}

    /** Every move of an order, the first one first. */
    static List<OrderMove> of(DSLContext tx, OrderId id) {
        return tx.selectFrom(ORDER_HISTORY)
                .where(ORDER_HISTORY.ORDER_ID.eq(id.value()))
                .orderBy(ORDER_HISTORY.ID)
                .fetch(
                        row ->
                                new OrderMove(
                                        row.getFromState(),
                                        row.getToState(),
                                        row.getActor(),
                                        row.getChanged()));
    }

    static void add(
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

    /** A row for each of the orders, by the state each had. */
    static void add(DSLContext tx, List<Order> before, OrderState to, String actor, Instant now) {
        tx.insertInto(
                        ORDER_HISTORY,
                        ORDER_HISTORY.ORDER_ID,
                        ORDER_HISTORY.FROM_STATE,
                        ORDER_HISTORY.TO_STATE,
                        ORDER_HISTORY.ACTOR,
                        ORDER_HISTORY.CHANGED)
                .valuesOfRows(
                        before.stream()
                                .map(
                                        order ->
                                                DSL.row(
                                                        order.id().value(),
                                                        order.state().label(),
                                                        to.label(),
                                                        actor,
                                                        now))
                                .toList())
                .execute();
    }
}
