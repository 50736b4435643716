package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;

import static java.util.stream.Collectors.joining;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The orders. Every move of a state is compare-and-set, and leaves a row of history. Thread-safe;
 * every call runs in the caller's transaction.
 */
public final class Orders {
    /** Orders that a change names, within a row's 4,000 characters. */
    private static final int MOST_NAMED = 180;

    /** States from which an order may be cancelled. */
    private static final List<String> OPEN =
            Arrays.stream(OrderState.values())
                    .filter(state -> state.mayBecome(OrderState.CANCELLED))
                    .map(OrderState::label)
                    .toList();

    private final Schools schools;
    private final Students students;
    private final Menus menus;
    private final Outbox outbox;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<CancelledOrders> listeners = new CopyOnWriteArrayList<>();
    private final List<PaidAtOnce> payers = new CopyOnWriteArrayList<>();

    public Orders(Schools schools, Students students, Menus menus, Outbox outbox, Clock clock) {
        this.schools = schools;
        this.students = students;
        this.menus = menus;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Tells a listener of each cancelled order, within its transaction. */
    public void onCancelled(CancelledOrders listener) {
        listeners.add(listener);
    }

    /**
     * Tells who pays orders that are to be paid at once, within the transaction that places them.
     */
    public void onPaidAtOnce(PaidAtOnce payer) {
        payers.add(payer);
    }

    void payAtOnce(DSLContext tx, Order order) {
        payers.forEach(payer -> payer.placed(tx, order));
    }

    /** A wish: prices are not asked, they are the menu's. */
    record Wish(StudentId student, LocalDate day, WindowId window, List<WishLine> lines) {}

    record WishLine(long dish, int quantity) {}

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

    /** Every order of a school's day, by id, in whatever state. */
    public List<Order> forDay(DSLContext tx, SchoolId school, LocalDate day) {
        return OrderRows.list(tx, ORDERS.SCHOOL.eq(school.value()).and(ORDERS.SCHOOL_DAY.eq(day)));
    }

    /** Those of a school's day that have these ids, in whatever state. */
    public List<Order> some(DSLContext tx, SchoolId school, LocalDate day, Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : OrderRows.list(
                        tx,
                        ORDERS.SCHOOL
                                .eq(school.value())
                                .and(ORDERS.SCHOOL_DAY.eq(day))
                                .and(ORDERS.ID.in(ids)));
    }

    /** Those of the children that have an order of the day, in whatever state. */
    public Set<StudentId> eaters(
            DSLContext tx, SchoolId school, LocalDate day, Collection<StudentId> students) {
        return tx.selectDistinct(ORDERS.STUDENT)
                .from(ORDERS)
                .where(
                        ORDERS.SCHOOL.eq(school.value()),
                        ORDERS.SCHOOL_DAY.eq(day),
                        ORDERS.STUDENT.in(students.stream().map(StudentId::value).toList()))
                .fetchSet(row -> new StudentId(row.value1()));
    }

    /** A child's orders, or those a guardian placed, in whatever state. */
    public List<Order> of(DSLContext tx, PersonalData.Subject subject) {
        Condition whose =
                switch (subject) {
                    case PersonalData.Subject.Child child -> ORDERS.STUDENT.eq(child.id().value());
                    case PersonalData.Subject.Guardian guardian ->
                            ORDERS.PLACED_BY.eq(guardian.id().value());
                };
        return OrderRows.list(tx, ORDERS.SCHOOL.eq(subject.school().value()).and(whose));
    }

    /** The order, whatever the school. */
    public Optional<Order> find(DSLContext tx, OrderId id) {
        return OrderRows.one(tx, ORDERS.ID.eq(id.value()));
    }

    /**
     * Moves paid orders to delivered, each once: by compare-and-set on rows that are held, so that
     * of two stations one gets {@link Delivery.Delivered}. Meals of many stations and schools may
     * be mixed.
     *
     * @return what became of each, in the same order
     */
    public List<Delivery> deliver(DSLContext tx, List<Handover> meals) {
        Map<OrderId, Handover.Held> held =
                OrderRows.held(tx, meals.stream().map(Handover::order).toList());
        List<Delivery> outcomes = new ArrayList<>(meals.size());
        List<OrderRows.Move> moves = new ArrayList<>();
        Map<SchoolId, List<OrderId>> changed = new HashMap<>();
        for (Handover meal : meals) {
            Handover.Held order = held.get(meal.order());
            Delivery outcome = Handover.judge(order, meal);
            if (order != null && outcome instanceof Delivery.Delivered(var day, var handed)) {
                moves.add(new OrderRows.Move(meal.order(), order.state(), handed));
                held.put(meal.order(), order.delivered(handed));
                changed.computeIfAbsent(meal.school(), s -> new ArrayList<>()).add(meal.order());
            }
            outcomes.add(outcome);
        }
        if (!moves.isEmpty()) {
            OrderRows.deliver(tx, moves, now());
            Map<SchoolId, String> words = new HashMap<>();
            changed.forEach((school, ids) -> words.put(school, words(ids)));
            outbox.schoolsChanged(tx, words);
        }
        return outcomes;
    }

    /** Names each; or so many that whoever hears looks at all of them. */
    private static String words(List<OrderId> ids) {
        return ids.size() > MOST_NAMED
                ? "many orders: " + ids.size()
                : ids.stream().map(OrderId::toString).collect(joining(" ", "orders ", ""));
    }

    /**
     * Holds the orders until the transaction ends. Whoever delivers some and takes back others
     * holds all of them first, so that two such never wait in a circle.
     */
    public void hold(DSLContext tx, List<OrderId> ids) {
        var unused = OrderRows.held(tx, ids);
    }

    /**
     * A station takes back what it delivered: the order is as it was before. The one move of a
     * state that is not forward; docs/wire-protocol.md, "Taken back".
     *
     * @return false when that station did not deliver it; nothing moved
     */
    public boolean takeBack(DSLContext tx, SchoolId school, StationId station, OrderId id) {
        Optional<Order> order =
                OrderRows.locked(tx, id)
                        .filter(o -> o.school().equals(school))
                        .filter(o -> o.state() == OrderState.DELIVERED)
                        .filter(
                                o ->
                                        o.handedOver()
                                                .filter(by -> by.station().equals(station))
                                                .isPresent());
        order.ifPresent(
                delivered -> {
                    OrderRows.takeBack(tx, delivered, "undo " + station, now());
                    outbox.schoolChanged(tx, school, "order " + id + " taken back");
                });
        return order.isPresent();
    }

    /**
     * Moves an order from pending payment to confirmed. Called by payments, in the transaction that
     * writes the payment.
     *
     * @return false when it was not pending: roll back
     */
    public boolean confirm(DSLContext tx, OrderId id, UserId actor) {
        Optional<Order> order =
                OrderRows.locked(tx, id).filter(o -> o.state() == OrderState.PENDING_PAYMENT);
        order.ifPresent(o -> move(tx, o, OrderState.CONFIRMED, "user " + actor));
        return order.isPresent();
    }

    /**
     * Ends an order that was not paid and gives its portions back: cancelled, or expired when the
     * deadline has passed. One that is pending no more stays as it is.
     */
    public void release(DSLContext tx, OrderId id, String actor) {
        OrderRows.locked(tx, id)
                .filter(order -> order.state() == OrderState.PENDING_PAYMENT)
                .ifPresent(
                        order -> {
                            boolean late =
                                    deadline(tx, order)
                                            .filter(end -> !now().isBefore(end))
                                            .isPresent();
                            move(
                                    tx,
                                    order,
                                    late ? OrderState.EXPIRED : OrderState.CANCELLED,
                                    actor);
                            giveBack(tx, order);
                        });
    }

    /** The order if the caller may see it: staff of its school, or a guardian of its child. */
    public Optional<Order> visible(DSLContext tx, Caller caller, OrderId id) {
        return find(tx, id)
                .filter(order -> caller.mayEnter(order.school()))
                .filter(
                        order ->
                                caller.role() != Role.PARENT
                                        || students.guardian(tx, caller.user(), order.student())
                                                .isPresent());
    }

    /** Places an order. On any outcome but {@link Placement.Placed} roll back. */
    Placement place(DSLContext tx, Caller caller, Wish wish) {
        SchoolId schoolId =
                caller.school()
                        .orElseThrow(() -> new IllegalStateException("a parent has a school"));
        School school = schools.get(tx, schoolId);
        Optional<Student> student =
                students.held(tx, schoolId, wish.student())
                        .filter(
                                s ->
                                        students.guardian(tx, caller.user(), s.id())
                                                .filter(Students.Guardian::mayOrder)
                                                .isPresent());
        if (student.isEmpty()) {
            return new Placement.NotYours(wish.student());
        }
        if (!student.get().active()) {
            return new Placement.StudentInactive(wish.student());
        }
        Optional<MealWindow> window = schools.window(tx, schoolId, wish.window());
        if (window.isEmpty()) {
            return new Placement.NoSuchWindow(wish.window());
        }
        Instant now = now();
        LocalDate today = LocalDate.ofInstant(now, school.zone());
        LocalDate last = today.plusDays(school.settings().daysAhead());
        if (wish.day().isAfter(last)) {
            return new Placement.TooFarAhead(last);
        }
        Instant deadline = window.get().deadline(wish.day(), school.zone());
        if (!now.isBefore(deadline) || wish.day().isBefore(today)) {
            return new Placement.TooLate(deadline);
        }
        var slot = new Slot(schoolId, wish.day(), wish.window());
        return switch (menus.take(tx, slot, quantities(wish.lines()))) {
            case Menus.Taken.Done(SortedMap<Long, Dish> dishes) ->
                    new Placement.Placed(insert(tx, caller, schoolId, wish, dishes, now));
            case Menus.Taken refusal -> new Placement.NotServed(refusal);
        };
    }

    /**
     * Cancels an order and gives its portions back. A parent may until the deadline, the school's
     * administrator until it is delivered.
     */
    Cancellation cancel(DSLContext tx, Caller caller, OrderId id) {
        if (visible(tx, caller, id).isEmpty()) {
            return new Cancellation.NoSuchOrder();
        }
        Order order = OrderRows.locked(tx, id).orElseThrow();
        if (!order.state().mayBecome(OrderState.CANCELLED)) {
            return new Cancellation.Illegal(order.state());
        }
        if (caller.role() == Role.PARENT) {
            if (students.guardian(tx, caller.user(), order.student())
                    .filter(Students.Guardian::mayOrder)
                    .isEmpty()) {
                return new Cancellation.NotYours();
            }
            Optional<Instant> deadline = deadline(tx, order);
            if (deadline.isPresent() && !now().isBefore(deadline.get())) {
                return new Cancellation.TooLate(deadline.get());
            }
        }
        end(tx, order, "user " + caller.user());
        return new Cancellation.Done(find(tx, id).orElseThrow());
    }

    /** Cancels what is open for a child that is served no more, at any time, and refunds it. */
    public void cancelAll(DSLContext tx, Student student, String actor) {
        List<Order> open =
                OrderRows.list(
                        tx,
                        ORDERS.STUDENT
                                .eq(student.id().value())
                                .and(ORDERS.SCHOOL.eq(student.school().value()))
                                .and(ORDERS.STATE.in(OPEN)));
        for (Order seen : open) { // by id, as everybody who holds several
            OrderRows.locked(tx, seen.id())
                    .filter(order -> order.state().mayBecome(OrderState.CANCELLED))
                    .ifPresent(order -> end(tx, order, actor));
        }
    }

    private void end(DSLContext tx, Order order, String actor) {
        move(tx, order, OrderState.CANCELLED, actor);
        giveBack(tx, order);
        listeners.forEach(listener -> listener.cancelled(tx, order));
    }

    private void giveBack(DSLContext tx, Order order) {
        menus.giveBack(
                tx,
                new Slot(order.school(), order.day(), order.window()),
                quantities(
                        order.lines().stream()
                                .map(line -> new WishLine(line.dish(), line.quantity()))
                                .toList()));
    }

    List<Order> page(DSLContext tx, Condition where, long after, int limit) {
        return OrderRows.list(tx, where, after, limit);
    }

    /**
     * Until when it may be placed, paid or cancelled by a parent; empty when its window is gone.
     */
    public Optional<Instant> deadline(DSLContext tx, Order order) {
        School school = schools.get(tx, order.school());
        return schools.window(tx, order.school(), order.window())
                .map(window -> window.deadline(order.day(), school.zone()));
    }

    private Order insert(
            DSLContext tx,
            Caller caller,
            SchoolId school,
            Wish wish,
            SortedMap<Long, Dish> dishes,
            Instant now) {
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
                        Optional.of(newCode(tx, school, wish.day())),
                        Optional.empty());
        OrderId id = OrderRows.insert(tx, draft);
        OrderRows.history(tx, id, null, OrderState.PENDING_PAYMENT, "user " + caller.user(), now);
        outbox.schoolChanged(tx, school, "order " + id);
        return find(tx, id).orElseThrow();
    }

    /** Six digits that no other order of the day has; should a race give two, both are shown. */
    private String newCode(DSLContext tx, SchoolId school, LocalDate day) {
        String code;
        do {
            code = "%06d".formatted(random.nextInt(1_000_000));
        } while (OrderRows.hasCode(tx, school, day, code));
        return code;
    }

    private static OrderLine line(WishLine line, SortedMap<Long, Dish> dishes) {
        Dish dish = dishes.get(line.dish());
        if (dish == null) {
            throw new IllegalStateException("dish %d was taken and is gone".formatted(line.dish()));
        }
        return new OrderLine(
                dish.id(), dish.name(), dish.allergens(), dish.pricePaise(), line.quantity());
    }

    private static SortedMap<Long, Integer> quantities(List<WishLine> lines) {
        var sum = new TreeMap<Long, Integer>();
        lines.forEach(line -> sum.merge(line.dish(), line.quantity(), Math::addExact));
        return sum;
    }

    /** Compare-and-set on the state; the row is held, so losing is a bug. */
    private void move(DSLContext tx, Order order, OrderState to, String actor) {
        Instant now = now();
        int moved =
                tx.update(ORDERS)
                        .set(ORDERS.STATE, to.label())
                        .set(ORDERS.CHANGED, now)
                        .where(
                                ORDERS.ID.eq(order.id().value()),
                                ORDERS.STATE.eq(order.state().label()))
                        .execute();
        if (moved != 1 || !order.state().mayBecome(to)) {
            throw new IllegalStateException(
                    "order %s: %s cannot become %s".formatted(order.id(), order.state(), to));
        }
        OrderRows.history(tx, order.id(), order.state(), to, actor, now);
        outbox.schoolChanged(tx, order.school(), "order " + order.id());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
