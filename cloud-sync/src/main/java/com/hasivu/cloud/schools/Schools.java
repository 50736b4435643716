package com.hasivu.cloud.schools;

import static com.hasivu.cloud.schema.Tables.MEAL_WINDOWS;
import static com.hasivu.cloud.schema.Tables.SCHOOLS;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schema.tables.records.SchoolsRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jooq.Record;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The schools and their meal windows. Thread-safe; every call runs in the caller's transaction. */
public final class Schools {
    private final Outbox outbox;
    private final Clock clock;
    private final Calendars calendars;

    public Schools(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
        this.calendars = new Calendars(clock);
    }

    /** Which days are school days. */
    public Calendars calendars() {
        return calendars;
    }

    /** The school with this id. */
    public Optional<School> find(DSLContext tx, SchoolId id) {
        return tx.selectFrom(SCHOOLS)
                .where(SCHOOLS.ID.eq(id.value()))
                .fetchOptional()
                .map(Schools::school);
    }

    /** A part of the schools: those with ids behind {@code after}, in their order. */
    List<School> page(DSLContext tx, String after, int limit) {
        return tx.selectFrom(SCHOOLS)
                .where(SCHOOLS.ID.gt(after))
                .orderBy(SCHOOLS.ID)
                .limit(limit)
                .fetch(Schools::school);
    }

    /** What a school decides for itself, from now on; the counters learn of it. */
    void put(DSLContext tx, SchoolId school, SchoolSettings settings) {
        tx.update(SCHOOLS)
                .set(SCHOOLS.DISPLAY_NAME, settings.displayName().label())
                .set(SCHOOLS.LANGUAGE, settings.language())
                .set(SCHOOLS.DAYS_AHEAD, settings.daysAhead())
                .where(SCHOOLS.ID.eq(school.value()))
                .execute();
        outbox.schoolChanged(tx, school, "settings");
    }

    /**
     * The school with this id.
     *
     * @throws Problem 404 if there is none: the same answer as for somebody else's school
     */
    public School get(DSLContext tx, SchoolId id) {
        return find(tx, id).orElseThrow(Problem::notFound);
    }

    /** Every school's id, in order. */
    public List<SchoolId> all(DSLContext tx) {
        return tx.select(SCHOOLS.ID)
                .from(SCHOOLS)
                .orderBy(SCHOOLS.ID)
                .fetch(r -> new SchoolId(r.value1()));
    }

    /** The school's meal windows, by opening time. */
    public List<MealWindow> windows(DSLContext tx, SchoolId school) {
        return tx.selectFrom(MEAL_WINDOWS)
                .where(MEAL_WINDOWS.SCHOOL.eq(school.value()))
                .orderBy(MEAL_WINDOWS.OPENS_MINUTE, MEAL_WINDOWS.ID)
                .fetch(Schools::window);
    }

    /** One meal window. */
    public Optional<MealWindow> window(DSLContext tx, SchoolId school, WindowId id) {
        return tx.selectFrom(MEAL_WINDOWS)
                .where(MEAL_WINDOWS.SCHOOL.eq(school.value()), MEAL_WINDOWS.ID.eq(id.value()))
                .fetchOptional(Schools::window);
    }

    /** A school, and one of its meal windows if it has it. */
    public record Meal(School school, Optional<MealWindow> window) {
        /** Until when a meal of the day may be ordered; empty without a window. */
        public Optional<Instant> deadline(LocalDate day) {
            return window.map(meal -> meal.deadline(day, school.zone()));
        }
    }

    /**
     * Both by one statement.
     *
     * @throws Problem 404 if there is no such school
     */
    public Meal meal(DSLContext tx, SchoolId school, WindowId window) {
        return tx.select(SCHOOLS.fields())
                .select(MEAL_WINDOWS.fields())
                .from(SCHOOLS)
                .leftJoin(MEAL_WINDOWS)
                .on(MEAL_WINDOWS.SCHOOL.eq(SCHOOLS.ID), MEAL_WINDOWS.ID.eq(window.value()))
                .where(SCHOOLS.ID.eq(school.value()))
                .fetchOptional(
                        row ->
                                new Meal(
                                        school(row.into(SCHOOLS)),
                                        row.get(MEAL_WINDOWS.ID) == null
                                                ? Optional.empty()
                                                : Optional.of(window(row))))
                .orElseThrow(Problem::notFound);
    }

    /** False when the id is taken. */
    boolean add(DSLContext tx, School school) {
        return tx.insertInto(SCHOOLS)
                        .set(SCHOOLS.ID, school.id().value())
                        .set(SCHOOLS.NAME, school.name())
                        .set(SCHOOLS.ZONE, school.zone().getId())
                        .set(SCHOOLS.DISPLAY_NAME, school.settings().displayName().label())
                        .set(SCHOOLS.LANGUAGE, school.settings().language())
                        .set(SCHOOLS.DAYS_AHEAD, school.settings().daysAhead())
                        .set(SCHOOLS.CREATED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .onConflict(SCHOOLS.ID)
                        .doNothing()
                        .execute()
                == 1;
    }

    /** Makes or replaces a window. */
    void put(DSLContext tx, SchoolId school, MealWindow window) {
        tx.insertInto(MEAL_WINDOWS)
                .set(MEAL_WINDOWS.SCHOOL, school.value())
                .set(MEAL_WINDOWS.ID, window.id().value())
                .set(MEAL_WINDOWS.NAME, window.name())
                .set(MEAL_WINDOWS.OPENS_MINUTE, window.opensMinute())
                .set(MEAL_WINDOWS.CLOSES_MINUTE, window.closesMinute())
                .set(MEAL_WINDOWS.DEADLINE_DAYS_BEFORE, window.deadlineDaysBefore())
                .set(MEAL_WINDOWS.DEADLINE_MINUTE, window.deadlineMinute())
                .onConflict(MEAL_WINDOWS.SCHOOL, MEAL_WINDOWS.ID)
                .doUpdate()
                .set(MEAL_WINDOWS.NAME, window.name())
                .set(MEAL_WINDOWS.OPENS_MINUTE, window.opensMinute())
                .set(MEAL_WINDOWS.CLOSES_MINUTE, window.closesMinute())
                .set(MEAL_WINDOWS.DEADLINE_DAYS_BEFORE, window.deadlineDaysBefore())
                .set(MEAL_WINDOWS.DEADLINE_MINUTE, window.deadlineMinute())
                .execute();
        outbox.schoolChanged(tx, school, "window " + window.id());
    }

    private static School school(SchoolsRecord row) {
        return new School(
                new SchoolId(row.getId()),
                row.getName(),
                ZoneId.of(row.getZone()),
                new SchoolSettings(
                        DisplayName.labelled(row.getDisplayName()),
                        row.getLanguage(),
                        row.getDaysAhead()));
    }

    private static MealWindow window(Record row) {
        return new MealWindow(
                new WindowId(row.get(MEAL_WINDOWS.ID)),
                row.get(MEAL_WINDOWS.NAME),
                row.get(MEAL_WINDOWS.OPENS_MINUTE),
                row.get(MEAL_WINDOWS.CLOSES_MINUTE),
                row.get(MEAL_WINDOWS.DEADLINE_DAYS_BEFORE),
                row.get(MEAL_WINDOWS.DEADLINE_MINUTE));
    }
}
