package com.hasivu.cloud.recurring;

import static com.hasivu.cloud.schema.Tables.RECURRING_DAYS;
import static com.hasivu.cloud.schema.Tables.RECURRING_LINES;
import static com.hasivu.cloud.schema.Tables.RECURRING_ORDERS;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.orders.Wish;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.schema.tables.records.RecurringDaysRecord;
import com.hasivu.cloud.schema.tables.records.RecurringOrdersRecord;
import com.hasivu.cloud.schools.Weekdays;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recurring orders in their tables. Rules are in {@link Recurring}. */
final class RecurringRows {
    private static final int LONGEST_REASON = 500;

    private RecurringRows() {}

    /** A rule with its number. */
    record Kept(long id, Rule rule, LocalDate nextDay, Instant created) {}

    /** What became of a day. */
    enum DayState {
        PLANNED,
        PLACED,
        /** Tried again later. */
        REFUSED,
        /** The deadline has passed. */
        MISSED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> OPEN =
            List.of(DayState.PLANNED.label(), DayState.REFUSED.label());

    static long insert(DSLContext tx, Rule rule, LocalDate nextDay, Instant planAt, Instant now) {
        long id =
                tx.insertInto(RECURRING_ORDERS)
                        .set(RECURRING_ORDERS.SCHOOL, rule.school().value())
                        .set(RECURRING_ORDERS.GUARDIAN, rule.guardian().value())
                        .set(RECURRING_ORDERS.STUDENT, rule.student().value())
                        .set(RECURRING_ORDERS.WINDOW_ID, rule.window().value())
                        .set(RECURRING_ORDERS.WEEKDAYS, Weekdays.join(rule.weekdays()))
                        .set(RECURRING_ORDERS.FIRST_DAY, rule.first())
                        .set(RECURRING_ORDERS.LAST_DAY, rule.last().orElse(null))
                        .set(RECURRING_ORDERS.PAUSED, rule.paused())
                        .set(RECURRING_ORDERS.FROM_WALLET, rule.fromWallet())
                        .set(RECURRING_ORDERS.NEXT_DAY, nextDay)
                        .set(RECURRING_ORDERS.PLAN_AT, planAt)
                        .set(RECURRING_ORDERS.ENDED, false)
                        .set(RECURRING_ORDERS.CREATED, now)
                        .returningResult(RECURRING_ORDERS.ID)
                        .fetchSingle()
                        .value1();
        insertLines(tx, id, rule.lines());
        return id;
    }

    static void update(DSLContext tx, long id, Rule rule, LocalDate nextDay, Instant planAt) {
        tx.update(RECURRING_ORDERS)
                .set(RECURRING_ORDERS.STUDENT, rule.student().value())
                .set(RECURRING_ORDERS.WINDOW_ID, rule.window().value())
                .set(RECURRING_ORDERS.WEEKDAYS, Weekdays.join(rule.weekdays()))
                .set(RECURRING_ORDERS.FIRST_DAY, rule.first())
                .set(RECURRING_ORDERS.LAST_DAY, rule.last().orElse(null))
                .set(RECURRING_ORDERS.PAUSED, rule.paused())
                .set(RECURRING_ORDERS.FROM_WALLET, rule.fromWallet())
                .set(RECURRING_ORDERS.NEXT_DAY, nextDay)
                .set(RECURRING_ORDERS.PLAN_AT, planAt)
                .where(RECURRING_ORDERS.ID.eq(id))
                .execute();
        tx.deleteFrom(RECURRING_LINES).where(RECURRING_LINES.RECURRING.eq(id)).execute();
        insertLines(tx, id, rule.lines());
    }

    private static void insertLines(DSLContext tx, long id, List<Wish.Line> lines) {
        for (int i = 0; i < lines.size(); i++) {
            tx.insertInto(RECURRING_LINES)
                    .set(RECURRING_LINES.RECURRING, id)
                    .set(RECURRING_LINES.LINE_NUMBER, i + 1)
                    .set(RECURRING_LINES.DISH, lines.get(i).dish())
                    .set(RECURRING_LINES.QUANTITY, lines.get(i).quantity())
                    .execute();
        }
    }

    static void planned(DSLContext tx, long id, LocalDate nextDay, Instant planAt) {
        tx.update(RECURRING_ORDERS)
                .set(RECURRING_ORDERS.NEXT_DAY, nextDay)
                .set(RECURRING_ORDERS.PLAN_AT, planAt)
                .where(RECURRING_ORDERS.ID.eq(id))
                .execute();
    }

    /** Nothing more comes of it; what is ordered already stays ordered. */
    static void end(DSLContext tx, long id) {
        unplan(tx, id);
        tx.update(RECURRING_ORDERS)
                .set(RECURRING_ORDERS.ENDED, true)
                .where(RECURRING_ORDERS.ID.eq(id))
                .execute();
    }

    static List<Kept> page(DSLContext tx, UserId guardian, long after, int limit) {
        return tx
                .selectFrom(RECURRING_ORDERS)
                .where(own(guardian), RECURRING_ORDERS.ID.gt(after))
                .orderBy(RECURRING_ORDERS.ID)
                .limit(limit)
                .fetch()
                .stream()
                .map(row -> kept(tx, row))
                .toList();
    }

    /** All of a child or a guardian, ended ones too. */
    static List<Kept> of(DSLContext tx, PersonalData.Subject subject) {
        Condition whose =
                switch (subject) {
                    case PersonalData.Subject.Child child ->
                            RECURRING_ORDERS.STUDENT.eq(child.id().value());
                    case PersonalData.Subject.Guardian guardian ->
                            RECURRING_ORDERS.GUARDIAN.eq(guardian.id().value());
                };
        return tx
                .selectFrom(RECURRING_ORDERS)
                .where(whose)
                .orderBy(RECURRING_ORDERS.ID)
                .fetch()
                .stream()
                .map(row -> kept(tx, row))
                .toList();
    }

    static Optional<Kept> find(DSLContext tx, UserId guardian, long id) {
        return tx.selectFrom(RECURRING_ORDERS)
                .where(own(guardian), RECURRING_ORDERS.ID.eq(id))
                .fetchOptional()
                .map(row -> kept(tx, row));
    }

    /** Holds it until the transaction ends. */
    static Optional<Kept> locked(DSLContext tx, UserId guardian, long id) {
        return tx.selectFrom(RECURRING_ORDERS)
                .where(own(guardian), RECURRING_ORDERS.ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(row -> kept(tx, row));
    }

    static Kept get(DSLContext tx, long id) {
        return kept(
                tx,
                tx.selectFrom(RECURRING_ORDERS).where(RECURRING_ORDERS.ID.eq(id)).fetchSingle());
    }

    /** One that is to be planned, held; those that others hold are left to them. */
    static Optional<Kept> toPlan(DSLContext tx, Instant now) {
        return tx.selectFrom(RECURRING_ORDERS)
                .where(
                        RECURRING_ORDERS.ENDED.eq(false),
                        RECURRING_ORDERS.PAUSED.eq(false),
                        RECURRING_ORDERS.PLAN_AT.le(now))
                .orderBy(RECURRING_ORDERS.PLAN_AT, RECURRING_ORDERS.ID)
                .limit(1)
                .forUpdate()
                .skipLocked()
                .fetchOptional()
                .map(row -> kept(tx, row));
    }

    /** A day that was planned before stays as it is. */
    static void plan(DSLContext tx, Kept of, LocalDate day, Instant now) {
        tx.insertInto(RECURRING_DAYS)
                .set(RECURRING_DAYS.RECURRING, of.id())
                .set(RECURRING_DAYS.SCHOOL_DAY, day)
                .set(RECURRING_DAYS.WINDOW_ID, of.rule().window().value())
                .set(RECURRING_DAYS.STATE, DayState.PLANNED.label())
                .set(RECURRING_DAYS.DUE, now)
                .set(RECURRING_DAYS.CHANGED, now)
                .onConflict(RECURRING_DAYS.RECURRING, RECURRING_DAYS.SCHOOL_DAY)
                .doNothing()
                .execute();
    }

    /** Forgets the days on which nothing is placed yet. */
    static void unplan(DSLContext tx, long id) {
        tx.deleteFrom(RECURRING_DAYS)
                .where(RECURRING_DAYS.RECURRING.eq(id), RECURRING_DAYS.STATE.in(OPEN))
                .execute();
    }

    /** The codes stay: they say nothing of a child. */
    static void forgetReasons(DSLContext tx, long id) {
        tx.update(RECURRING_DAYS)
                .setNull(RECURRING_DAYS.REASON)
                .where(RECURRING_DAYS.RECURRING.eq(id))
                .execute();
    }

    /** A day that is to be tried, held; those that others hold are left to them. */
    static Optional<RecurringDaysRecord> toPlace(DSLContext tx, Instant now) {
        return tx.selectFrom(RECURRING_DAYS)
                .where(RECURRING_DAYS.DUE.le(now))
                .orderBy(RECURRING_DAYS.DUE, RECURRING_DAYS.ID)
                .limit(1)
                .forUpdate()
                .skipLocked()
                .fetchOptional();
    }

    /** Whether this or another rule placed an order of the child's meal, whatever became of it. */
    static boolean wasPlaced(DSLContext tx, StudentId child, LocalDate day, WindowId window) {
        return tx.fetchExists(
                RECURRING_DAYS,
                RECURRING_DAYS.PLACED_STUDENT.eq(child.value()),
                RECURRING_DAYS.SCHOOL_DAY.eq(day),
                RECURRING_DAYS.WINDOW_ID.eq(window.value()));
    }

    static void placed(
            DSLContext tx, RecurringDaysRecord day, StudentId child, OrderId order, Instant now) {
        tx.update(RECURRING_DAYS)
                .set(RECURRING_DAYS.STATE, DayState.PLACED.label())
                .set(RECURRING_DAYS.ORDER_ID, order.value())
                .set(RECURRING_DAYS.PLACED_STUDENT, child.value())
                .setNull(RECURRING_DAYS.CODE)
                .setNull(RECURRING_DAYS.REASON)
                .setNull(RECURRING_DAYS.DUE)
                .set(RECURRING_DAYS.CHANGED, now)
                .where(RECURRING_DAYS.ID.eq(day.getId()))
                .execute();
    }

    /** Says why there is no order; false when another node was there since. */
    static boolean refused(
            DSLContext tx,
            RecurringDaysRecord day,
            DayState state,
            String code,
            String reason,
            Optional<Instant> again,
            Instant now) {
        return tx.update(RECURRING_DAYS)
                        .set(RECURRING_DAYS.STATE, state.label())
                        .set(RECURRING_DAYS.CODE, code)
                        .set(
                                RECURRING_DAYS.REASON,
                                reason.length() > LONGEST_REASON
                                        ? reason.substring(0, LONGEST_REASON)
                                        : reason)
                        .set(RECURRING_DAYS.DUE, again.orElse(null))
                        .set(RECURRING_DAYS.CHANGED, now)
                        .where(
                                RECURRING_DAYS.ID.eq(day.getId()),
                                RECURRING_DAYS.STATE.eq(day.getState()),
                                RECURRING_DAYS.DUE.eq(day.getDue()))
                        .execute()
                == 1;
    }

    static List<RecurringDaysRecord> days(DSLContext tx, long id, long after, int limit) {
        return tx.selectFrom(RECURRING_DAYS)
                .where(RECURRING_DAYS.RECURRING.eq(id), RECURRING_DAYS.ID.gt(after))
                .orderBy(RECURRING_DAYS.ID)
                .limit(limit)
                .fetch();
    }

    private static Condition own(UserId guardian) {
        return RECURRING_ORDERS.GUARDIAN.eq(guardian.value()).and(RECURRING_ORDERS.ENDED.eq(false));
    }

    private static Kept kept(DSLContext tx, RecurringOrdersRecord row) {
        List<Wish.Line> lines =
                tx.selectFrom(RECURRING_LINES)
                        .where(RECURRING_LINES.RECURRING.eq(row.getId()))
                        .orderBy(RECURRING_LINES.LINE_NUMBER)
                        .fetch(line -> new Wish.Line(line.getDish(), line.getQuantity()));
        return new Kept(
                row.getId(),
                new Rule(
                        new SchoolId(row.getSchool()),
                        new UserId(row.getGuardian()),
                        new StudentId(row.getStudent()),
                        new WindowId(row.getWindowId()),
                        Weekdays.split(row.getWeekdays()),
                        row.getFirstDay(),
                        Optional.ofNullable(row.getLastDay()),
                        row.getPaused(),
                        row.getFromWallet(),
                        lines),
                row.getNextDay(),
                row.getCreated());
    }
}
