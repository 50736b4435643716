package com.hasivu.cloud.orders;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A meal a station says it handed over.
 *
 * @param at by the station's own clock
 */
public record Handover(OrderId order, StudentId student, Instant at) {

    /** What it does to the order, {@code null} when there is none. Pure. */
    static Delivery judge(
            @Nullable Order order, SchoolId school, StationId station, Handover meal) {
        if (order == null || !order.school().equals(school)) {
            return new Delivery.Unknown();
        }
        if (!order.student().equals(meal.student())) {
            return new Delivery.OtherStudent(order.student());
        }
        if (order.handedOver().isPresent()) {
            return new Delivery.AlreadyDelivered(
                    order.handedOver().get().at(), order.handedOver().get().station());
        }
        return switch (order.state()) {
            case PENDING_PAYMENT -> new Delivery.NotPaid();
            case CANCELLED -> new Delivery.Cancelled();
            case EXPIRED, UNCLAIMED, DELIVERED -> new Delivery.Ended(order.state());
            case CONFIRMED, PREPARING, READY ->
                    new Delivery.Delivered(
                            order.delivered(
                                    new Order.HandedOver(
                                            meal.at().truncatedTo(ChronoUnit.MILLIS), station)));
        };
    }
}
