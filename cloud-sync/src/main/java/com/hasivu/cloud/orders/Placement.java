package com.hasivu.cloud.orders;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.SchoolCalendar;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** What became of placing an order. {@link PlacementProblem} says it to people. */
public sealed interface Placement {
    /**
     * It is pending.
     *
     * @param deadline until when it may be paid or cancelled by a parent
     */
    record Placed(Order order, Instant deadline) implements Placement {}

    /** The caller may not order for this child: another's, another school's, or not at all. */
    record NotYours(StudentId student) implements Placement {}

    /** The child has left the school. */
    record StudentInactive(StudentId student) implements Placement {}

    /** The school has no such meal window. */
    record NoSuchWindow(WindowId window) implements Placement {}

    /** The deadline has passed. */
    record TooLate(Instant deadline) implements Placement {}

    /** Further ahead than orders are taken. */
    record TooFarAhead(LocalDate lastDay) implements Placement {}

    /** No school that day, or not this meal. */
    record Closed(SchoolCalendar.Closure why) implements Placement {}

    /** The child must not eat it. */
    record Unsuitable(List<Conflict> conflicts) implements Placement {
        public Unsuitable {
            conflicts = List.copyOf(conflicts);
        }

        /** One dish and what the child does not stand. */
        record Conflict(long dish, String name, List<String> allergens) {}
    }

    /** The menu does not give it. */
    record NotServed(Menus.Taken why) implements Placement {}
}
