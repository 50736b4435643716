package com.hasivu.cloud.orders;

import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import java.time.Instant;
import java.time.LocalDate;

/** What a station's delivery did to its order. */
public sealed interface Delivery {
    /**
     * The order moved to delivered.
     *
     * @param day the school's day it was for
     */
    record Delivered(LocalDate day, Order.HandedOver handed) implements Delivery {}

    /** It was delivered before. */
    record AlreadyDelivered(Instant at, StationId by) implements Delivery {}

    /** It was cancelled. */
    record Cancelled() implements Delivery {}

    /** It was never paid. */
    record NotPaid() implements Delivery {}

    /** It ended otherwise: expired. */
    record Ended(OrderState state) implements Delivery {}

    /** The order is another child's. */
    record OtherStudent(StudentId actual) implements Delivery {}

    /** The school has no such order. */
    record Unknown() implements Delivery {}
}
