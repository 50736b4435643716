package com.hasivu.cloud.orders;

import com.hasivu.cloud.http.Caller;

import org.jooq.DSLContext;

/** Moves the money of an order to the one that replaces it, within the same transaction. */
@FunctionalInterface
public interface ReplacedOrders {
    /**
     * The one before is cancelled, and what was paid for it is owed back; the fresh one is pending.
     *
     * @param before as it was
     * @throws com.hasivu.cloud.http.Problem when the money does not follow: nothing is replaced
     */
    void replaced(DSLContext tx, Caller caller, Order before, Order fresh);
}
