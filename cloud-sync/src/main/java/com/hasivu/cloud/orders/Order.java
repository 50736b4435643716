package com.hasivu.cloud.orders;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An order for one child and one meal.
 *
 * @param day the school's day on which it is eaten
 * @param totalPaise sum over the lines, in paise
 * @param pickupCode what the family may say in place of a card; empty for orders from before
 * @param handedOver when and by which station; empty unless delivered
 * @param replaces the order it stands in place of
 * @param due while it is pending: when it expires
 */
public record Order(
        OrderId id,
        SchoolId school,
        StudentId student,
        UserId placedBy,
        LocalDate day,
        WindowId window,
        OrderState state,
        long totalPaise,
        List<OrderLine> lines,
        Instant created,
        Optional<String> pickupCode,
        Optional<HandedOver> handedOver,
        Optional<OrderId> replaces,
        Optional<Instant> due) {
    public Order {
        lines = List.copyOf(lines);
    }

    Order with(OrderId id, String pickupCode) {
        return new Order(
                id,
                school,
                student,
                placedBy,
                day,
                window,
                state,
                totalPaise,
                lines,
                created,
                Optional.of(pickupCode),
                handedOver,
                replaces,
                due);
    }

    /** When and where it was delivered. */
    public record HandedOver(Instant at, StationId station) {}

    /** What to hand over, for example {@code 2 x Idli, 1 x Sambar}. */
    public String meal() {
        return lines.stream()
                .map(line -> line.quantity() + " x " + line.name())
                .collect(Collectors.joining(", "));
    }

    /** The allergens of all its dishes, in order. */
    public List<String> allergens() {
        var all = new TreeSet<String>();
        lines.forEach(line -> all.addAll(line.allergens()));
        return List.copyOf(all);
    }
}
