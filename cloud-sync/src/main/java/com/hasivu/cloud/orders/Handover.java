package com.hasivu.cloud.orders;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A meal a station says it handed over.
 *
 * @param at by the station's own clock
 */
public record Handover(
        SchoolId school, StationId station, OrderId order, StudentId student, Instant at) {

    /** What of an order decides whether it can be handed over. */
    record Held(
            OrderId id,
            SchoolId school,
            StudentId student,
            LocalDate day,
            OrderState state,
            Optional<Order.HandedOver> handedOver) {
        Held delivered(Order.HandedOver handed) {
            return new Held(id, school, student, day, OrderState.DELIVERED, Optional.of(handed));
        }
    }

    /** What it does to the order, {@code null} when there is none. Pure. */
    static Delivery judge(@Nullable Held order, Handover meal) {
        if (order == null || !order.school().equals(meal.school())) {
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
            case EXPIRED, DELIVERED -> new Delivery.Ended(order.state());
            case CONFIRMED, PREPARING, READY, UNCLAIMED ->
                    new Delivery.Delivered(
                            order.day(),
                            new Order.HandedOver(
                                    meal.at().truncatedTo(ChronoUnit.MILLIS), meal.station()));
        };
    }
}
