package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.SchoolCalendar;
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
import java.util.LinkedHashMap;
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
    private final OrderMoves moves;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<CancelledOrders> listeners = new CopyOnWriteArrayList<>();
    private final List<PaidAtOnce> payers = new CopyOnWriteArrayList<>();
    private final List<ReplacedOrders> replacers = new CopyOnWriteArrayList<>();

    public Orders(Schools schools, Students students, Menus menus, Outbox outbox, Clock clock) {
        this(schools, students, menus, outbox, OrderTimes.DEFAULTS, clock);
    }

    public Orders(
            Schools schools,
            Students students,
            Menus menus,
            Outbox outbox,
            OrderTimes times,
            Clock clock) {
        this.schools = schools;
        this.students = students;
        this.menus = menus;
        this.outbox = outbox;
        this.moves = new OrderMoves(schools, menus, outbox, times, clock);
        this.clock = clock;
    }

    OrderMoves moves() {
        return moves;
    }

    /** Tells who moves the money of an order that is replaced, within that transaction. */
    public void onReplaced(ReplacedOrders replacer) {
        replacers.add(replacer);
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

    /** Has an order that was placed in this transaction paid from its guardian's wallet soon. */
    void payAtOnce(DSLContext tx, Order order) {
        payers.forEach(payer -> payer.placed(tx, order));
    }

    /** A wish: prices are not asked, they are the menu's. */
    public record Wish(StudentId student, LocalDate day, WindowId window, List<WishLine> lines) {
        public Wish {
            lines = List.copyOf(lines);
        }
    }

    /** One dish of it. */
    public record WishLine(long dish, int quantity) {}

    /**
     * How an order is placed.
     *
     * @param actor for its history
     * @param waits for its payment until the deadline, not only for the usual time
     * @param replaces the order it stands in place of
     */
    public record Placing(String actor, boolean waits, Optional<OrderId> replaces) {
        static Placing by(Caller caller) {
            return new Placing("user " + caller.user(), false, Optional.empty());
        }
    }

    /** What became of moving many orders. */
    public record Advanced(List<OrderId> moved, Map<OrderId, Optional<OrderState>> conflicts) {
        public Advanced {
            moved = List.copyOf(moved);
        }
    }

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
        List<Map.Entry<SchoolId, OrderId>> changed = new ArrayList<>();
        for (Handover meal : meals) {
            Handover.Held order = held.get(meal.order());
            Delivery outcome = Handover.judge(order, meal);
            if (order != null && outcome instanceof Delivery.Delivered(var day, var handed)) {
                moves.add(new OrderRows.Move(meal.order(), order.state(), handed));
                held.put(meal.order(), order.delivered(handed));
                changed.add(Map.entry(meal.school(), meal.order()));
            }
            outcomes.add(outcome);
        }
        if (!moves.isEmpty()) {
            OrderRows.deliver(tx, moves, now());
            outbox.schoolsChanged(tx, OrderMoves.words(changed));
        }
        return outcomes;
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
        order.ifPresent(o -> moves.move(tx, List.of(o), OrderState.CONFIRMED, "user " + actor));
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
                            moves.move(
                                    tx,
                                    List.of(order),
                                    late ? OrderState.EXPIRED : OrderState.CANCELLED,
                                    actor);
                            moves.giveBack(tx, List.of(order));
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
        var conflicts = Suitability.conflicts(student.get(), dishes.values());
        if (!conflicts.isEmpty()) {
            return new Placement.Unsuitable(conflicts);
        }
        Instant payBy = moves.payBy(now, deadline, how.waits());
        return new Placement.Placed(insert(tx, caller, schoolId, wish, how, dishes, now, payBy));
    }

    /**
     * Cancels an order and places another one in its stead, for the same child and meal: an order's
     * lines never change (docs/adr/0025-an-edited-order-is-another-order.md). Until the deadline.
     *
     * @throws com.hasivu.cloud.http.Problem when it cannot be; the transaction must be undone
     */
    Order replace(DSLContext tx, Caller caller, OrderId id, List<WishLine> lines) {
        Order before =
                visible(tx, caller, id)
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
        cancelAll(tx, List.of(before), "user " + caller.user());
        var how = new Placing("user " + caller.user(), false, Optional.of(id));
        Order fresh = PlacementProblem.placed(place(tx, caller, wish, how), wish);
        replacers.forEach(replacer -> replacer.replaced(tx, caller, before, fresh));
        return find(tx, fresh.id()).orElseThrow();
    }

    /**
     * Moves orders of one school on in the kitchen; those that cannot be are left as they are.
     *
     * @param to preparing or ready
     */
    public Advanced advance(
            DSLContext tx, SchoolId school, Collection<Long> ids, OrderState to, String actor) {
        if (to != OrderState.PREPARING && to != OrderState.READY) {
            throw new IllegalArgumentException("the kitchen makes no order " + to);
        }
        List<Order> held = OrderRows.locked(tx, school, ids);
        List<Order> able = held.stream().filter(order -> order.state().mayBecome(to)).toList();
        moves.move(tx, able, to, actor);
        Map<OrderId, Optional<OrderState>> conflicts = new LinkedHashMap<>();
        ids.forEach(id -> conflicts.put(new OrderId(id), Optional.empty()));
        held.forEach(order -> conflicts.put(order.id(), Optional.of(order.state())));
        able.forEach(order -> conflicts.remove(order.id()));
        return new Advanced(able.stream().map(Order::id).toList(), conflicts);
    }

    /** A part of the orders of one meal in some states: those with ids above {@code after}. */
    public List<Order> ofMeal(
            DSLContext tx, Slot meal, Set<OrderState> states, long after, int limit) {
        return OrderRows.list(
                tx,
                ORDERS.SCHOOL
                        .eq(meal.school().value())
                        .and(ORDERS.SCHOOL_DAY.eq(meal.day()))
                        .and(ORDERS.WINDOW_ID.eq(meal.window().value()))
                        .and(ORDERS.STATE.in(states.stream().map(OrderState::label).toList())),
                after,
                limit);
    }

    /** Whether a child has an order of this meal that was not cancelled and has not expired. */
    public boolean hasOrder(DSLContext tx, StudentId student, LocalDate day, WindowId window) {
        return tx.fetchExists(
                ORDERS,
                ORDERS.STUDENT.eq(student.value()),
                ORDERS.SCHOOL_DAY.eq(day),
                ORDERS.WINDOW_ID.eq(window.value()),
                ORDERS.STATE.notIn(OrderState.CANCELLED.label(), OrderState.EXPIRED.label()));
    }

    /** Cancels orders whose rows are held, and gives back portions and money. */
    void cancelAll(DSLContext tx, List<Order> held, String actor) {
        moves.move(tx, held, OrderState.CANCELLED, actor);
        moves.giveBack(tx, held);
        held.forEach(order -> listeners.forEach(listener -> listener.cancelled(tx, order)));
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
        cancelAll(tx, List.of(order), "user " + caller.user());
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
        List<Order> held = // by id, as everybody who holds several
                open.stream()
                        .map(seen -> OrderRows.locked(tx, seen.id()))
                        .flatMap(Optional::stream)
                        .filter(order -> order.state().mayBecome(OrderState.CANCELLED))
                        .toList();
        if (!held.isEmpty()) {
            cancelAll(tx, held, actor);
        }
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
                        Optional.of(newCode(tx, school, wish.day())),
                        Optional.empty(),
                        how.replaces(),
                        Optional.of(payBy));
        OrderId id = OrderRows.insert(tx, draft);
        OrderRows.history(tx, id, null, OrderState.PENDING_PAYMENT, how.actor(), now);
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
