package com.hasivu.cloud.recurring;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.orders.Wish;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a guardian wants ordered again and again.
 *
 * @param first from when on
 * @param last empty: until it is taken out
 * @param fromWallet whether each order is paid at once; else it waits for its payment until its
 *     deadline
 */
record Rule(
        SchoolId school,
        UserId guardian,
        StudentId student,
        WindowId window,
        Set<DayOfWeek> weekdays,
        LocalDate first,
        Optional<LocalDate> last,
        boolean paused,
        boolean fromWallet,
        List<Wish.Line> lines) {
    Rule {
        weekdays = Set.copyOf(weekdays);
        lines = List.copyOf(lines);
    }

    /** Its days from one on up to another, both included. */
    List<LocalDate> days(LocalDate from, LocalDate to) {
        LocalDate begin = from.isBefore(first) ? first : from;
        LocalDate end = last.filter(day -> day.isBefore(to)).orElse(to);
        return begin.isAfter(end)
                ? List.of()
                : begin.datesUntil(end.plusDays(1))
                        .filter(day -> weekdays.contains(day.getDayOfWeek()))
                        .toList();
    }
}
