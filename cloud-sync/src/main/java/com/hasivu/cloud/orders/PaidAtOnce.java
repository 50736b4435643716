package com.hasivu.cloud.orders;

import org.jooq.DSLContext;

/** Hears, within the same transaction, of an order that was placed to be paid from the wallet. */
@FunctionalInterface
public interface PaidAtOnce {
    /** The order is placed and pending. */
    void placed(DSLContext tx, Order order);
}
