package com.hasivu.cloud.schools;

import com.hasivu.protocol.WindowId;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A school's calendar, or the part of it that was read. Pure.
 *
 * @param terms when there are some, days outside of them are no school days
 * @param entries holidays, extra school days and cancelled meals
 */
public record SchoolCalendar(
        Set<DayOfWeek> weekdays, List<Term> terms, List<CalendarEntry> entries) {
    static final Set<DayOfWeek> MONDAY_TO_SATURDAY =
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.SATURDAY);

    public SchoolCalendar {
        weekdays = Set.copyOf(weekdays);
        terms = List.copyOf(terms);
        entries = List.copyOf(entries);
    }

    /** Both days belong to it. */
    public record Term(String name, LocalDate first, LocalDate last) {
        boolean holds(LocalDate day) {
            return !day.isBefore(first) && !day.isAfter(last);
        }
    }

    /** Why no meal is served. */
    public sealed interface Closure {
        /** The school is closed that day. */
        record Holiday(String name) implements Closure {}

        /** There is school, and this meal is cancelled. */
        record MealCancelled(String name) implements Closure {}

        /** No school on this weekday. */
        record Weekday(DayOfWeek day) implements Closure {}

        /** Between two terms, before the first, or after the last. */
        record OutsideTerms() implements Closure {}

        /** A stable code for answers. */
        default String code() {
            return switch (this) {
                case Holiday holiday -> "school-holiday";
                case MealCancelled cancelled -> "meal-cancelled";
                case Weekday weekday -> "no-school-day";
                case OutsideTerms outside -> "no-school-day";
            };
        }

        /** For people: {@code Diwali}, {@code no school on Sunday}. */
        default String why() {
            return switch (this) {
                case Holiday(String name) -> name;
                case MealCancelled(String name) -> name;
                case Weekday(DayOfWeek day) ->
                        "no school on " + day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
                case OutsideTerms() -> "outside of the school's terms";
            };
        }
    }

    /**
     * Why a meal is not served; empty when it is. What is written of the day goes before terms and
     * weekdays.
     */
    public Optional<Closure> closed(LocalDate day, WindowId window) {
        Optional<CalendarEntry> meal =
                entry(day, Optional.of(window))
                        .filter(entry -> entry.kind() == CalendarEntry.Kind.HOLIDAY);
        return closed(day).or(() -> meal.map(entry -> new Closure.MealCancelled(entry.name())));
    }

    /** Why there is no school; empty when there is. */
    public Optional<Closure> closed(LocalDate day) {
        Optional<CalendarEntry> written = entry(day, Optional.empty());
        if (written.isPresent()) {
            return switch (written.get().kind()) {
                case HOLIDAY -> Optional.of(new Closure.Holiday(written.get().name()));
                case SCHOOL_DAY -> Optional.empty();
            };
        }
        if (!terms.isEmpty() && terms.stream().noneMatch(term -> term.holds(day))) {
            return Optional.of(new Closure.OutsideTerms());
        }
        return weekdays.contains(day.getDayOfWeek())
                ? Optional.empty()
                : Optional.of(new Closure.Weekday(day.getDayOfWeek()));
    }

    private Optional<CalendarEntry> entry(LocalDate day, Optional<WindowId> window) {
        return entries.stream()
                .filter(entry -> entry.day().equals(day) && entry.window().equals(window))
                .findFirst();
    }
}
