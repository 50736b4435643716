package com.hasivu.cloud.orders;

import org.jooq.DSLContext;

import java.time.Instant;

/** Hears, within the same transaction, of an order that was placed to be paid from the wallet. */
@FunctionalInterface
public interface PaidAtOnce {
    /**
     * The order is placed and pending.
     *
     * @param deadline until when it may be paid
     */
    void placed(DSLContext tx, Order order, Instant deadline);
}
