package com.hasivu.cloud.orders;

import org.jooq.DSLContext;

/** Hears of cancelled orders within the same transaction: payments notes what is owed back. */
@FunctionalInterface
public interface CancelledOrders {
    /**
     * The order is cancelled.
     *
     * @param order as it was before
     */
    void cancelled(DSLContext tx, Order order);
}
