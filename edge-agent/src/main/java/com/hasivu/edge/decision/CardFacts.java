package com.hasivu.edge.decision;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.OrderState;

import java.util.List;
import java.util.Optional;

/**
 * What the day's orders say about one card, for a person who looks it up.
 *
 * @param lastDay days since 1970-01-01; 0: no end
 */
public record CardFacts(
        CardState state, int lastDay, Optional<StudentFacts> student, List<OrderFacts> orders) {
    /** The child the card is bound to. */
    public record StudentFacts(
            StudentId id,
            String name,
            String schoolClass,
            String roll,
            boolean active,
            List<String> allergens) {}

    /** One of the child's orders of the day. */
    public record OrderFacts(OrderId id, WindowId window, OrderState state, String meal) {}
}
