package com.hasivu.cloud.orders;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.Instant;
import java.time.LocalDate;

/** What became of placing an order. */
public sealed interface Placement {
    record Placed(Order order) implements Placement {}

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

    /** The menu does not give it. */
    record NotServed(Menus.Taken why) implements Placement {}
}
