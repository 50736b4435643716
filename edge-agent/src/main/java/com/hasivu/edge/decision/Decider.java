package com.hasivu.edge.decision;

import com.hasivu.edge.decision.ServedSet.Served;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * What the counter does about one card. Pure: same arguments, same answer; a recorded tap can be
 * decided again. The first rule that applies, in this order, gives the answer:
 *
 * <ol>
 *   <li>no snapshot: NO_SNAPSHOT
 *   <li>the wall clock is more than {@link #CLOCK_TOLERANCE} before the snapshot was made, or,
 *       unless it is synced with the cloud's, before the newest recorded tap: CLOCK_NOT_TRUSTED
 *   <li>the snapshot is of another day in the school's zone, or no longer valid: SNAPSHOT_TOO_OLD
 *   <li>a number of which only a part was told, and that part fits several cards: AMBIGUOUS_CARD
 *   <li>card not in the snapshot: UNKNOWN_CARD, or, of a supervisor, SUPERVISOR_CARD (if its proof
 *       is good); of another school: WRONG_SCHOOL; lost, blocked, expired (by state or by its last
 *       day), not active or bound to nobody: CARD_LOST, CARD_BLOCKED, CARD_EXPIRED, CARD_INACTIVE
 *   <li>the card's proof is wrong: CARD_NOT_GENUINE; it is an old one: CARD_REPLAYED; it gives none
 *       though it has before, or though the station asks for one: CARD_NOT_PROVEN
 *   <li>child not active: STUDENT_INACTIVE
 *   <li>no order of the child today: NO_ORDER_TODAY; none whose window is open now (from its
 *       opening on, until just before its closing): NOT_IN_WINDOW
 *   <li>of the orders whose window is open, by order number: the first that is paid, not served and
 *       free of the child's allergens is served. If there is none, the first that is neither served
 *       nor cancelled says why: NOT_PAID or ALLERGEN_CONFLICT; else the first that was served:
 *       ALREADY_SERVED; else ORDER_CANCELLED
 * </ol>
 *
 * A serve by hand ({@link #decideByHand}) asks, after the first three: a supervisor of the snapshot
 * (else NOT_A_SUPERVISOR), the child in it (UNKNOWN_CHILD) and active (STUDENT_INACTIVE), something
 * left of the day's quota (QUOTA_USED), and the last rule.
 *
 * <p>So a cancelled or unpaid order never hides a good one, and a second helping with one order is
 * ALREADY_SERVED. docs/ARCHITECTURE.md tells where this stands in the life of a tap.
 */
public final class Decider {
    /** How far the wall clock may lie behind what it has shown before. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final long TOLERANCE_MILLIS = CLOCK_TOLERANCE.toMillis();
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    /** The rules, in the order they are asked. The last one always decides. */
    public enum Rule {
        SNAPSHOT_HELD,
        CLOCK_TRUSTED,
        SNAPSHOT_OF_TODAY,
        ONE_CARD_MEANT,
        CARD_KNOWN,
        CARD_GOOD,
        PROOF_GOOD,
        SUPERVISOR_KNOWN,
        CHILD_KNOWN,
        STUDENT_ACTIVE,
        QUOTA_LEFT,
        ORDER_TO_SERVE;

        /** Those a tap is asked. */
        public static final List<Rule> OF_TAP =
                List.of(
                        SNAPSHOT_HELD,
                        CLOCK_TRUSTED,
                        SNAPSHOT_OF_TODAY,
                        ONE_CARD_MEANT,
                        CARD_KNOWN,
                        CARD_GOOD,
                        PROOF_GOOD,
                        STUDENT_ACTIVE,
                        ORDER_TO_SERVE);

        /** Those a serve by hand is asked. */
        public static final List<Rule> BY_HAND =
                List.of(
                        SNAPSHOT_HELD,
                        CLOCK_TRUSTED,
                        SNAPSHOT_OF_TODAY,
                        SUPERVISOR_KNOWN,
                        CHILD_KNOWN,
                        STUDENT_ACTIVE,
                        QUOTA_LEFT,
                        ORDER_TO_SERVE);
    }

    /** What was found about one order of the child. */
    public enum OrderAnswer {
        WINDOW_NOT_OPEN,
        SERVED_HERE,
        DELIVERED,
        CANCELLED,
        NOT_PAID,
        ALLERGEN_CONFLICT,
        SERVE
    }

    /** Watches a decision: whoever explains one hears the rules in the order they were asked. */
    public interface Trace {
        /** Watches nothing, at no cost. */
        Trace OFF =
                new Trace() {
                    @Override
                    public void passed(Rule rule) {}

                    @Override
                    public void order(OrderId order, OrderAnswer answer) {}
                };

        /** The rule had nothing against the tap; one that is not told decided. */
        void passed(Rule rule);

        /** An order was looked at. */
        void order(OrderId order, OrderAnswer answer);
    }

    private Decider() {}

    /** Decides one tap of a card whose whole number is known. */
    public static TapDecision decide(
            CardId card,
            CardEvidence evidence,
            Optional<DayOrders> orders,
            ServedSet served,
            Instant now,
            ClockView clock) {
        return decide(Presented.whole(card), evidence, orders, served, now, clock);
    }

    /** Decides one tap. */
    public static TapDecision decide(
            Presented presented,
            CardEvidence evidence,
            Optional<DayOrders> orders,
            ServedSet served,
            Instant now,
            ClockView clock) {
        return decide(presented, evidence, orders, served, now, clock, Trace.OFF);
    }

    /** Decides one tap while {@code trace} watches. */
    public static TapDecision decide(
            Presented presented,
            CardEvidence evidence,
            Optional<DayOrders> orders,
            ServedSet served,
            Instant now,
            ClockView clock,
            Trace trace) {
        Refuse noDay = noDay(orders, now, clock, trace);
        if (noDay != null) {
            return noDay;
        }
        DayOrders day = orders.orElseThrow();
        if (presented.isAmbiguous()) {
            return refuse(Reason.AMBIGUOUS_CARD, "may be " + CardNumbers.names(presented.known()));
        }
        trace.passed(Rule.ONE_CARD_MEANT);
        Entries.Card entry = day.card(presented.card());
        if (entry == null) {
            return notAChilds(presented.card(), evidence, day);
        }
        trace.passed(Rule.CARD_KNOWN);
        Entries.Student student = entry.student();
        Reason cardReason = refusal(entry, day.schoolDay());
        if (cardReason != null || student == null) {
            return refuse(
                    cardReason == null ? Reason.CARD_INACTIVE : cardReason, student, null, "");
        }
        trace.passed(Rule.CARD_GOOD);
        Optional<Reason> doubt = evidence.doubt();
        if (doubt.isPresent()) {
            return refuse(doubt.get(), student, null, evidence.detail());
        }
        trace.passed(Rule.PROOF_GOOD);
        if (!student.active()) {
            return refuse(Reason.STUDENT_INACTIVE, student, null, "");
        }
        trace.passed(Rule.STUDENT_ACTIVE);
        return choose(student, day, served, now.toEpochMilli(), trace);
    }

    /** Decides a serve by hand while {@code trace} watches. */
    public static TapDecision decideByHand(
            HandAsk ask,
            Optional<DayOrders> orders,
            ServedSet served,
            Instant now,
            ClockView clock,
            Trace trace) {
        Refuse noDay = noDay(orders, now, clock, trace);
        if (noDay != null) {
            return noDay;
        }
        DayOrders day = orders.orElseThrow();
        if (day.supervisor(ask.staff()).isEmpty()) {
            return refuse(Reason.NOT_A_SUPERVISOR, "");
        }
        trace.passed(Rule.SUPERVISOR_KNOWN);
        Entries.Student student = day.student(ask.student());
        if (student == null) {
            return refuse(Reason.UNKNOWN_CHILD, "");
        }
        trace.passed(Rule.CHILD_KNOWN);
        if (!student.active()) {
            return refuse(Reason.STUDENT_INACTIVE, student, null, "");
        }
        trace.passed(Rule.STUDENT_ACTIVE);
        if (ask.used() >= ask.quota()) {
            return refuse(
                    Reason.QUOTA_USED, student, null, ask.used() + " of " + ask.quota() + " today");
        }
        trace.passed(Rule.QUOTA_LEFT);
        return choose(student, day, served, now.toEpochMilli(), trace);
    }

    /** Why nothing can be decided by this snapshot now; {@code null} when it can. */
    private static @Nullable Refuse noDay(
            Optional<DayOrders> orders, Instant now, ClockView clock, Trace trace) {
        if (orders.isEmpty()) {
            return refuse(Reason.NO_SNAPSHOT, "");
        }
        trace.passed(Rule.SNAPSHOT_HELD);
        DayOrders day = orders.get();
        long millis = now.toEpochMilli();
        if (clockFellBack(day, now, clock)) {
            return refuse(Reason.CLOCK_NOT_TRUSTED, "the station's clock shows " + now);
        }
        trace.passed(Rule.CLOCK_TRUSTED);
        if (!day.day().contains(millis) || millis > day.validUntilMillis()) {
            return refuse(
                    Reason.SNAPSHOT_TOO_OLD,
                    "the list is of " + LocalDate.ofEpochDay(day.schoolDay()));
        }
        trace.passed(Rule.SNAPSHOT_OF_TODAY);
        return null;
    }

    private static Refuse notAChilds(CardId card, CardEvidence evidence, DayOrders day) {
        Optional<Supervisor> supervisor = day.supervisorOf(card);
        if (supervisor.isEmpty()) {
            return refuse(Reason.UNKNOWN_CARD, "");
        }
        return evidence.doubt()
                .map(doubt -> refuse(doubt, evidence.detail()))
                .orElseGet(
                        () ->
                                refuse(
                                        Reason.SUPERVISOR_CARD,
                                        "supervisor " + supervisor.get().id()));
    }

    /** Whether the wall clock lies behind what it has shown before, or behind the snapshot. */
    public static boolean clockFellBack(DayOrders day, Instant now, ClockView clock) {
        if (now.toEpochMilli() < day.madeMillis() - TOLERANCE_MILLIS) {
            return true;
        }
        return clock.state() != ClockState.CLOCK_SYNCED
                && now.plus(CLOCK_TOLERANCE).isBefore(clock.newestRecorded());
    }

    private static @Nullable Reason refusal(Entries.Card card, int today) {
        return switch (card.state()) {
            case CARD_STATE_OTHER_SCHOOL -> Reason.WRONG_SCHOOL;
            case CARD_STATE_LOST -> Reason.CARD_LOST;
            case CARD_STATE_BLOCKED -> Reason.CARD_BLOCKED;
            case CARD_STATE_EXPIRED -> Reason.CARD_EXPIRED;
            case CARD_STATE_ACTIVE ->
                    card.lastDay() != 0 && card.lastDay() < today ? Reason.CARD_EXPIRED : null;
            case CARD_STATE_INACTIVE, CARD_STATE_UNSPECIFIED, UNRECOGNIZED -> Reason.CARD_INACTIVE;
        };
    }

    private static TapDecision choose(
            Entries.Student student, DayOrders day, ServedSet served, long millis, Trace trace) {
        if (student.orders().length == 0) {
            return refuse(Reason.NO_ORDER_TODAY, student, null, "");
        }
        TapDecision open = null; // why the first order that is neither served nor cancelled fails
        TapDecision eaten = null;
        TapDecision cancelled = null;
        for (Entries.Order order : student.orders()) {
            if (!order.openAt(millis)) {
                trace.order(order.id(), OrderAnswer.WINDOW_NOT_OPEN);
                continue;
            }
            Optional<Served> here = served.find(order.id());
            boolean tookBack =
                    order.state() == OrderState.ORDER_STATE_DELIVERED
                            && served.tookBack(
                                    order.id(), Instant.ofEpochMilli(order.deliveredMillis()));
            OrderState state = tookBack ? OrderState.ORDER_STATE_READY : order.state();
            if (here.isPresent() || state == OrderState.ORDER_STATE_DELIVERED) {
                trace.order(
                        order.id(),
                        here.isPresent() ? OrderAnswer.SERVED_HERE : OrderAnswer.DELIVERED);
                eaten = eaten == null ? alreadyServed(student, order, here, day) : eaten;
                continue;
            }
            switch (state) {
                case ORDER_STATE_CONFIRMED, ORDER_STATE_PREPARING, ORDER_STATE_READY -> {
                    if (order.conflict().isEmpty()) {
                        trace.order(order.id(), OrderAnswer.SERVE);
                        return serve(student, order);
                    }
                    trace.order(order.id(), OrderAnswer.ALLERGEN_CONFLICT);
                    open =
                            open == null
                                    ? refuse(
                                            Reason.ALLERGEN_CONFLICT,
                                            student,
                                            order,
                                            order.conflict())
                                    : open;
                }
                case ORDER_STATE_CANCELLED -> {
                    trace.order(order.id(), OrderAnswer.CANCELLED);
                    cancelled =
                            cancelled == null
                                    ? refuse(Reason.ORDER_CANCELLED, student, order, "")
                                    : cancelled;
                }
                case ORDER_STATE_PENDING_PAYMENT,
                        ORDER_STATE_DELIVERED,
                        ORDER_STATE_UNSPECIFIED,
                        UNRECOGNIZED -> {
                    trace.order(order.id(), OrderAnswer.NOT_PAID);
                    open = open == null ? refuse(Reason.NOT_PAID, student, order, "") : open;
                }
            }
        }
        if (open != null) {
            return open;
        }
        if (eaten != null) {
            return eaten;
        }
        return cancelled != null ? cancelled : notInWindow(student, day, millis);
    }

    private static TapDecision serve(Entries.Student student, Entries.Order order) {
        return new Serve(
                student.id(),
                order.id(),
                order.window(),
                student.name(),
                student.schoolClass(),
                order.meal());
    }

    private static TapDecision alreadyServed(
            Entries.Student student, Entries.Order order, Optional<Served> here, DayOrders day) {
        Instant at = here.map(Served::at).orElse(Instant.ofEpochMilli(order.deliveredMillis()));
        String where = here.map(Served::where).orElse(order.deliveredStation());
        return refuse(
                Reason.ALREADY_SERVED,
                student,
                order,
                "served " + MINUTE.format(at.atZone(day.zone())) + " at " + where);
    }

    /** Names the order whose window comes next, or else the last one that closed. */
    private static TapDecision notInWindow(Entries.Student student, DayOrders day, long millis) {
        Entries.Order named = student.orders()[0];
        for (Entries.Order order : student.orders()) {
            if (order.opensMillis() > millis
                    && (named.opensMillis() <= millis
                            || order.opensMillis() < named.opensMillis())) {
                named = order;
            }
        }
        return refuse(
                Reason.NOT_IN_WINDOW,
                student,
                named,
                named.closesMillis() == 0
                        ? "window " + named.window() + " is not held today"
                        : "window "
                                + named.window()
                                + " is "
                                + MINUTE.format(atZone(named.opensMillis(), day))
                                + " to "
                                + MINUTE.format(atZone(named.closesMillis(), day)));
    }

    private static java.time.ZonedDateTime atZone(long millis, DayOrders day) {
        return Instant.ofEpochMilli(millis).atZone(day.zone());
    }

    private static Refuse refuse(Reason reason, String detail) {
        return new Refuse(reason, Optional.empty(), Optional.empty(), detail);
    }

    private static Refuse refuse(
            Reason reason,
            Entries.@Nullable Student student,
            Entries.@Nullable Order order,
            String detail) {
        return new Refuse(
                reason,
                Optional.ofNullable(student).map(Entries.Student::id),
                Optional.ofNullable(order).map(Entries.Order::id),
                detail);
    }
}
