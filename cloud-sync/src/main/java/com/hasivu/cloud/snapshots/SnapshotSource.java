package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.cards.Card;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.cards.Supervisors;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.schools.DisplayName;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StaffRow;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a school's day, read through the other epics' doors: the least that serves. Every
 * card of the school, lost and blocked ones too; the children with a card or an order for whom
 * somebody consents; the supervisors; no money, no guardian.
 */
public final class SnapshotSource {
    private final Schools schools;
    private final Students students;
    private final Cards cards;
    private final Orders orders;

    public SnapshotSource(Schools schools, Students students, Cards cards, Orders orders) {
        this.schools = schools;
        this.students = students;
        this.cards = cards;
        this.orders = orders;
    }

    /** The canonical rows, fresh. */
    NavigableMap<ByteString, ByteString> rows(DSLContext tx, SchoolId school, LocalDate day) {
        NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
        Set<StudentId> needed = new HashSet<>();
        for (Card card : cards.all(tx, school)) {
            card.student().ifPresent(needed::add);
            put(rows, Row.newBuilder().setCard(row(card)).build());
        }
        for (Order order : orders.forDay(tx, school, day)) {
            needed.add(order.student());
            put(rows, Row.newBuilder().setOrder(row(order)).build());
        }
        DisplayName display = display(tx, school);
        for (Student student : students.all(tx, school)) {
            if (needed.contains(student.id()) && student.consented()) {
                put(rows, Row.newBuilder().setStudent(row(student, display)).build());
            }
        }
        putWindows(tx, school, rows);
        putStaff(tx, school, rows);
        return rows;
    }

    /**
     * The rows of the day after some changes, read for these alone.
     *
     * @param before the rows without them; stays as it is
     * @return empty when {@code before} does not tell what a change did: read all
     */
    Optional<NavigableMap<ByteString, ByteString>> after(
            DSLContext tx,
            SchoolId school,
            LocalDate day,
            NavigableMap<ByteString, ByteString> before,
            ChangedRows changed) {
        List<Card> found = cards.some(tx, school, changed.cards());
        if (found.size() < changed.cards().size()) {
            return Optional.empty(); // a card that is gone is known by its number only
        }
        NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
        rows.putAll(before);
        Set<StudentId> touched = new HashSet<>();
        changed.students().forEach(id -> touched.add(new StudentId(id)));
        for (Card card : found) {
            Row row = Row.newBuilder().setCard(row(card)).build();
            note(touched, owner(rows.get(key(row))), card.student());
            put(rows, row);
        }
        putOrders(rows, changed.orders(), orders.some(tx, school, day, changed.orders()), touched);
        putStudents(tx, school, day, rows, touched);
        if (changed.windows()) {
            rows.subMap(kind('w'), kind('x')).clear();
            putWindows(tx, school, rows);
        }
        if (changed.staff()) {
            rows.subMap(kind('p'), kind('q')).clear();
            putStaff(tx, school, rows);
        }
        return Optional.of(rows);
    }

    /** Those of another day, or gone, have no row. */
    private static void putOrders(
            NavigableMap<ByteString, ByteString> rows,
            Set<Long> changed,
            List<Order> found,
            Set<StudentId> touched) {
        Map<Long, Order> here = new HashMap<>();
        found.forEach(order -> here.put(order.id().value(), order));
        for (long id : changed) {
            ByteString key =
                    key(Row.newBuilder().setOrder(OrderRow.newBuilder().setOrder(id)).build());
            Optional<Order> order = Optional.ofNullable(here.get(id));
            note(touched, owner(rows.remove(key)), order.map(Order::student));
            order.ifPresent(one -> put(rows, Row.newBuilder().setOrder(row(one)).build()));
        }
    }

    /** A child has a row while it has a card or an order, and somebody consents. */
    private void putStudents(
            DSLContext tx,
            SchoolId school,
            LocalDate day,
            NavigableMap<ByteString, ByteString> rows,
            Set<StudentId> touched) {
        if (touched.isEmpty()) {
            return;
        }
        Set<StudentId> needed = new HashSet<>(cards.owners(tx, school, touched));
        needed.addAll(orders.eaters(tx, school, day, touched));
        for (StudentId student : touched) {
            rows.remove(
                    key(
                            Row.newBuilder()
                                    .setStudent(StudentRow.newBuilder().setStudent(student.value()))
                                    .build()));
        }
        DisplayName display = display(tx, school);
        for (Student student : students.some(tx, school, needed)) {
            if (student.consented()) {
                put(rows, Row.newBuilder().setStudent(row(student, display)).build());
            }
        }
    }

    /** Whoever is the child of only one of the two may have got its row by this, or lost it. */
    private static void note(
            Set<StudentId> touched, Optional<StudentId> before, Optional<StudentId> after) {
        if (!before.equals(after)) {
            before.ifPresent(touched::add);
            after.ifPresent(touched::add);
        }
    }

    private static Optional<StudentId> owner(@Nullable ByteString row) {
        if (row == null) {
            return Optional.empty();
        }
        try {
            Row parsed = SnapshotRows.parse(row);
            long student =
                    parsed.hasCard()
                            ? parsed.getCard().getStudent()
                            : parsed.getOrder().getStudent();
            return student == 0 ? Optional.empty() : Optional.of(new StudentId(student));
        } catch (WireException e) {
            throw new IllegalStateException("a row we made is no row", e);
        }
    }

    private void putWindows(
            DSLContext tx, SchoolId school, NavigableMap<ByteString, ByteString> rows) {
        for (MealWindow window : schools.windows(tx, school)) {
            put(rows, Row.newBuilder().setWindow(row(window)).build());
        }
    }

    private void putStaff(
            DSLContext tx, SchoolId school, NavigableMap<ByteString, ByteString> rows) {
        for (Supervisors.Supervisor supervisor : cards.supervisors().active(tx, school)) {
            put(rows, Row.newBuilder().setStaff(row(supervisor)).build());
        }
    }

    /** Below every key of that kind. */
    private static ByteString kind(char kind) {
        return ByteString.copyFrom(new byte[] {(byte) kind});
    }

    private static StaffRow row(Supervisors.Supervisor supervisor) {
        StaffRow.Builder row =
                StaffRow.newBuilder().setStaff(supervisor.id().value()).setName(supervisor.name());
        supervisor.card().ifPresent(card -> row.setCard(ByteString.copyFrom(card.bytes())));
        supervisor.pin().ifPresent(pin -> row.setPin(pin.text()));
        return row.build();
    }

    private static void put(NavigableMap<ByteString, ByteString> rows, Row row) {
        rows.put(key(row), row.toByteString());
    }

    private static ByteString key(Row row) {
        try {
            return SnapshotRows.key(row);
        } catch (WireException e) {
            throw new IllegalStateException("a row we made has no key", e);
        }
    }

    private static CardRow row(Card card) {
        CardRow.Builder row =
                CardRow.newBuilder()
                        .setUid(ByteString.copyFrom(card.uid().bytes()))
                        .setState(
                                switch (card.state()) {
                                    case ACTIVE -> CardState.CARD_STATE_ACTIVE;
                                    case LOST -> CardState.CARD_STATE_LOST;
                                    case BLOCKED -> CardState.CARD_STATE_BLOCKED;
                                    case EXPIRED -> CardState.CARD_STATE_EXPIRED;
                                    case REGISTERED, BOUND, DAMAGED, RETURNED ->
                                            CardState.CARD_STATE_INACTIVE;
                                });
        card.student().ifPresent(student -> row.setStudent(student.value()));
        card.lastDay().ifPresent(day -> row.setLastDay(Math.toIntExact(day.toEpochDay())));
        return row.build();
    }

    private DisplayName display(DSLContext tx, SchoolId school) {
        return schools.get(tx, school).settings().displayName();
    }

    private static StudentRow row(Student student, DisplayName display) {
        return StudentRow.newBuilder()
                .setStudent(student.id().value())
                .setName(display.shown(student.name()))
                .setSchoolClass(student.className())
                .setRoll(student.rollNumber())
                .setActive(student.active())
                .addAllAllergens(student.allergens())
                .build();
    }

    private static WindowRow row(MealWindow window) {
        return WindowRow.newBuilder()
                .setWindow(window.id().value())
                .setName(window.name())
                .setOpensMinute(window.opensMinute())
                .setClosesMinute(window.closesMinute())
                .build();
    }

    private static OrderRow row(Order order) {
        OrderRow.Builder row =
                OrderRow.newBuilder()
                        .setOrder(order.id().value())
                        .setStudent(order.student().value())
                        .setWindow(order.window().value())
                        .setState(
                                switch (order.state()) {
                                    case PENDING_PAYMENT -> OrderState.ORDER_STATE_PENDING_PAYMENT;
                                    case CONFIRMED -> OrderState.ORDER_STATE_CONFIRMED;
                                    case PREPARING -> OrderState.ORDER_STATE_PREPARING;
                                    case READY -> OrderState.ORDER_STATE_READY;
                                    case DELIVERED -> OrderState.ORDER_STATE_DELIVERED;
                                    case CANCELLED, EXPIRED, UNCLAIMED ->
                                            OrderState.ORDER_STATE_CANCELLED;
                                })
                        .setMeal(order.meal())
                        .addAllAllergens(order.allergens());
        order.pickupCode().ifPresent(row::setPickupCode);
        order.handedOver()
                .ifPresent(
                        handed ->
                                row.setDeliveredMillis(handed.at().toEpochMilli())
                                        .setDeliveredStation(handed.station().value()));
        return row.build();
    }
}
