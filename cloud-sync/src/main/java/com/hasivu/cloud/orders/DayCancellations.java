package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.DAY_CANCELLATIONS;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schema.tables.records.DayCancellationsRecord;
import com.hasivu.cloud.schools.CalendarEntry;
import com.hasivu.cloud.schools.ClosedDays;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A holiday, or one meal of a day, cancels every open order of it, and what was paid is given back.
 * It is a row, written with the holiday; any node takes it, cancels some orders and notes how many
 * in one transaction, until none is open. Whoever dies leaves the rest to the next one.
 * Thread-safe.
 */
public final class DayCancellations implements ClosedDays {
    private static final Logger LOG = LoggerFactory.getLogger(DayCancellations.class);

    /** Orders of one transaction. */
    static final int BATCH = 50;

    private final Database database;
    private final Schools schools;
    private final Menus menus;
    private final Orders orders;
    private final Clock clock;

    public DayCancellations(
            Database database, Schools schools, Menus menus, Orders orders, Clock clock) {
        this.database = database;
        this.schools = schools;
        this.menus = menus;
        this.orders = orders;
        this.clock = clock;
    }

    /** How far one is. */
    enum State {
        RUNNING,
        DONE,
        /** The school opened again before every order was cancelled. */
        STOPPED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One of them, as it is answered: openapi.yaml, schema DayCancellation. */
    record View(
            long id,
            LocalDate date,
            @Nullable String window,
            String reason,
            String state,
            int cancelled,
            Instant created) {}

    @Override
    public void closed(DSLContext tx, SchoolId school, CalendarEntry entry, String actor) {
        tx.insertInto(DAY_CANCELLATIONS)
                .set(DAY_CANCELLATIONS.SCHOOL, school.value())
                .set(DAY_CANCELLATIONS.SCHOOL_DAY, entry.day())
                .set(DAY_CANCELLATIONS.WINDOW_ID, entry.window().map(WindowId::value).orElse(""))
                .set(DAY_CANCELLATIONS.REASON, entry.name())
                .set(DAY_CANCELLATIONS.ACTOR, actor)
                .set(DAY_CANCELLATIONS.STATE, State.RUNNING.label())
                .set(DAY_CANCELLATIONS.CANCELLED, 0)
                .set(DAY_CANCELLATIONS.CREATED, now())
                .set(DAY_CANCELLATIONS.CHANGED, now())
                .execute();
    }

    /** Cancels some orders of one closed day; false when there is no such work. */
    public boolean runOne() {
        return database.transaction(this::run);
    }

    /** A part of the school's: those with ids above {@code after}. */
    List<View> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(DAY_CANCELLATIONS)
                .where(DAY_CANCELLATIONS.SCHOOL.eq(school.value()), DAY_CANCELLATIONS.ID.gt(after))
                .orderBy(DAY_CANCELLATIONS.ID)
                .limit(limit)
                .fetch(
                        row ->
                                new View(
                                        row.getId(),
                                        row.getSchoolDay(),
                                        window(row).map(WindowId::value).orElse(null),
                                        row.getReason(),
                                        row.getState(),
                                        row.getCancelled(),
                                        row.getCreated()));
    }

    private boolean run(DSLContext tx) {
        Optional<DayCancellationsRecord> taken =
                tx.selectFrom(DAY_CANCELLATIONS)
                        .where(DAY_CANCELLATIONS.STATE.eq(State.RUNNING.label()))
                        .orderBy(DAY_CANCELLATIONS.ID)
                        .limit(1)
                        .forUpdate()
                        .skipLocked()
                        .fetchOptional();
        taken.ifPresent(row -> goOn(tx, row));
        return taken.isPresent();
    }

    private void goOn(DSLContext tx, DayCancellationsRecord row) {
        var school = new SchoolId(row.getSchool());
        if (!stillClosed(tx, school, row)) {
            note(tx, row, State.STOPPED, 0);
            return;
        }
        List<Order> open = OrderRows.open(tx, school, row.getSchoolDay(), window(row), BATCH);
        if (open.isEmpty()) {
            // Whoever took portions before the day was closed has committed once we hold them, and
            // whoever takes them later sees that it is closed: Orders asks the calendar behind it.
            menus.hold(tx, school, row.getSchoolDay());
            open = OrderRows.open(tx, school, row.getSchoolDay(), window(row), BATCH);
        }
        orders.cancelAll(
                tx, open, "%s, day cancellation %d".formatted(row.getActor(), row.getId()));
        note(tx, row, open.isEmpty() ? State.DONE : State.RUNNING, open.size());
    }

    private boolean stillClosed(DSLContext tx, SchoolId school, DayCancellationsRecord row) {
        return window(row)
                .map(meal -> schools.calendars().closed(tx, school, row.getSchoolDay(), meal))
                .orElseGet(() -> schools.calendars().closed(tx, school, row.getSchoolDay()))
                .isPresent();
    }

    private void note(DSLContext tx, DayCancellationsRecord row, State state, int more) {
        int cancelled = row.getCancelled() + more;
        tx.update(DAY_CANCELLATIONS)
                .set(DAY_CANCELLATIONS.STATE, state.label())
                .set(DAY_CANCELLATIONS.CANCELLED, cancelled)
                .set(DAY_CANCELLATIONS.CHANGED, now())
                .where(DAY_CANCELLATIONS.ID.eq(row.getId()))
                .execute();
        if (state != State.RUNNING) {
            Database.afterCommit(
                    tx,
                    () ->
                            LOG.info(
                                    "{}: {} of {} is closed; {} orders cancelled, {}",
                                    row.getSchool(),
                                    window(row).map(WindowId::value).orElse("every meal"),
                                    row.getSchoolDay(),
                                    cancelled,
                                    state.label()));
        }
    }

    private static Optional<WindowId> window(DayCancellationsRecord row) {
        return row.getWindowId().isEmpty()
                ? Optional.empty()
                : Optional.of(new WindowId(row.getWindowId()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
