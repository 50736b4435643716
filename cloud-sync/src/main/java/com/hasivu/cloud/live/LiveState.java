package com.hasivu.cloud.live;

import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.rfid.Taps;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How things stand now, for who begins to watch. Runs in the caller's transaction. */
public final class LiveState {
    private final Schools schools;
    private final Students students;
    private final Orders orders;
    private final Stations stations;
    private final Taps taps = new Taps();
    private final Clock clock;

    public LiveState(Schools schools, Students students, Orders orders, Clock clock) {
        this.schools = schools;
        this.students = students;
        this.orders = orders;
        this.stations = new Stations(clock);
        this.clock = clock;
    }

    Lines.Children children(DSLContext tx, SchoolId school, Set<StudentId> own) {
        List<Lines.Child> named =
                students.some(tx, school, own).stream()
                        .sorted(Comparator.comparing(Student::name))
                        .map(child -> new Lines.Child(child.id().value(), child.name()))
                        .toList();
        return new Lines.Children(today(schools.get(tx, school)), named);
    }

    /** Today's orders of these children. */
    List<Lines.OrderData> orders(DSLContext tx, SchoolId id, Set<StudentId> own) {
        School school = schools.get(tx, id);
        Map<String, String> counters = stations.names(tx, id);
        return orders.forDay(tx, id, today(school)).stream()
                .filter(order -> own.contains(order.student()))
                .sorted(Comparator.comparing(Order::id, Comparator.comparing(o -> o.value())))
                .map(order -> Lines.order(order, school.zone(), counters))
                .toList();
    }

    Lines.Counts counts(DSLContext tx, SchoolId id) {
        LocalDate today = today(schools.get(tx, id));
        var of = new EnumMap<Tap.Outcome, Integer>(Tap.Outcome.class);
        taps.tally(
                        tx,
                        new Taps.Filter(
                                id,
                                today,
                                today,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                .forEach(one -> of.merge(one.outcome(), one.count(), Integer::sum));
        return new Lines.Counts(
                today,
                of.getOrDefault(Tap.Outcome.DELIVERED, 0),
                of.getOrDefault(Tap.Outcome.CONFLICT, 0),
                of.getOrDefault(Tap.Outcome.REFUSED, 0),
                of.getOrDefault(Tap.Outcome.UNDONE, 0));
    }

    private LocalDate today(School school) {
        return LocalDate.ofInstant(clock.instant(), school.zone());
    }
}
