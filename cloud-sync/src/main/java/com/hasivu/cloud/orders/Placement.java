package com.hasivu.cloud.orders;

import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.menus.Eater;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.SchoolCalendar;
import com.hasivu.cloud.schools.Student;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
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

    /** The child must not eat it, or does not. A guardian cannot order it all the same. */
    record Unsuitable(List<Conflict> conflicts) implements Placement {
        public Unsuitable {
            conflicts = List.copyOf(conflicts);
        }

        /** Whether something in it harms the child; else it is only not of its diet. */
        boolean harms() {
            return conflicts.stream().anyMatch(Conflict::harms);
        }

        /**
         * One dish.
         *
         * @param harms whether the child does not stand what is in it
         * @param reasons for people
         */
        record Conflict(long dish, String name, boolean harms, List<String> reasons) {
            public Conflict {
                reasons = List.copyOf(reasons);
            }

            /** What speaks against each dish; empty when the child may eat all of them. */
            static List<Conflict> of(Student child, Collection<Dish> dishes) {
                Eater eater = Eater.of(child);
                return dishes.stream()
                        .map(
                                dish ->
                                        new Conflict(
                                                dish.id(),
                                                dish.name(),
                                                !eater.allergensIn(dish.facts()).isEmpty(),
                                                eater.reasons(dish.facts())))
                        .filter(conflict -> !conflict.reasons().isEmpty())
                        .toList();
            }
        }
    }

    /** The menu does not give it. */
    record NotServed(Menus.Taken why) implements Placement {}
}
