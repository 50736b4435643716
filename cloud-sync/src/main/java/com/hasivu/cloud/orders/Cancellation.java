package com.hasivu.cloud.orders;

import java.time.Instant;

/** What became of cancelling. */
sealed interface Cancellation {
    record Done(Order order) implements Cancellation {}

    record Illegal(OrderState state) implements Cancellation {}

    /** Only the school may cancel after the deadline. */
    record TooLate(Instant deadline) implements Cancellation {}

    record NoSuchOrder() implements Cancellation {}

    /** A guardian who may not order for this child may not cancel either. */
    record NotYours() implements Cancellation {}
}
