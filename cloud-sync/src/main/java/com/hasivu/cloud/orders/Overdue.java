package com.hasivu.cloud.orders;

import com.hasivu.cloud.db.Database;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders whose time has come: not paid in time, they expire and their portions go back; paid and
 * not fetched, they are unclaimed. Any node may do it: each takes rows that others skip, and what
 * it did is committed with them. Thread-safe.
 */
public final class Overdue {
    static final String NOT_PAID = "clock: not paid in time";
    static final String NOBODY_CAME = "clock: nobody came";

    /** Orders of one transaction. */
    private static final int BATCH = 50;

    private final Database database;
    private final Orders orders;
    private final Clock clock;

    public Overdue(Database database, Orders orders, Clock clock) {
        this.database = database;
        this.orders = orders;
        this.clock = clock;
    }

    /** Looks at some that are due; false when there are none. */
    public boolean runOne() {
        return database.transaction(this::run);
    }

    private boolean run(DSLContext tx) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Order> due = OrderRows.due(tx, now, BATCH);
        List<Order> unpaid = new ArrayList<>();
        List<Order> unclaimed = new ArrayList<>();
        for (Order order : due) {
            if (order.state() == OrderState.PENDING_PAYMENT) {
                unpaid.add(order);
            } else if (!order.state().mayBecome(OrderState.UNCLAIMED)) {
                OrderRows.lookNoMore(tx, order.id());
            } else {
                Instant end = orders.moves().unclaimed(tx, order);
                if (now.isBefore(end)) {
                    OrderRows.look(tx, order.id(), end); // its window was moved meanwhile
                } else {
                    unclaimed.add(order);
                }
            }
        }
        orders.moves().move(tx, unpaid, OrderState.EXPIRED, NOT_PAID);
        orders.moves().giveBack(tx, unpaid);
        orders.moves().move(tx, unclaimed, OrderState.UNCLAIMED, NOBODY_CAME);
        return !due.isEmpty();
    }
}
