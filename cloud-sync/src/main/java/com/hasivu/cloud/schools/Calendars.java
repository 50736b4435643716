package com.hasivu.cloud.schools;

import static com.hasivu.cloud.schema.Tables.CALENDAR_DAYS;
import static com.hasivu.cloud.schema.Tables.SCHOOL_TERMS;
import static com.hasivu.cloud.schema.Tables.SCHOOL_WEEKDAYS;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The schools' calendars. Thread-safe; every call runs in the caller's transaction. What is ordered
 * for a day that another change than a holiday closes stays ordered.
 */
public final class Calendars {
    private static final Field<String> WEEKDAYS = DSL.inline("weekdays");
    private static final Field<String> TERM = DSL.inline("term");
    private static final Field<String> ENTRY = DSL.inline("entry");
    private static final Field<String> NO_TEXT = DSL.castNull(SQLDataType.VARCHAR);
    private static final Field<LocalDate> NO_DAY = DSL.castNull(SQLDataType.LOCALDATE);

    private final Clock clock;
    private final List<ClosedDays> listeners = new CopyOnWriteArrayList<>();

    Calendars(Clock clock) {
        this.clock = clock;
    }

    /** Tells of each holiday and cancelled meal, within its transaction. */
    public void onClosed(ClosedDays listener) {
        listeners.add(listener);
    }

    /** Why this meal of the school is not served; empty when it is. */
    public Optional<SchoolCalendar.Closure> closed(
            DSLContext tx, SchoolId school, LocalDate day, WindowId window) {
        return get(tx, school, day, day).closed(day, window);
    }

    /** Why there is no school that day; empty when there is. */
    public Optional<SchoolCalendar.Closure> closed(DSLContext tx, SchoolId school, LocalDate day) {
        return get(tx, school, day, day).closed(day);
    }

    /** The days with school from one day to another, both included. */
    public SortedSet<LocalDate> openDays(
            DSLContext tx, SchoolId school, LocalDate from, LocalDate to) {
        SchoolCalendar calendar = get(tx, school, from, to);
        return from.datesUntil(to.plusDays(1))
                .filter(day -> calendar.closed(day).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The calendar with what is written of the days from the first to the last. Its three tables
     * are read by one statement: it is asked for each order.
     */
    public SchoolCalendar get(DSLContext tx, SchoolId school, LocalDate first, LocalDate last) {
        var rows =
                tx.select(WEEKDAYS, SCHOOL_WEEKDAYS.WEEKDAYS, NO_DAY, NO_DAY, NO_TEXT, NO_TEXT)
                        .from(SCHOOL_WEEKDAYS)
                        .where(SCHOOL_WEEKDAYS.SCHOOL.eq(school.value()))
                        .unionAll(
                                DSL.select(
                                                TERM,
                                                SCHOOL_TERMS.NAME,
                                                SCHOOL_TERMS.FIRST_DAY,
                                                SCHOOL_TERMS.LAST_DAY,
                                                NO_TEXT,
                                                NO_TEXT)
                                        .from(SCHOOL_TERMS)
                                        .where(SCHOOL_TERMS.SCHOOL.eq(school.value())))
                        .unionAll(
                                DSL.select(
                                                ENTRY,
                                                CALENDAR_DAYS.NAME,
                                                CALENDAR_DAYS.SCHOOL_DAY,
                                                NO_DAY,
                                                CALENDAR_DAYS.WINDOW_ID,
                                                CALENDAR_DAYS.KIND)
                                        .from(CALENDAR_DAYS)
                                        .where(
                                                CALENDAR_DAYS.SCHOOL.eq(school.value()),
                                                CALENDAR_DAYS.SCHOOL_DAY.between(first, last)))
                        .orderBy(DSL.inline(3), DSL.inline(5)) // the day, the window
                        .fetch();
        Set<DayOfWeek> weekdays = SchoolCalendar.MONDAY_TO_SATURDAY;
        var terms = new ArrayList<SchoolCalendar.Term>();
        var entries = new ArrayList<CalendarEntry>();
        for (var row : rows) {
            switch (row.value1()) {
                case "weekdays" -> weekdays = Weekdays.split(row.value2());
                case "term" ->
                        terms.add(
                                new SchoolCalendar.Term(row.value2(), row.value3(), row.value4()));
                default ->
                        entries.add(entry(row.value3(), row.value5(), row.value6(), row.value2()));
            }
        }
        return new SchoolCalendar(weekdays, terms, entries);
    }

    /** Writes weekdays and terms anew. */
    void put(
            DSLContext tx,
            SchoolId school,
            Set<DayOfWeek> weekdays,
            List<SchoolCalendar.Term> terms) {
        tx.insertInto(SCHOOL_WEEKDAYS)
                .set(SCHOOL_WEEKDAYS.SCHOOL, school.value())
                .set(SCHOOL_WEEKDAYS.WEEKDAYS, Weekdays.join(weekdays))
                .onConflict(SCHOOL_WEEKDAYS.SCHOOL)
                .doUpdate()
                .set(SCHOOL_WEEKDAYS.WEEKDAYS, Weekdays.join(weekdays))
                .execute();
        tx.deleteFrom(SCHOOL_TERMS).where(SCHOOL_TERMS.SCHOOL.eq(school.value())).execute();
        for (SchoolCalendar.Term term : terms) {
            tx.insertInto(SCHOOL_TERMS)
                    .set(SCHOOL_TERMS.SCHOOL, school.value())
                    .set(SCHOOL_TERMS.FIRST_DAY, term.first())
                    .set(SCHOOL_TERMS.LAST_DAY, term.last())
                    .set(SCHOOL_TERMS.NAME, term.name())
                    .execute();
        }
    }

    /** Writes what is so of a day or of one of its meals, in place of what was written of it. */
    void put(DSLContext tx, SchoolId school, CalendarEntry entry, String actor) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        tx.insertInto(CALENDAR_DAYS)
                .set(CALENDAR_DAYS.SCHOOL, school.value())
                .set(CALENDAR_DAYS.SCHOOL_DAY, entry.day())
                .set(CALENDAR_DAYS.WINDOW_ID, entry.window().map(WindowId::value).orElse(""))
                .set(CALENDAR_DAYS.KIND, entry.kind().label())
                .set(CALENDAR_DAYS.NAME, entry.name())
                .set(CALENDAR_DAYS.ACTOR, actor)
                .set(CALENDAR_DAYS.CHANGED, now)
                .onConflict(CALENDAR_DAYS.SCHOOL, CALENDAR_DAYS.SCHOOL_DAY, CALENDAR_DAYS.WINDOW_ID)
                .doUpdate()
                .set(CALENDAR_DAYS.KIND, entry.kind().label())
                .set(CALENDAR_DAYS.NAME, entry.name())
                .set(CALENDAR_DAYS.ACTOR, actor)
                .set(CALENDAR_DAYS.CHANGED, now)
                .execute();
        if (entry.kind() == CalendarEntry.Kind.HOLIDAY) {
            listeners.forEach(listener -> listener.closed(tx, school, entry, actor));
        }
    }

    /** Takes out what is written of a day or of one of its meals; false when nothing is. */
    boolean remove(DSLContext tx, SchoolId school, LocalDate day, Optional<WindowId> window) {
        return tx.deleteFrom(CALENDAR_DAYS).where(at(school, day, window)).execute() == 1;
    }

    private static Condition at(SchoolId school, LocalDate day, Optional<WindowId> window) {
        return CALENDAR_DAYS
                .SCHOOL
                .eq(school.value())
                .and(CALENDAR_DAYS.SCHOOL_DAY.eq(day))
                .and(CALENDAR_DAYS.WINDOW_ID.eq(window.map(WindowId::value).orElse("")));
    }

    private static CalendarEntry entry(LocalDate day, String window, String kind, String name) {
        return new CalendarEntry(
                day,
                window.isEmpty() ? Optional.empty() : Optional.of(new WindowId(window)),
                CalendarEntry.Kind.of(kind),
                name);
    }
}
