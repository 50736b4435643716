package com.hasivu.edge.decision;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StaffRow;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A school day for tests, built row by row. */
final class Days {
    final List<Row> rows = new ArrayList<>();
    final LocalDate day;
    final ZoneId zone;

    Days(String day, String zone) {
        this.day = LocalDate.parse(day);
        this.zone = ZoneId.of(zone);
    }

    /** Monday, 23 November 2026, in Bengaluru: lunch 11:30 to 14:00. */
    static Days lunch() {
        return new Days("2026-11-23", "Asia/Kolkata").window("lunch", "11:30", "14:00");
    }

    Days window(String id, String opens, String closes) {
        rows.add(
                Row.newBuilder()
                        .setWindow(
                                WindowRow.newBuilder()
                                        .setWindow(id)
                                        .setName(id)
                                        .setOpensMinute(minute(opens))
                                        .setClosesMinute(minute(closes)))
                        .build());
        return this;
    }

    private static int minute(String time) {
        String[] parts = time.split(":");
        return Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]);
    }

    Days card(String uid, CardState state, long student, int lastDay) {
        rows.add(
                Row.newBuilder()
                        .setCard(
                                CardRow.newBuilder()
                                        .setUid(ByteString.copyFrom(new CardId(uid).bytes()))
                                        .setState(state)
                                        .setStudent(student)
                                        .setLastDay(lastDay))
                        .build());
        return this;
    }

    Days student(long id, boolean active, String... allergens) {
        rows.add(
                Row.newBuilder()
                        .setStudent(
                                StudentRow.newBuilder()
                                        .setStudent(id)
                                        .setName("Child " + id)
                                        .setSchoolClass("4 B")
                                        .setActive(active)
                                        .addAllAllergens(List.of(allergens)))
                        .build());
        return this;
    }

    Days order(long id, long student, String window, OrderState state, String... allergens) {
        rows.add(
                Row.newBuilder()
                        .setOrder(
                                OrderRow.newBuilder()
                                        .setOrder(id)
                                        .setStudent(student)
                                        .setWindow(window)
                                        .setState(state)
                                        .setMeal("1 x Thali")
                                        .addAllAllergens(List.of(allergens))
                                        .setDeliveredMillis(
                                                state == OrderState.ORDER_STATE_DELIVERED
                                                        ? at("11:45").toEpochMilli()
                                                        : 0)
                                        .setDeliveredStation(
                                                state == OrderState.ORDER_STATE_DELIVERED
                                                        ? "greenfield-c2"
                                                        : ""))
                        .build());
        return this;
    }

    Days supervisor(long id, String card) {
        rows.add(
                Row.newBuilder()
                        .setStaff(
                                StaffRow.newBuilder()
                                        .setStaff(id)
                                        .setName("Supervisor " + id)
                                        .setCard(ByteString.copyFrom(new CardId(card).bytes())))
                        .build());
        return this;
    }

    /** A child without a card, and an order of the snack when it has a pick-up code. */
    Days found(long id, String name, String roll, String code) {
        rows.removeIf(row -> row.getStudent().getStudent() == id);
        rows.add(
                Row.newBuilder()
                        .setStudent(
                                StudentRow.newBuilder()
                                        .setStudent(id)
                                        .setName(name)
                                        .setRoll(roll)
                                        .setActive(true))
                        .build());
        if (!code.isEmpty()) {
            rows.add(
                    Row.newBuilder()
                            .setOrder(
                                    OrderRow.newBuilder()
                                            .setOrder(1000 + id)
                                            .setStudent(id)
                                            .setWindow("snack")
                                            .setPickupCode(code))
                            .build());
        }
        return this;
    }

    Instant at(String time) {
        return LocalDateTime.parse(day + "T" + time).atZone(zone).toInstant();
    }

    Manifest manifest() {
        return Manifest.newBuilder()
                .setSchool("greenfield")
                .setVersion(9)
                .setSchoolDay((int) day.toEpochDay())
                .setZone(zone.getId())
                .setRows(rows.size())
                .setMadeMillis(day.atStartOfDay(zone).toInstant().toEpochMilli())
                .setValidUntilMillis(at("22:00").toEpochMilli())
                .build();
    }

    DayOrders build() {
        return DayOrders.of(manifest(), rows);
    }
}
