package com.hasivu.cloud.plans;

import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** On which days a school cooks at all. Asked in the caller's transaction. */
@FunctionalInterface
public interface SchoolDays {
    /** The school's days from one day to another, both included. */
    SortedSet<LocalDate> between(DSLContext tx, SchoolId school, LocalDate from, LocalDate to);

    /** Monday to Saturday, for a school without a calendar. */
    static SchoolDays mondayToSaturday() {
        return (tx, school, from, to) ->
                from.datesUntil(to.plusDays(1))
                        .filter(day -> day.getDayOfWeek() != DayOfWeek.SUNDAY)
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
