package com.hasivu.cloud.orders;

import static java.util.stream.Collectors.joining;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the state of orders moves: compare-and-set on rows that are held, a row of history for each,
 * the word to the stations, and when to look next. Thread-safe; runs in the caller's transaction.
 */
final class OrderMoves {
    /** Orders that a change names, within a row's 4,000 characters. */
    private static final int MOST_NAMED = 180;

    /** Of two that give portions of many meals back, none waits for the other in a circle. */
    private static final Comparator<Slot> BY_MEAL =
            Comparator.comparing((Slot slot) -> slot.school().value())
                    .thenComparing(Slot::day)
                    .thenComparing(slot -> slot.window().value());

    private final Schools schools;
    private final Menus menus;
    private final Outbox outbox;
    private final OrderTimes times;
    private final Clock clock;

    OrderMoves(Schools schools, Menus menus, Outbox outbox, OrderTimes times, Clock clock) {
        this.schools = schools;
        this.menus = menus;
        this.outbox = outbox;
        this.times = times;
        this.clock = clock;
    }

    /** Moves orders whose rows are held. */
    void move(DSLContext tx, List<Order> held, OrderState to, String actor) {
        if (held.isEmpty()) {
            return;
        }
        Instant now = now();
        for (Order order : held) {
            if (!order.state().mayBecome(to)) {
                throw new IllegalStateException(
                        "order %s: %s cannot become %s".formatted(order.id(), order.state(), to));
            }
        }
        OrderRows.move(tx, held, to, actor, now);
        if (to == OrderState.CONFIRMED) {
            held.forEach(order -> OrderRows.look(tx, order.id(), unclaimed(tx, order)));
        }
        outbox.schoolsChanged(
                tx, words(held.stream().map(o -> Map.entry(o.school(), o.id())).toList()));
    }

    /** What the stations are told: each order, or so many that whoever hears looks at all. */
    static Map<SchoolId, String> words(List<Map.Entry<SchoolId, OrderId>> changed) {
        Map<SchoolId, List<OrderId>> bySchool =
                new TreeMap<>(Comparator.comparing(SchoolId::value));
        changed.forEach(
                one ->
                        bySchool.computeIfAbsent(one.getKey(), s -> new ArrayList<>())
                                .add(one.getValue()));
        Map<SchoolId, String> words = new TreeMap<>(Comparator.comparing(SchoolId::value));
        bySchool.forEach(
                (school, ids) ->
                        words.put(
                                school,
                                ids.size() > MOST_NAMED
                                        ? "many orders: " + ids.size()
                                        : ids.stream()
                                                .map(OrderId::toString)
                                                .collect(joining(" ", "orders ", ""))));
        return words;
    }

    /** The portions of orders that nobody will eat go back to their menus. */
    void giveBack(DSLContext tx, List<Order> orders) {
        SortedMap<Slot, SortedMap<Long, Integer>> portions = new TreeMap<>(BY_MEAL);
        for (Order order : orders) {
            var meal = portions.computeIfAbsent(slot(order), s -> new TreeMap<>());
            order.lines().forEach(line -> meal.merge(line.dish(), line.quantity(), Math::addExact));
        }
        portions.forEach((slot, quantities) -> menus.giveBack(tx, slot, quantities));
    }

    /** Until when a pending order waits for its payment. */
    Instant payBy(Instant placed, Instant deadline, boolean untilDeadline) {
        Instant patience = placed.plus(times.payWithin());
        return untilDeadline || patience.isAfter(deadline) ? deadline : patience;
    }

    /** From when on a paid meal that nobody fetched is unclaimed, by the window as it is now. */
    Instant unclaimed(DSLContext tx, Order order) {
        Schools.Meal meal = schools.meal(tx, order.school(), order.window());
        ZoneId zone = meal.school().zone();
        LocalDate day = order.day();
        return meal.window()
                .map(window -> window.closes(day, zone))
                .orElseGet(() -> day.plusDays(1).atStartOfDay(zone).toInstant())
                .plus(times.unclaimedAfter());
    }

    static Slot slot(Order order) {
        return new Slot(order.school(), order.day(), order.window());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
