package com.hasivu.cloud.orders;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StationId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** An order as it is answered over HTTP: openapi.yaml, schema Order. */
public record OrderView(
        long id,
        String school,
        long student,
        LocalDate date,
        String window,
        String state,
        long totalPaise,
        String meal,
        List<Line> lines,
        Instant created,
        @Nullable String pickupCode,
        @Nullable Instant deliveredAt,
        @Nullable String station,
        @Nullable Long replaces,
        @Nullable Instant payBy) {
    /** A line of it. */
    public record Line(long dish, String name, long pricePaise, int quantity) {}

    /** The order as it is now. */
    public static OrderView of(Order order) {
        return new OrderView(
                order.id().value(),
                order.school().value(),
                order.student().value(),
                order.day(),
                order.window().value(),
                order.state().label(),
                order.totalPaise(),
                order.meal(),
                order.lines().stream()
                        .map(l -> new Line(l.dish(), l.name(), l.pricePaise(), l.quantity()))
                        .toList(),
                order.created(),
                order.pickupCode().orElse(null),
                order.handedOver().map(Order.HandedOver::at).orElse(null),
                order.handedOver()
                        .map(Order.HandedOver::station)
                        .map(StationId::value)
                        .orElse(null),
                order.replaces().map(OrderId::value).orElse(null),
                order.state() == OrderState.PENDING_PAYMENT ? order.due().orElse(null) : null);
    }
}
