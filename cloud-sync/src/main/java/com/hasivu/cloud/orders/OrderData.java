package com.hasivu.cloud.orders;

import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.util.List;

/** A child's orders, and those a guardian placed. They stay: no name is in them. */
public final class OrderData implements PersonalData {
    private final Orders orders;

    public OrderData(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String part() {
        return "orders";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return orders.of(tx, subject).stream().map(OrderView::of).toList();
    }
}
