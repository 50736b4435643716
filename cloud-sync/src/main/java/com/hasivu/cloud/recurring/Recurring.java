package com.hasivu.cloud.recurring;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.orders.PlacementProblem;
import com.hasivu.cloud.orders.Placements;
import com.hasivu.cloud.orders.Placing;
import com.hasivu.cloud.orders.Wish;
import com.hasivu.cloud.payments.PaidFromWallet;
import com.hasivu.cloud.recurring.RecurringRows.DayState;
import com.hasivu.cloud.recurring.RecurringRows.Kept;
import com.hasivu.cloud.schema.tables.records.RecurringDaysRecord;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Recurring orders. Each day of a rule becomes a row some days ahead; the row becomes an order, or
 * says why not and is tried again until the deadline. Row, order and payment are one transaction,
 * so a day is ordered once however many nodes work and whoever dies. Thread-safe.
 */
public final class Recurring {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    /** What was refused may do later: a menu is published, a wallet filled. */
    static final Duration AGAIN = Duration.ofMinutes(15);

    private final Database database;
    private final Epics epics;
    private final int daysAhead;
    private final Clock clock;

    /** Whom it asks. */
    public record Epics(
            Schools schools,
            Students students,
            Dishes dishes,
            Orders orders,
            Placements placements,
            PaidFromWallet wallet) {}

    public Recurring(Database database, Epics epics, int daysAhead, Clock clock) {
        this.database = database;
        this.epics = epics;
        this.daysAhead = daysAhead;
        this.clock = clock;
    }

    /** Keeps a rule. */
    Kept add(DSLContext tx, Rule rule) {
        check(tx, rule);
        LocalDate next = next(tx, rule);
        long id = RecurringRows.insert(tx, rule, next, planAt(tx, rule.school(), next), now());
        return RecurringRows.get(tx, id);
    }

    /** Replaces a rule that is held; what is ordered already stays ordered. */
    Kept change(DSLContext tx, long id, Rule rule) {
        check(tx, rule);
        RecurringRows.unplan(tx, id);
        LocalDate next = next(tx, rule);
        RecurringRows.update(tx, id, rule, next, planAt(tx, rule.school(), next));
        return RecurringRows.get(tx, id);
    }

    /** Takes a rule out that is held; what is ordered already stays ordered. */
    void end(DSLContext tx, long id) {
        RecurringRows.end(tx, id);
    }

    LocalDate today(DSLContext tx, SchoolId school) {
        return LocalDate.ofInstant(clock.instant(), zone(tx, school));
    }

    private void check(DSLContext tx, Rule rule) {
        if (epics.students().find(tx, rule.school(), rule.student()).isEmpty()
                || epics.students()
                        .guardian(tx, rule.guardian(), rule.student())
                        .filter(Students.Guardian::mayOrder)
                        .isEmpty()) {
            throw Problem.forbidden(
                    "student-not-yours",
                    "you may not order for student %s".formatted(rule.student()));
        }
        if (epics.schools().window(tx, rule.school(), rule.window()).isEmpty()) {
            throw Problem.refused(
                    "unknown-window",
                    "the school has no meal window '%s'".formatted(rule.window()),
                    Problem.Fault.at("/window", "is no meal window of the school"));
        }
        checkDishes(tx, rule);
        if (rule.last().filter(last -> last.isBefore(rule.first())).isPresent()) {
            throw Problem.refused(
                    "ends-before-it-begins",
                    "it is to begin on %s and to end before".formatted(rule.first()),
                    Problem.Fault.at("/until", "must not be before " + rule.first()));
        }
    }

    /** What is no dish of the school can be on no menu of it, and would be tried every day. */
    private void checkDishes(DSLContext tx, Rule rule) {
        List<Long> wanted = rule.lines().stream().map(Wish.Line::dish).toList();
        Set<Long> known = epics.dishes().byId(tx, rule.school(), wanted).keySet();
        for (int i = 0; i < wanted.size(); i++) {
            if (!known.contains(wanted.get(i))) {
                throw Problem.refused(
                        "unknown-dish",
                        "dish %d is not of this school".formatted(wanted.get(i)),
                        Problem.Fault.at(
                                "/lines/%d/dish".formatted(i), "is not a dish of this school"));
            }
        }
    }

    private LocalDate next(DSLContext tx, Rule rule) {
        LocalDate today = today(tx, rule.school());
        return rule.first().isBefore(today) ? today : rule.first();
    }

    private Instant planAt(DSLContext tx, SchoolId school, LocalDate day) {
        return day.minusDays(daysAhead).atStartOfDay(zone(tx, school)).toInstant();
    }

    private ZoneId zone(DSLContext tx, SchoolId school) {
        return epics.schools().get(tx, school).zone();
    }

    /** Plans one rule, or tries one day; false when nothing is due. */
    public boolean runOne() {
        return database.transaction(this::plan) || place();
    }

    private boolean plan(DSLContext tx) {
        Optional<Kept> due = RecurringRows.toPlan(tx, now());
        due.ifPresent(
                kept -> {
                    SchoolId school = kept.rule().school();
                    LocalDate horizon = today(tx, school).plusDays(daysAhead);
                    kept.rule()
                            .days(kept.nextDay(), horizon)
                            .forEach(day -> RecurringRows.plan(tx, kept, day, now()));
                    LocalDate next = horizon.plusDays(1);
                    RecurringRows.planned(tx, kept.id(), next, planAt(tx, school, next));
                });
        return due.isPresent();
    }

    private boolean place() {
        var taken = new AtomicReference<@Nullable RecurringDaysRecord>();
        try {
            return database.transaction(
                    tx -> {
                        Optional<RecurringDaysRecord> due = RecurringRows.toPlace(tx, now());
                        taken.set(due.orElse(null));
                        due.ifPresent(day -> order(tx, day));
                        return due.isPresent();
                    });
        } catch (Problem refusal) {
            RecurringDaysRecord day = taken.get();
            if (day == null) {
                throw refusal;
            }
            refused(day, refusal.code(), String.valueOf(refusal.getMessage()));
            return true;
        } catch (RuntimeException e) {
            RecurringDaysRecord day = taken.get();
            if (day == null) {
                throw e;
            }
            LOG.warn(
                    "recurring order {} for {} was not placed; again in {}",
                    day.getRecurring(),
                    day.getSchoolDay(),
                    AGAIN,
                    e);
            refused(day, "try-later", "it could not be placed just now; it is tried again");
            return true;
        }
    }

    private void order(DSLContext tx, RecurringDaysRecord day) {
        Kept kept = RecurringRows.get(tx, day.getRecurring());
        Rule rule = kept.rule();
        // the child first: who places an order holds it, so none is on its way when we look
        var unused = epics.students().held(tx, rule.school(), rule.student());
        if (epics.orders().hasOrder(tx, rule.student(), day.getSchoolDay(), rule.window())
                || RecurringRows.wasPlaced(tx, rule.student(), day.getSchoolDay(), rule.window())) {
            throw Problem.conflict(
                    "already-ordered",
                    "student %s has an order for %s on %s"
                            .formatted(rule.student(), rule.window(), day.getSchoolDay()));
        }
        var guardian =
                new Caller(
                        rule.guardian(),
                        Role.PARENT,
                        Optional.of(rule.school()),
                        "recurring order");
        var wish = new Wish(rule.student(), day.getSchoolDay(), rule.window(), rule.lines());
        var how =
                new Placing(
                        "recurring %d, user %s".formatted(kept.id(), rule.guardian()),
                        !rule.fromWallet(),
                        Optional.empty());
        Order order =
                PlacementProblem.placed(epics.placements().place(tx, guardian, wish, how), wish)
                        .order();
        if (rule.fromWallet()) {
            epics.wallet().pay(tx, guardian, order.id());
        }
        RecurringRows.placed(tx, day, rule.student(), order.id(), now());
    }

    /** Behind the deadline the reason that kept it from being ordered in time stays. */
    private void refused(RecurringDaysRecord day, String code, String reason) {
        boolean late = code.equals("deadline-passed");
        Optional<String> before = Optional.ofNullable(day.getCode()).filter(earlier -> late);
        var unused =
                database.transaction(
                        tx ->
                                RecurringRows.refused(
                                        tx,
                                        day,
                                        late ? DayState.MISSED : DayState.REFUSED,
                                        before.orElse(code),
                                        before.map(earlier -> day.getReason()).orElse(reason),
                                        late ? Optional.empty() : Optional.of(now().plus(AGAIN)),
                                        now()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
