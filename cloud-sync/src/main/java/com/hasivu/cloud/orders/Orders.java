package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.personal.PersonalData;
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

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The orders there are: found, paid, made in the kitchen, handed over, cancelled. How they come to
 * be is {@link Placements}. Every move of a state is compare-and-set, and leaves a row of history.
 * Thread-safe; every call runs in the caller's transaction.
 */
public final class Orders {
    private final Schools schools;
    private final Students students;
    private final Outbox outbox;
    private final OrderMoves moves;
    private final Clock clock;
    private final List<CancelledOrders> listeners = new CopyOnWriteArrayList<>();

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
        this.outbox = outbox;
        this.moves = new OrderMoves(schools, menus, outbox, times, clock);
        this.clock = clock;
    }

    OrderMoves moves() {
        return moves;
    }

    /** Tells a listener of each cancelled order, within its transaction. */
    public void onCancelled(CancelledOrders listener) {
        listeners.add(listener);
    }

    /** What became of moving many orders. */
    public record Advanced(List<OrderId> moved, Map<OrderId, Optional<OrderState>> conflicts) {
        public Advanced {
            moved = List.copyOf(moved);
        }
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

    /** Those a guardian placed, and those of these ids, that may still be cancelled. */
    public List<OrderId> open(DSLContext tx, SchoolId school, UserId guardian, List<Long> ids) {
        return tx.select(ORDERS.ID)
                .from(ORDERS)
                .where(
                        ORDERS.SCHOOL.eq(school.value()),
                        ORDERS.PLACED_BY.eq(guardian.value()).or(ORDERS.ID.in(ids)),
                        ORDERS.STATE.in(OrderRows.OPEN))
                .orderBy(ORDERS.ID)
                .fetch(row -> new OrderId(row.value1()));
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
                HandoverRows.held(tx, meals.stream().map(Handover::order).toList());
        List<Delivery> outcomes = new ArrayList<>(meals.size());
        List<HandoverRows.Move> moves = new ArrayList<>();
        List<Map.Entry<SchoolId, OrderId>> changed = new ArrayList<>();
        for (Handover meal : meals) {
            Handover.Held order = held.get(meal.order());
            Delivery outcome = Handover.judge(order, meal);
            if (order != null && outcome instanceof Delivery.Delivered(var day, var handed)) {
                moves.add(new HandoverRows.Move(meal.order(), order.state(), handed));
                held.put(meal.order(), order.delivered(handed));
                changed.add(Map.entry(meal.school(), meal.order()));
            }
            outcomes.add(outcome);
        }
        if (!moves.isEmpty()) {
            HandoverRows.deliver(tx, moves, now());
            outbox.schoolsChanged(tx, OrderMoves.words(changed));
        }
        return outcomes;
    }

    /**
     * Holds the orders until the transaction ends. Whoever delivers some and takes back others
     * holds all of them first, so that two such never wait in a circle.
     */
    public void hold(DSLContext tx, List<OrderId> ids) {
        var unused = HandoverRows.held(tx, ids);
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
                    HandoverRows.takeBack(tx, delivered, "undo " + station, now());
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

    /** A child's orders for a day, of any state. */
    public List<Order> ofChild(DSLContext tx, SchoolId school, StudentId child, LocalDate day) {
        return OrderRows.list(
                tx,
                ORDERS.SCHOOL
                        .eq(school.value())
                        .and(ORDERS.STUDENT.eq(child.value()))
                        .and(ORDERS.SCHOOL_DAY.eq(day)));
    }

    /** The order if the caller may see it: staff of its school, or a guardian of its child. */
    public Optional<Order> visible(DSLContext tx, Caller caller, OrderId id) {
        return OrderRows.one(
                        tx,
                        caller.role().staff()
                                ? ORDERS.ID.eq(id.value())
                                : ORDERS.ID.eq(id.value()).and(ofChildren(caller)))
                .filter(order -> caller.mayEnter(order.school()));
    }

    /** Orders for the children the caller is responsible for. */
    static Condition ofChildren(Caller caller) {
        return Students.guardedBy(caller.user(), ORDERS.STUDENT);
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
        if (!caller.role().staff()) {
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
                                .and(ORDERS.STATE.in(OrderRows.OPEN)));
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

    /**
     * Until when it may be placed, paid or cancelled by a parent; empty when its window is gone.
     */
    public Optional<Instant> deadline(DSLContext tx, Order order) {
        return schools.meal(tx, order.school(), order.window()).deadline(order.day());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
