package com.hasivu.edge.decision;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.wire.Reason;

import java.util.Optional;

/** What the counter does about one tap. Each case carries what its handler needs, and no more. */
public sealed interface TapDecision {
    /**
     * Hand over this meal.
     *
     * @param name display name as the school allows
     * @param schoolClass for example "4 B"
     * @param meal what to hand over, for example "2 x Idli, 1 x Sambar"
     */
    record Serve(
            StudentId student,
            OrderId order,
            WindowId window,
            String name,
            String schoolClass,
            String meal)
            implements TapDecision {}

    /**
     * Hand over nothing.
     *
     * @param reason a stable code; {@link Advice#of} says what the person at the counter does
     * @param student when the card led to one
     * @param order the order it is about, when there is one
     * @param detail what the reason refers to, for example "served 11:42 at counter-1-a"; may be
     *     empty
     */
    record Refuse(
            Reason reason, Optional<StudentId> student, Optional<OrderId> order, String detail)
            implements TapDecision {
        public Refuse {
            if (reason == Reason.REASON_UNSPECIFIED || reason == Reason.UNRECOGNIZED) {
                throw new IllegalArgumentException("a refusal needs a reason, not " + reason);
            }
        }
    }
}
