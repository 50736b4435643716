package com.hasivu.edge.decision;

import com.hasivu.edge.decision.CardFacts.OrderFacts;
import com.hasivu.edge.decision.CardFacts.StudentFacts;
import com.hasivu.protocol.wire.HandFound;

import java.util.List;

/** A child of the snapshot with its orders of the day, whether it has a card or not. */
public record Child(StudentFacts student, List<OrderFacts> orders) {
    public Child {
        orders = List.copyOf(orders);
    }

    /** A child that a search found, and by what. */
    public record Found(Child child, HandFound by) {}
}
