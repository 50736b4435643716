package com.hasivu.edge.decision;

import static com.hasivu.protocol.wire.CardState.CARD_STATE_ACTIVE;
import static com.hasivu.protocol.wire.CardState.CARD_STATE_BLOCKED;
import static com.hasivu.protocol.wire.CardState.CARD_STATE_EXPIRED;
import static com.hasivu.protocol.wire.CardState.CARD_STATE_INACTIVE;
import static com.hasivu.protocol.wire.CardState.CARD_STATE_LOST;
import static com.hasivu.protocol.wire.CardState.CARD_STATE_OTHER_SCHOOL;
import static com.hasivu.protocol.wire.OrderState.ORDER_STATE_CANCELLED;
import static com.hasivu.protocol.wire.OrderState.ORDER_STATE_CONFIRMED;
import static com.hasivu.protocol.wire.OrderState.ORDER_STATE_DELIVERED;
import static com.hasivu.protocol.wire.OrderState.ORDER_STATE_PENDING_PAYMENT;
import static com.hasivu.protocol.wire.OrderState.ORDER_STATE_PREPARING;
import static com.hasivu.protocol.wire.OrderState.ORDER_STATE_READY;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.decision.ServedSet.Served;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** E6, E7: every outcome, by table; the window's edges; the clock. */
class DeciderTest {
    private static final String TABLE =
            """
            # card     | now   | outcome           | order
            04000001   | 12:00 | SERVE             | 1
            04FFFFFF   | 12:00 | UNKNOWN_CARD      | 0
            04000002   | 12:00 | CARD_INACTIVE     | 0
            04000003   | 12:00 | CARD_LOST         | 0
            04000004   | 12:00 | CARD_BLOCKED      | 0
            04000005   | 12:00 | CARD_EXPIRED      | 0
            04000006   | 12:00 | CARD_EXPIRED      | 0
            04000007   | 12:00 | SERVE             | 7
            04000008   | 12:00 | WRONG_SCHOOL      | 0
            04000009   | 12:00 | CARD_INACTIVE     | 0
            04000010   | 12:00 | STUDENT_INACTIVE  | 0
            04000011   | 12:00 | NO_ORDER_TODAY    | 0
            04000012   | 12:00 | NOT_IN_WINDOW     | 12
            04000012   | 16:00 | SERVE             | 12
            04000013   | 12:00 | ORDER_CANCELLED   | 13
            04000014   | 12:00 | NOT_PAID          | 14
            04000015   | 12:00 | ALREADY_SERVED    | 15
            04000016   | 12:00 | ALLERGEN_CONFLICT | 16
            04000017   | 12:00 | SERVE             | 18
            04000018   | 12:00 | ALREADY_SERVED    | 20
            04000019   | 12:00 | SERVE             | 23
            04000020   | 12:00 | NOT_PAID          | 25
            04000021   | 12:00 | SERVE             | 26
            04000021   | 16:00 | SERVE             | 27
            04000022   | 12:00 | SERVE             | 28
            04000023   | 12:00 | SERVE             | 29
            04000024   | 12:00 | NOT_IN_WINDOW     | 30
            04000001   | 22:01 | SNAPSHOT_TOO_OLD  | 0
            """;

    private static DayOrders day() {
        int today = (int) Days.lunch().day.toEpochDay();
        return Days.lunch()
                .window("snack", "15:30", "16:30")
                .card("04000001", CARD_STATE_ACTIVE, 1, 0)
                .card("04000002", CARD_STATE_INACTIVE, 1, 0)
                .card("04000003", CARD_STATE_LOST, 1, 0)
                .card("04000004", CARD_STATE_BLOCKED, 1, 0)
                .card("04000005", CARD_STATE_EXPIRED, 1, 0)
                .card("04000006", CARD_STATE_ACTIVE, 1, today - 1)
                .card("04000007", CARD_STATE_ACTIVE, 7, today)
                .card("04000008", CARD_STATE_OTHER_SCHOOL, 0, 0)
                .card("04000009", CARD_STATE_ACTIVE, 0, 0)
                .card("04000010", CARD_STATE_ACTIVE, 10, 0)
                .card("04000011", CARD_STATE_ACTIVE, 11, 0)
                .card("04000012", CARD_STATE_ACTIVE, 12, 0)
                .card("04000013", CARD_STATE_ACTIVE, 13, 0)
                .card("04000014", CARD_STATE_ACTIVE, 14, 0)
                .card("04000015", CARD_STATE_ACTIVE, 15, 0)
                .card("04000016", CARD_STATE_ACTIVE, 16, 0)
                .card("04000017", CARD_STATE_ACTIVE, 17, 0)
                .card("04000018", CARD_STATE_ACTIVE, 18, 0)
                .card("04000019", CARD_STATE_ACTIVE, 19, 0)
                .card("04000020", CARD_STATE_ACTIVE, 20, 0)
                .card("04000021", CARD_STATE_ACTIVE, 21, 0)
                .card("04000022", CARD_STATE_ACTIVE, 22, 0)
                .card("04000023", CARD_STATE_ACTIVE, 23, 0)
                .card("04000024", CARD_STATE_ACTIVE, 24, 0)
                .student(1, true)
                .student(7, true)
                .student(10, false)
                .student(11, true)
                .student(12, true)
                .student(13, true)
                .student(14, true)
                .student(15, true)
                .student(16, true, "milk", "peanut")
                .student(17, true)
                .student(18, true)
                .student(19, true)
                .student(20, true)
                .student(21, true)
                .student(22, true, "peanut")
                .student(23, true, "peanut")
                .student(24, true)
                .order(1, 1, "lunch", ORDER_STATE_CONFIRMED)
                .order(7, 7, "lunch", ORDER_STATE_PREPARING)
                .order(12, 12, "snack", ORDER_STATE_READY)
                .order(13, 13, "lunch", ORDER_STATE_CANCELLED)
                .order(14, 14, "lunch", ORDER_STATE_PENDING_PAYMENT)
                .order(15, 15, "lunch", ORDER_STATE_DELIVERED)
                .order(16, 16, "lunch", ORDER_STATE_CONFIRMED, "peanut", "gluten")
                // the first is served here, the second is not
                .order(18, 17, "lunch", ORDER_STATE_CONFIRMED)
                .order(17, 17, "lunch", ORDER_STATE_DELIVERED)
                // served and cancelled: the served one is what the child asks about
                .order(20, 18, "lunch", ORDER_STATE_DELIVERED)
                .order(19, 18, "lunch", ORDER_STATE_CANCELLED)
                // a cancelled and an unpaid order do not hide the good one
                .order(21, 19, "lunch", ORDER_STATE_CANCELLED)
                .order(22, 19, "lunch", ORDER_STATE_PENDING_PAYMENT)
                .order(23, 19, "lunch", ORDER_STATE_CONFIRMED)
                // a served one does not hide that the second is to be paid
                .order(24, 20, "lunch", ORDER_STATE_DELIVERED)
                .order(25, 20, "lunch", ORDER_STATE_PENDING_PAYMENT)
                // one per window
                .order(27, 21, "snack", ORDER_STATE_CONFIRMED)
                .order(26, 21, "lunch", ORDER_STATE_CONFIRMED)
                .order(28, 22, "lunch", ORDER_STATE_CONFIRMED, "gluten")
                .order(29, 23, "lunch", ORDER_STATE_CONFIRMED)
                .order(30, 24, "dinner", ORDER_STATE_CONFIRMED)
                .supervisor(7, "08000007")
                .found(77, "Diya S", "9 A", "")
                .found(7, "Child 7", "B-12", "123456")
                .build();
    }

    private static TapDecision decide(String card, Instant now) {
        return decide(card, now, ServedSet.EMPTY, trusted());
    }

    private static TapDecision decide(String card, Instant now, ServedSet served, ClockView clock) {
        return Decider.decide(
                new CardId(card), CardEvidence.NUMBER_ONLY, Optional.of(day()), served, now, clock);
    }

    private static TapDecision decide(String card, CardEvidence evidence) {
        return Decider.decide(
                new CardId(card),
                evidence,
                Optional.of(day()),
                ServedSet.EMPTY,
                Days.lunch().at("12:00"),
                trusted());
    }

    private static ClockView trusted() {
        return new ClockView(ClockState.CLOCK_SYNCED, Instant.MIN);
    }

    @ParameterizedTest(name = "{0} at {1} -> {2} {3}")
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void decide_followsTheTable(String card, String now, String outcome, long order) {
        TapDecision decision = decide(card, Days.lunch().at(now));
        assertThat(name(decision)).isEqualTo(outcome);
        assertThat(orderOf(decision)).isEqualTo(order);
    }

    private static String name(TapDecision decision) {
        return switch (decision) {
            case Serve serve -> "SERVE";
            case Refuse refuse -> refuse.reason().name();
        };
    }

    private static long orderOf(TapDecision decision) {
        return switch (decision) {
            case Serve serve -> serve.order().value();
            case Refuse refuse -> refuse.order().map(OrderId::value).orElse(0L);
        };
    }

    private static TapDecision decide(String told, CardForm form) {
        var orders = Optional.of(day());
        return Decider.decide(
                Presented.of(new CardId(told), form, orders),
                CardEvidence.NUMBER_ONLY,
                orders,
                ServedSet.EMPTY,
                Days.lunch().at("12:00"),
                trusted());
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    000001   | WIEGAND_26  | SERVE
                    000002   | DECIMAL_8   | CARD_INACTIVE
                    04000001 | DECIMAL_10  | SERVE
                    04000001 | REVERSED_32 | SERVE
                    FFFFFF   | WIEGAND_26  | UNKNOWN_CARD
                    040000   | REVERSED_24 | AMBIGUOUS_CARD
                    000001   | UID         | UNKNOWN_CARD
                    """)
    void decide_byAPartOfTheNumberMeansTheOneCardThatFits(
            String told, CardForm form, String expected) {
        assertThat(name(decide(told, form))).isEqualTo(expected);
    }

    @Test
    void decide_namesTheCandidatesOfAnAmbiguousNumber() {
        assertThat(((Refuse) decide("040000", CardForm.REVERSED_24)).detail())
                .startsWith("may be ..0001, ..0002, ..0003")
                .doesNotContain("04000001");
    }

    private static TapDecision byHand(long staff, long student, int quota, ServedSet served) {
        return Decider.decideByHand(
                new HandAsk(new StaffId(staff), new StudentId(student), quota, 2),
                Optional.of(day()),
                served,
                Days.lunch().at("12:00"),
                trusted(),
                Decider.Trace.OFF);
    }

    /** By hand only the card's rules fall away: every other refusal stands. */
    @ParameterizedTest(name = "supervisor {0}, child {1}, quota {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    7 | 1  | 3 | SERVE
                    8 | 1  | 3 | NOT_A_SUPERVISOR
                    7 | 99 | 3 | UNKNOWN_CHILD
                    7 | 1  | 2 | QUOTA_USED
                    7 | 1  | 0 | QUOTA_USED
                    7 | 12 | 3 | NOT_IN_WINDOW
                    7 | 13 | 3 | ORDER_CANCELLED
                    7 | 14 | 3 | NOT_PAID
                    7 | 15 | 3 | ALREADY_SERVED
                    7 | 16 | 3 | ALLERGEN_CONFLICT
                    """)
    void byHand_followsTheTable(long staff, long student, int quota, String expected) {
        assertThat(name(byHand(staff, student, quota, ServedSet.EMPTY))).isEqualTo(expected);
    }

    @Test
    void takenBack_isToServeAgainThoughTheSnapshotSaysDelivered() {
        Instant at = Days.lunch().at("11:45");
        assertThat(name(byHand(7, 15, 3, tookBack(at)))).isEqualTo("SERVE");
        assertThat(name(byHand(7, 15, 3, tookBack(at.plusMillis(1))))).isEqualTo("ALREADY_SERVED");
    }

    private static ServedSet tookBack(Instant at) {
        return new ServedSet() {
            @Override
            public Optional<Served> find(OrderId order) {
                return Optional.empty();
            }

            @Override
            public boolean tookBack(OrderId order, Instant servedAt) {
                return servedAt.equals(at);
            }
        };
    }

    @Test
    void findChildren_takesCodeThenRollThenName() {
        DayOrders day = day();
        assertThat(found(day, "123456")).isEqualTo("HAND_FOUND_PICKUP_CODE 7");
        assertThat(found(day, " b-12 ")).isEqualTo("HAND_FOUND_ROLL 7");
        assertThat(found(day, "DIYA")).isEqualTo("HAND_FOUND_NAME 77");
        assertThat(found(day, "23456")).isEmpty(); // a part of a code finds nobody
        assertThat(found(day, " ")).isEmpty();
        assertThat(day.findChildren("child", 3)).hasSize(3);
    }

    private static String found(DayOrders day, String text) {
        return day.findChildren(text, 20).stream()
                .map(one -> one.by() + " " + one.child().student().id())
                .collect(java.util.stream.Collectors.joining(", "));
    }

    @Test
    void supervisorsCard_fetchesNoMealAndStillProvesItself() {
        assertThat(name(decide("08000007", Days.lunch().at("12:00")))).isEqualTo("SUPERVISOR_CARD");
        var refuted =
                new CardEvidence(
                        CardProof.CARD_PROOF_REFUTED, 0, OptionalLong.empty(), CardRule.NUMBER);
        assertThat(name(decide("08000007", refuted))).isEqualTo("CARD_NOT_GENUINE");
        assertThat(day().supervisorOf(new CardId("04000001"))).isEmpty();
    }

    /** The tables and the taps below reach every reason there is. */
    @Test
    void everyReason_isReached() {
        Set<Reason> reached = EnumSet.noneOf(Reason.class);
        TABLE.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\|"))
                .map(row -> decide(row[0].strip(), Days.lunch().at(row[1].strip())))
                .forEach(decision -> add(reached, decision));
        add(
                reached,
                Decider.decide(
                        new CardId("04000001"),
                        CardEvidence.NUMBER_ONLY,
                        Optional.empty(),
                        ServedSet.EMPTY,
                        Instant.now(),
                        trusted()));
        add(reached, decide("04000001", Days.lunch().at("12:00").minus(Duration.ofDays(1))));
        add(reached, decide("040000", CardForm.REVERSED_24));
        add(reached, decide("08000007", Days.lunch().at("12:00")));
        add(reached, byHand(8, 1, 3, ServedSet.EMPTY));
        add(reached, byHand(7, 99, 3, ServedSet.EMPTY));
        add(reached, byHand(7, 1, 2, ServedSet.EMPTY));
        EVIDENCE.lines().forEach(line -> add(reached, decide("04000001", evidence(line))));
        Set<Reason> all = EnumSet.allOf(Reason.class);
        all.remove(Reason.REASON_UNSPECIFIED);
        all.remove(Reason.UNRECOGNIZED);
        assertThat(reached).isEqualTo(all);
    }

    private static void add(Set<Reason> reached, TapDecision decision) {
        if (decision instanceof Refuse refuse) {
            reached.add(refuse.reason());
        }
    }

    /** Proof, its count, the floor (- for none), the station's rule, and what comes of it. */
    private static final String EVIDENCE =
            """
            CARD_PROOF_NONE        | 0  | -  | NUMBER | SERVE
            CARD_PROOF_NONE        | 0  | -  | PROVEN | CARD_NOT_PROVEN
            CARD_PROOF_NONE        | 0  | 0  | NUMBER | CARD_NOT_PROVEN
            CARD_PROOF_NONE        | 0  | 17 | NUMBER | CARD_NOT_PROVEN
            CARD_PROOF_NONE        | 99 | 17 | PROVEN | CARD_NOT_PROVEN
            CARD_PROOF_SIGNED_READ | 0  | -  | NUMBER | SERVE
            CARD_PROOF_SIGNED_READ | 1  | -  | PROVEN | SERVE
            CARD_PROOF_SIGNED_READ | 16 | 17 | NUMBER | CARD_REPLAYED
            CARD_PROOF_SIGNED_READ | 17 | 17 | PROVEN | CARD_REPLAYED
            CARD_PROOF_SIGNED_READ | 18 | 17 | PROVEN | SERVE
            CARD_PROOF_SIGNED_READ | 16777215 | 16777214 | NUMBER | SERVE
            CARD_PROOF_KEY         | 0  | -  | PROVEN | SERVE
            CARD_PROOF_KEY         | 0  | 0  | NUMBER | SERVE
            CARD_PROOF_KEY         | 0  | 17 | PROVEN | SERVE
            CARD_PROOF_REFUTED     | 0  | -  | NUMBER | CARD_NOT_GENUINE
            CARD_PROOF_REFUTED     | 99 | 17 | PROVEN | CARD_NOT_GENUINE
            """;

    @ParameterizedTest(name = "{0} {1}, floor {2}, {3} -> {4}")
    @CsvSource(delimiter = '|', textBlock = EVIDENCE)
    void proof_isWeighedAgainstWhatTheCardHasShown(
            CardProof proof, long count, String floor, CardRule rule, String outcome) {
        var evidence = new CardEvidence(proof, count, floor(floor), rule);
        assertThat(name(decide("04000001", evidence))).isEqualTo(outcome);
        assertThat(evidence.doubt().map(Reason::name).orElse("SERVE")).isEqualTo(outcome);
    }

    /** Who gets no meal anyway hears the plainer reason; only then the card is doubted. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "04FFFFFF, UNKNOWN_CARD",
        "04000008, WRONG_SCHOOL",
        "04000003, CARD_LOST",
        "04000010, CARD_NOT_GENUINE",
        "04000015, CARD_NOT_GENUINE"
    })
    void proof_isWeighedOnceTheCardIsOneOfOurs(String card, String outcome) {
        var refuted =
                new CardEvidence(
                        CardProof.CARD_PROOF_REFUTED, 0, OptionalLong.empty(), CardRule.NUMBER);
        assertThat(name(decide(card, refuted))).isEqualTo(outcome);
    }

    @Test
    void doubt_namesTheChildAndWhatWasShown() {
        assertThat(
                        decide(
                                "04000001",
                                evidence(
                                        "CARD_PROOF_SIGNED_READ | 16 | 17 | NUMBER | CARD_REPLAYED")))
                .isEqualTo(
                        new Refuse(
                                Reason.CARD_REPLAYED,
                                Optional.of(new StudentId(1)),
                                Optional.empty(),
                                "its count is 16, it has shown 17"));
    }

    private static CardEvidence evidence(String line) {
        String[] row = line.split("\\|");
        return new CardEvidence(
                CardProof.valueOf(row[0].strip()),
                Long.parseLong(row[1].strip()),
                floor(row[2].strip()),
                CardRule.valueOf(row[3].strip()));
    }

    private static OptionalLong floor(String text) {
        return text.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REASON_UNSPECIFIED", "UNRECOGNIZED"})
    void advice_tellsWhatToDoForEveryReason(Reason reason) {
        assertThat(Advice.of(reason)).endsWith(".").hasSizeGreaterThan(20);
    }

    @Test
    void serve_carriesWhatTheCounterNeeds() {
        assertThat(decide("04000001", Days.lunch().at("12:00")))
                .isEqualTo(
                        new Serve(
                                new StudentId(1),
                                new OrderId(1),
                                new WindowId("lunch"),
                                "Child 1",
                                "4 B",
                                "1 x Thali"));
    }

    @Test
    void secondHelping_saysWhenAndWhere() {
        Days lunch = Days.lunch();
        ServedSet here =
                order ->
                        order.value() == 1
                                ? Optional.of(new Served(5, lunch.at("12:03"), "counter-1-b"))
                                : Optional.empty();
        assertThat(decide("04000001", lunch.at("12:10"), here, trusted()))
                .isEqualTo(
                        new Refuse(
                                Reason.ALREADY_SERVED,
                                Optional.of(new StudentId(1)),
                                Optional.of(new OrderId(1)),
                                "served 12:03 at counter-1-b"));
        assertThat(((Refuse) decide("04000015", lunch.at("12:10"))).detail())
                .isEqualTo("served 11:45 at greenfield-c2");
    }

    @Test
    void refusals_nameWhatTheyReferTo() {
        Days lunch = Days.lunch();
        assertThat(((Refuse) decide("04000012", lunch.at("12:00"))).detail())
                .isEqualTo("window snack is 15:30 to 16:30");
        assertThat(((Refuse) decide("04000024", lunch.at("12:00"))).detail())
                .isEqualTo("window dinner is not held today");
        assertThat(((Refuse) decide("04000016", lunch.at("12:00"))).detail()).isEqualTo("peanut");
        assertThat(((Refuse) decide("04000001", lunch.at("22:30"))).detail())
                .isEqualTo("the list is of 2026-11-23");
    }

    /** Inclusive opening, exclusive closing, to the millisecond, in the school's zone. */
    @ParameterizedTest(name = "{0} {1}: {2} UTC -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # India has no daylight saving: 11:30 is 06:00 UTC
                    Asia/Kolkata  | 2026-11-23 | 2026-11-23T05:59:59.999Z | NOT_IN_WINDOW
                    Asia/Kolkata  | 2026-11-23 | 2026-11-23T06:00:00Z     | SERVE
                    Asia/Kolkata  | 2026-11-23 | 2026-11-23T08:29:59.999Z | SERVE
                    Asia/Kolkata  | 2026-11-23 | 2026-11-23T08:30:00Z     | NOT_IN_WINDOW
                    # the day before daylight saving, the day itself, the day it ends
                    Europe/Berlin | 2026-03-28 | 2026-03-28T10:29:59.999Z | NOT_IN_WINDOW
                    Europe/Berlin | 2026-03-28 | 2026-03-28T10:30:00Z     | SERVE
                    Europe/Berlin | 2026-03-29 | 2026-03-29T09:29:59.999Z | NOT_IN_WINDOW
                    Europe/Berlin | 2026-03-29 | 2026-03-29T09:30:00Z     | SERVE
                    Europe/Berlin | 2026-03-29 | 2026-03-29T11:59:59.999Z | SERVE
                    Europe/Berlin | 2026-03-29 | 2026-03-29T12:00:00Z     | NOT_IN_WINDOW
                    Europe/Berlin | 2026-10-25 | 2026-10-25T10:29:59.999Z | NOT_IN_WINDOW
                    Europe/Berlin | 2026-10-25 | 2026-10-25T10:30:00Z     | SERVE
                    Europe/Berlin | 2026-10-25 | 2026-10-25T12:59:59.999Z | SERVE
                    Europe/Berlin | 2026-10-25 | 2026-10-25T13:00:00Z     | NOT_IN_WINDOW
                    # the school's day, not UTC's: midnight in Kolkata is 18:30 UTC of the day before
                    Asia/Kolkata  | 2026-11-23 | 2026-11-22T18:29:59.999Z | SNAPSHOT_TOO_OLD
                    Asia/Kolkata  | 2026-11-23 | 2026-11-22T18:30:00Z     | NOT_IN_WINDOW
                    Asia/Kolkata  | 2026-11-23 | 2026-11-23T18:30:00Z     | SNAPSHOT_TOO_OLD
                    """)
    void window_isOpenByTheSchoolsClock(String zone, String day, Instant now, String outcome) {
        DayOrders orders =
                new Days(day, zone)
                        .window("lunch", "11:30", "14:00")
                        .card("04000001", CARD_STATE_ACTIVE, 1, 0)
                        .student(1, true)
                        .order(1, 1, "lunch", ORDER_STATE_CONFIRMED)
                        .build();
        TapDecision decision =
                Decider.decide(
                        new CardId("04000001"),
                        CardEvidence.NUMBER_ONLY,
                        Optional.of(orders),
                        ServedSet.EMPTY,
                        now,
                        trusted());
        assertThat(name(decision)).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}, newest {1}, now {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CLOCK_UNKNOWN  | 12:05 | 12:00 | SERVE
                    CLOCK_UNKNOWN  | 12:06 | 12:00 | CLOCK_NOT_TRUSTED
                    CLOCK_HOLDOVER | 12:06 | 12:00 | CLOCK_NOT_TRUSTED
                    CLOCK_SYNCED   | 12:06 | 12:00 | SERVE
                    CLOCK_UNKNOWN  | 11:00 | 12:00 | SERVE
                    """)
    void clock_isNotTrustedBehindWhatWasRecorded(
            ClockState state, String newest, String now, String outcome) {
        ClockView clock = new ClockView(state, Days.lunch().at(newest));
        assertThat(name(decide("04000001", Days.lunch().at(now), ServedSet.EMPTY, clock)))
                .isEqualTo(outcome);
    }

    @Test
    void clock_isNotTrustedBeforeTheSnapshotWasMade() {
        Instant made = Days.lunch().at("00:00");
        assertThat(name(decide("04000001", made.minus(Decider.CLOCK_TOLERANCE))))
                .isEqualTo(
                        "SNAPSHOT_TOO_OLD"); // within the tolerance: it is yesterday, that is all
        assertThat(name(decide("04000001", made.minus(Decider.CLOCK_TOLERANCE).minusMillis(1))))
                .isEqualTo("CLOCK_NOT_TRUSTED");
    }

    @Test
    void decide_givesTheSameAnswerAgain() {
        Instant now = Days.lunch().at("12:00");
        for (int card = 1; card <= 24; card++) {
            String uid = "040000%02d".formatted(card);
            assertThat(decide(uid, now)).isEqualTo(decide(uid, now));
        }
    }

    @Test
    void rowsThatMakeNoSense_areRefusedByName() {
        assertThatThrownBy(() -> Days.lunch().window("late", "23:00", "24:01").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1441");
        assertThatThrownBy(() -> Days.lunch().student(0, true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("student id 0");
        assertThatThrownBy(
                        () ->
                                DayOrders.of(
                                        Days.lunch().manifest().toBuilder().setZone("Mars").build(),
                                        Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Mars");
    }

    @Test
    void lookup_tellsAPersonWhatIsKnown() {
        CardFacts facts = day().lookup(new CardId("04000021")).orElseThrow();
        assertThat(facts.student().orElseThrow().name()).isEqualTo("Child 21");
        assertThat(facts.orders())
                .extracting(order -> order.id().value())
                .containsExactly(26L, 27L);
        assertThat(day().lookup(new CardId("04FFFFFF"))).isEmpty();
    }
}
