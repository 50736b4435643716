package com.hasivu.cloud.orders;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.SchoolCalendar;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How orders come to be: placed, or in the stead of another one. Thread-safe; every call runs in
 * the caller's transaction.
 */
public final class Placements {
    private final Schools schools;
    private final Students students;
    private final Menus menus;
    private final Orders orders;
    private final Outbox outbox;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<PaidAtOnce> payers = new CopyOnWriteArrayList<>();
    private final List<ReplacedOrders> replacers = new CopyOnWriteArrayList<>();

    public Placements(
            Schools schools,
            Students students,
            Menus menus,
            Orders orders,
            Outbox outbox,
            Clock clock) {
        this.schools = schools;
        this.students = students;
        this.menus = menus;
        this.orders = orders;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Tells who moves the money of an order that is replaced, within that transaction. */
    public void onReplaced(ReplacedOrders replacer) {
        replacers.add(replacer);
    }

    /**
     * Tells who pays orders that are to be paid at once, within the transaction that places them.
     */
    public void onPaidAtOnce(PaidAtOnce payer) {
        payers.add(payer);
    }

    /** Has an order that was placed in this transaction paid from its guardian's wallet soon. */
    void payAtOnce(DSLContext tx, Placement.Placed placed) {
        payers.forEach(payer -> payer.placed(tx, placed.order(), placed.deadline()));
    }

    /** Places an order. On any outcome but {@link Placement.Placed} roll back. */
    Placement place(DSLContext tx, Caller caller, Wish wish) {
        return place(tx, caller, wish, Placing.by(caller));
    }

    /**
     * Places an order for a guardian, at the prices and by the rules of now. On any outcome but
     * {@link Placement.Placed} roll back.
     */
    public Placement place(DSLContext tx, Caller caller, Wish wish, Placing how) {
        SchoolId schoolId =
                caller.school()
                        .orElseThrow(() -> new IllegalStateException("a parent has a school"));
        Optional<Student> student = students.heldFor(tx, schoolId, wish.student(), caller.user());
        if (student.isEmpty()) {
            return new Placement.NotYours(wish.student());
        }
        if (!student.get().active()) {
            return new Placement.StudentInactive(wish.student());
        }
        Schools.Meal meal = schools.meal(tx, schoolId, wish.window());
        Optional<Instant> closes = meal.deadline(wish.day());
        if (closes.isEmpty()) {
            return new Placement.NoSuchWindow(wish.window());
        }
        Instant now = now();
        Instant deadline = closes.get();
        LocalDate today = LocalDate.ofInstant(now, meal.school().zone());
        LocalDate last = today.plusDays(meal.school().settings().daysAhead());
        if (wish.day().isAfter(last)) {
            return new Placement.TooFarAhead(last);
        }
        if (!now.isBefore(deadline) || wish.day().isBefore(today)) {
            return new Placement.TooLate(deadline);
        }
        var slot = new Slot(schoolId, wish.day(), wish.window());
        Menus.Taken taken = menus.take(tx, slot, quantities(wish.lines()));
        // asked behind the portions: DayCancellations finds every order that was placed before
        Optional<SchoolCalendar.Closure> closed =
                schools.calendars().closed(tx, schoolId, wish.day(), wish.window());
        if (closed.isPresent()) {
            return new Placement.Closed(closed.get());
        }
        if (!(taken instanceof Menus.Taken.Done(SortedMap<Long, Dish> dishes))) {
            return new Placement.NotServed(taken);
        }
        var conflicts = Placement.Unsuitable.Conflict.of(student.get(), dishes.values());
        if (!conflicts.isEmpty()) {
            return new Placement.Unsuitable(conflicts);
        }
        Instant payBy = orders.moves().payBy(now, deadline, how.waits());
        return new Placement.Placed(
                insert(tx, caller, schoolId, wish, how, dishes, now, payBy), deadline);
    }

    /**
     * Cancels an order and places another one in its stead, for the same child and meal: an order's
     * lines never change (docs/adr/0025-an-edited-order-is-another-order.md). Until the deadline.
     *
     * @throws com.hasivu.cloud.http.Problem when it cannot be; the transaction must be undone
     */
    Order replace(DSLContext tx, Caller caller, OrderId id, List<Wish.Line> lines) {
        Order before =
                orders.visible(tx, caller, id)
                        // the child first, as when it leaves and its orders end
                        .flatMap(seen -> students.held(tx, seen.school(), seen.student()))
                        .flatMap(child -> OrderRows.locked(tx, id))
                        .orElseThrow(Problem::notFound);
        var wish = new Wish(before.student(), before.day(), before.window(), lines);
        if (before.state() != OrderState.PENDING_PAYMENT
                && before.state() != OrderState.CONFIRMED) {
            throw Problem.conflict(
                    "order-state",
                    "an order that is %s cannot be changed".formatted(before.state().label()));
        }
        orders.cancelAll(tx, List.of(before), "user " + caller.user());
        var how = new Placing("user " + caller.user(), false, Optional.of(id));
        Order fresh = PlacementProblem.placed(place(tx, caller, wish, how), wish).order();
        replacers.forEach(replacer -> replacer.replaced(tx, caller, before, fresh));
        return orders.find(tx, fresh.id()).orElseThrow();
    }

    private Order insert(
            DSLContext tx,
            Caller caller,
            SchoolId school,
            Wish wish,
            Placing how,
            SortedMap<Long, Dish> dishes,
            Instant now,
            Instant payBy) {
        List<OrderLine> lines = wish.lines().stream().map(line -> line(line, dishes)).toList();
        long total =
                lines.stream()
                        .mapToLong(line -> Math.multiplyExact(line.pricePaise(), line.quantity()))
                        .reduce(0, Math::addExact);
        var draft =
                new Order(
                        new OrderId(Long.MAX_VALUE),
                        school,
                        wish.student(),
                        caller.user(),
                        wish.day(),
                        wish.window(),
                        OrderState.PENDING_PAYMENT,
                        total,
                        lines,
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        how.replaces(),
                        Optional.of(payBy));
        Order order = insert(tx, draft);
        OrderHistory.add(tx, order.id(), null, OrderState.PENDING_PAYMENT, how.actor(), now);
        outbox.schoolChanged(tx, school, "order " + order.id());
        return order;
    }

    /**
     * With six digits that no other order of the day has; should a race give two, both are shown.
     */
    private Order insert(DSLContext tx, Order draft) {
        while (true) {
            String code = "%06d".formatted(random.nextInt(1_000_000));
            Optional<OrderId> id = OrderRows.insert(tx, draft.with(draft.id(), code));
            if (id.isPresent()) {
                return draft.with(id.get(), code);
            }
        }
    }

    private static OrderLine line(Wish.Line line, SortedMap<Long, Dish> dishes) {
        Dish dish = dishes.get(line.dish());
        if (dish == null) {
            throw new IllegalStateException("dish %d was taken and is gone".formatted(line.dish()));
        }
        return new OrderLine(
                dish.id(), dish.name(), dish.allergens(), dish.pricePaise(), line.quantity());
    }

    private static SortedMap<Long, Integer> quantities(List<Wish.Line> lines) {
        var sum = new TreeMap<Long, Integer>();
        lines.forEach(line -> sum.merge(line.dish(), line.quantity(), Math::addExact));
        return sum;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
