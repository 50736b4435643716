package com.hasivu.cloud.history;

import static java.util.stream.Collectors.toMap;

import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the register of a meal together; runs in the caller's transaction. */
final class Registers {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final Set<OrderState> NOT_COOKED =
            Set.of(OrderState.PENDING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED);

    private final Students students;
    private final Orders orders;
    private final Stations stations;
    private final Clock clock;

    Registers(Students students, Orders orders, Stations stations, Clock clock) {
        this.students = students;
        this.orders = orders;
        this.stations = stations;
        this.clock = clock;
    }

    Register of(DSLContext tx, School school, LocalDate day, MealWindow window) {
        Map<StudentId, Student> children =
                students.all(tx, school.id()).stream().collect(toMap(Student::id, s -> s));
        Map<String, String> counters = stations.names(tx, school.id());
        List<Register.Row> rows =
                orders.forDay(tx, school.id(), day).stream()
                        .filter(order -> order.window().equals(window.id()))
                        .filter(order -> !NOT_COOKED.contains(order.state()))
                        .map(order -> row(school, order, child(children, order), counters))
                        .sorted(
                                Comparator.comparing(Register.Row::className)
                                        .thenComparing(row -> row.roll().length())
                                        .thenComparing(Register.Row::roll)
                                        .thenComparing(Register.Row::child))
                        .toList();
        return new Register(
                school.name(),
                day,
                window.name(),
                LocalDate.ofInstant(clock.instant(), school.zone()),
                rows);
    }

    private static Student child(Map<StudentId, Student> children, Order order) {
        Student child = children.get(order.student());
        if (child == null) {
            throw new IllegalStateException(
                    "order %s is of student %s, whom its school does not have"
                            .formatted(order.id(), order.student()));
        }
        return child;
    }

    private static Register.Row row(
            School school, Order order, Student child, Map<String, String> counters) {
        var handed = order.handedOver();
        return new Register.Row(
                child.className(),
                child.rollNumber(),
                child.name(),
                order.meal(),
                order.totalPaise(),
                handed.map(by -> by.at().atZone(school.zone()).format(TIME)).orElse(""),
                handed.map(by -> counters.getOrDefault(by.station().value(), by.station().value()))
                        .orElseGet(() -> order.state().label()));
    }
}
