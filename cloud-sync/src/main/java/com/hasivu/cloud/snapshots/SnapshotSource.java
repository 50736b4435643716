package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.cards.Card;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.cards.Supervisors;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.Orders;
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

import java.time.LocalDate;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;

/**
 * The rows of a school's day, read through the other epics' doors: the least that serves. Every
 * card of the school, lost and blocked ones too; the children with a card or an order; the
 * supervisors; no money, no guardian.
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
        for (Student student : students.all(tx, school)) {
            if (needed.contains(student.id())) {
                put(rows, Row.newBuilder().setStudent(row(student)).build());
            }
        }
        for (MealWindow window : schools.windows(tx, school)) {
            put(rows, Row.newBuilder().setWindow(row(window)).build());
        }
        for (Supervisors.Supervisor supervisor : cards.supervisors().active(tx, school)) {
            put(rows, Row.newBuilder().setStaff(row(supervisor)).build());
        }
        return rows;
    }

    private static StaffRow row(Supervisors.Supervisor supervisor) {
        StaffRow.Builder row =
                StaffRow.newBuilder().setStaff(supervisor.id().value()).setName(supervisor.name());
        supervisor.card().ifPresent(card -> row.setCard(ByteString.copyFrom(card.bytes())));
        supervisor.pin().ifPresent(pin -> row.setPin(pin.text()));
        return row.build();
    }

    private static void put(NavigableMap<ByteString, ByteString> rows, Row row) {
        try {
            rows.put(SnapshotRows.key(row), row.toByteString());
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

    private static StudentRow row(Student student) {
        return StudentRow.newBuilder()
                .setStudent(student.id().value())
                .setName(student.name())
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
