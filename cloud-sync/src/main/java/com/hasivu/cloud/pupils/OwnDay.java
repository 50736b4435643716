package com.hasivu.cloud.pupils;

import com.hasivu.cloud.cards.Card;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.menus.DayMenu;
import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.menus.MenuItem;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderLine;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.rfid.Taps;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a child sees of a day at its school: nothing of others, and no price. Thread-safe. */
public final class OwnDay {
    /** Taps shown of a day; a child makes a few. */
    private static final int TAPS = 100;

    private final Epics epics;
    private final Taps taps = new Taps();
    private final Clock clock;

    /** Whom it asks. */
    public record Epics(Schools schools, Menus menus, Orders orders, Cards cards) {}

    public OwnDay(Epics epics, Clock clock) {
        this.epics = epics;
        this.clock = clock;
    }

    record Day(
            LocalDate date,
            Me student,
            List<CardView> cards,
            List<MenuView> menus,
            List<OrderView> orders,
            List<TapView> taps) {}

    private record Me(long id, String name, String className) {}

    private record CardView(String form, String state, @Nullable LocalDate lastDay) {}

    private record MenuView(String window, List<DishView> dishes) {}

    private record DishView(String name, String diet, List<String> allergens, boolean soldOut) {}

    private record OrderView(
            long id,
            String window,
            String state,
            @Nullable String pickupCode,
            @Nullable Instant handedOver,
            List<LineView> lines) {}

    private record LineView(String name, List<String> allergens, int quantity) {}

    private record TapView(Instant at, String window, String outcome, String reason) {}

    /**
     * The day of a child.
     *
     * @param day today, by the school's zone, when it is not said
     */
    Day of(DSLContext tx, Student child, Optional<LocalDate> day) {
        LocalDate date =
                day.orElseGet(
                        () ->
                                LocalDate.ofInstant(
                                        clock.instant(),
                                        epics.schools().get(tx, child.school()).zone()));
        var filter =
                new Taps.Filter(
                        child.school(),
                        date,
                        date,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Set.of(child.id())));
        return new Day(
                date,
                new Me(child.id().value(), child.name(), child.className()),
                epics.cards().of(tx, child.school(), child.id()).stream()
                        .map(OwnDay::view)
                        .toList(),
                epics.menus().between(tx, child.school(), date, date).stream()
                        .map(OwnDay::view)
                        .toList(),
                epics.orders().ofChild(tx, child.school(), child.id(), date).stream()
                        .map(OwnDay::view)
                        .toList(),
                taps.page(tx, filter, 0, TAPS).stream().map(OwnDay::view).toList());
    }

    private static CardView view(Card card) {
        return new CardView(card.form(), card.state().label(), card.lastDay().orElse(null));
    }

    private static MenuView view(DayMenu menu) {
        return new MenuView(
                menu.slot().window().value(), menu.items().stream().map(OwnDay::view).toList());
    }

    private static DishView view(MenuItem item) {
        Dish dish = item.dish();
        return new DishView(
                dish.name(),
                dish.facts().diet().label(),
                dish.allergens(),
                item.portionsLeft() == 0);
    }

    private static OrderView view(Order order) {
        return new OrderView(
                order.id().value(),
                order.window().value(),
                order.state().label(),
                order.pickupCode().orElse(null),
                order.handedOver().map(Order.HandedOver::at).orElse(null),
                order.lines().stream().map(OwnDay::view).toList());
    }

    private static LineView view(OrderLine line) {
        return new LineView(line.name(), line.allergens(), line.quantity());
    }

    private static TapView view(Tap tap) {
        return new TapView(tap.at(), tap.window(), tap.outcome().label(), tap.reason());
    }
}
