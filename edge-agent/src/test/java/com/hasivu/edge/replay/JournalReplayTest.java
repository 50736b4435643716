package com.hasivu.edge.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.history.HandInput;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.serving.HandResult;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.HandProof;
import com.hasivu.protocol.wire.HandReason;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.reader.Assurance;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** E6: taps through the shipped path, then its journal decided again from files alone. */
class JournalReplayTest {
    private static final CardId CARD = Cloud.card(1);

    @TempDir Path folder;
    private final Cloud cloud = new Cloud().child(1).child(2).child(3).supervisor(7, "");
    private Optional<Counter> opened = Optional.empty();

    private Counter counter() {
        if (opened.isEmpty()) {
            Counter counter = new Counter(folder, cloud);
            counter.snapshots.applyFull(cloud.full());
            opened = Optional.of(counter);
        }
        return opened.get();
    }

    @AfterEach
    void close() {
        opened.ifPresent(Counter::close);
    }

    /** Makes the counter refuse for each reason. */
    private interface Scene {
        void play(Counter counter);
    }

    private static final Map<Reason, Scene> SCENES = new EnumMap<>(Reason.class);

    static {
        SCENES.put(Reason.UNKNOWN_CARD, c -> c.tap(new CardId("04FFFFFF")));
        SCENES.put(Reason.CARD_INACTIVE, c -> card(c, CardState.CARD_STATE_INACTIVE));
        SCENES.put(Reason.CARD_LOST, c -> card(c, CardState.CARD_STATE_LOST));
        SCENES.put(Reason.CARD_BLOCKED, c -> card(c, CardState.CARD_STATE_BLOCKED));
        SCENES.put(Reason.CARD_EXPIRED, c -> card(c, CardState.CARD_STATE_EXPIRED));
        SCENES.put(Reason.WRONG_SCHOOL, c -> card(c, CardState.CARD_STATE_OTHER_SCHOOL));
        SCENES.put(Reason.STUDENT_INACTIVE, c -> change(c, student(false)));
        SCENES.put(
                Reason.NO_ORDER_TODAY,
                c -> {
                    c.snapshots.applyDelta(c.cloud.withoutOrder(1));
                    c.tap(CARD);
                });
        SCENES.put(
                Reason.NOT_IN_WINDOW,
                c -> {
                    c.now = Cloud.NOON.plus(Duration.ofHours(4));
                    c.tap(CARD);
                });
        SCENES.put(Reason.ORDER_CANCELLED, c -> order(c, OrderState.ORDER_STATE_CANCELLED));
        SCENES.put(Reason.NOT_PAID, c -> order(c, OrderState.ORDER_STATE_PENDING_PAYMENT));
        SCENES.put(
                Reason.ALREADY_SERVED,
                c -> {
                    c.tap(CARD);
                    c.tap(CARD);
                });
        SCENES.put(
                Reason.ALLERGEN_CONFLICT,
                c -> {
                    c.snapshots.applyDelta(c.cloud.delta(student(true, "peanut")));
                    change(c, orderWith("peanut"));
                });
        SCENES.put(
                Reason.SNAPSHOT_TOO_OLD,
                c -> {
                    c.now = Cloud.NOON.plus(Duration.ofDays(1));
                    c.tap(CARD);
                });
        SCENES.put(
                Reason.CLOCK_NOT_TRUSTED,
                c -> {
                    c.tap(Cloud.card(2));
                    c.now = Cloud.NOON.minus(Duration.ofMinutes(10));
                    c.tap(CARD);
                    c.clock = ClockState.CLOCK_SYNCED;
                    c.tap(CARD);
                });
        SCENES.put(Reason.CARD_NOT_GENUINE, c -> c.tap(CARD, new Assurance.Refuted("forged")));
        SCENES.put(
                Reason.CARD_REPLAYED,
                c -> {
                    c.tap(CARD, new Assurance.SignedRead(5));
                    c.tap(CARD, new Assurance.SignedRead(5));
                });
        SCENES.put(
                Reason.CARD_NOT_PROVEN,
                c -> {
                    c.tap(CARD, new Assurance.KeyProven());
                    c.tap(CARD);
                });
        SCENES.put(
                Reason.AMBIGUOUS_CARD,
                c -> {
                    c.snapshots.applyDelta(c.cloud.delta(other("AA04000001"), other("BB04000001")));
                    c.tap(new CardId("04000001"), CardForm.DECIMAL_10);
                    c.tap(new CardId("04000002"), CardForm.DECIMAL_10); // fits one
                });
        SCENES.put(Reason.SUPERVISOR_CARD, c -> c.tap(Cloud.staffCard(7)));
        SCENES.put(Reason.NOT_A_SUPERVISOR, c -> byHand(c, 8, 1));
        SCENES.put(Reason.UNKNOWN_CHILD, c -> byHand(c, 7, 99));
        SCENES.put(
                Reason.QUOTA_USED,
                c -> {
                    for (int child = 1; child <= 3; child++) {
                        byHand(c, 7, child);
                    }
                    byHand(c, 7, 1);
                    c.hands.undo(actor(7, HandReason.NOT_HANDED_OVER), 2);
                    byHand(c, 7, 2); // one is left again
                });
    }

    private static HandResult byHand(Counter c, long staff, long student) {
        return c.hands.serve(
                actor(staff, HandReason.CARD_FORGOTTEN),
                new StudentId(student),
                HandFound.HAND_FOUND_NAME);
    }

    private static HandInput.Actor actor(long staff, HandReason reason) {
        return new HandInput.Actor(new StaffId(staff), HandProof.HAND_PROOF_CARD, reason);
    }

    private Explanation explain(long sequence, Path journal) {
        var explainer = new Explainer(sequence, counter().versions()::at, CardRule.NUMBER);
        Journal.readAll(journal, explainer);
        return explainer.explanation().orElseThrow();
    }

    @Test
    void handAndUndo_areReplayedAndExplained() {
        byHand(counter(), 7, 1);
        counter().hands.undo(actor(7, HandReason.WRONG_CHILD), 1);
        counter().tap(CARD);
        assertThat(counter().replay().agrees()).isTrue();
        assertThat(counter().replay().outcomes()).isEqualTo(Map.of("SERVE", 2L, "UNDO", 1L));

        Explanation serve = explain(1, folder.resolve("journal"));
        assertThat(serve.recorded())
                .isEqualTo("by supervisor 7 (CARD, CARD_FORGOTTEN): serve, order 1 of student 1");
        assertThat(serve.rules())
                .extracting(Explanation.RuleAnswer::rule)
                .isEqualTo(Decider.Rule.BY_HAND);
        assertThat(serve.rules().get(6).saw()).isEqualTo("0 of 3 serves by hand stood");
        assertThat(serve.child().orElseThrow().student().name()).isEqualTo("Child 1");
        Explanation undo = explain(2, folder.resolve("journal"));
        assertThat(undo.recorded())
                .isEqualTo(
                        "by supervisor 7 (CARD, WRONG_CHILD): take back record 1, order 1 of student 1");
        assertThat(undo.attempt().outcome()).isEqualTo(new Outcome.Same());
    }

    @Test
    void plantedHandOrUndo_isNamed() {
        byHand(counter(), 7, 1);
        counter().hands.undo(actor(7, HandReason.WRONG_CHILD), 1);
        Path late =
                counter()
                        .changed(
                                2,
                                tap ->
                                        tap.setMonotonicNanos(
                                                tap.getMonotonicNanos() + 11_000_000_000L));
        assertThat(counter().replay(late).differences())
                .singleElement()
                .extracting(ReplayReport.Named::why)
                .asString()
                .contains("TOO_LATE");
        Path nobody =
                counter().changed(1, tap -> tap.setByHand(tap.getByHand().toBuilder().setStaff(9)));
        assertThat(counter().replay(nobody).differences().getFirst().why())
                .contains("refuse NOT_A_SUPERVISOR");
        Path noQuota =
                counter().changed(1, tap -> tap.setByHand(tap.getByHand().toBuilder().setQuota(0)));
        assertThat(counter().replay(noQuota).differences().getFirst().why())
                .contains("refuse QUOTA_USED");
    }

    private static void card(Counter c, CardState state) {
        change(c, Cloud.cardRow(1, state));
    }

    private static void order(Counter c, OrderState state) {
        change(c, Cloud.orderRow(1, state));
    }

    private static void change(Counter c, Row row) {
        c.snapshots.applyDelta(c.cloud.delta(row));
        c.tap(CARD);
    }

    private static Row student(boolean active, String... allergens) {
        return Row.newBuilder()
                .setStudent(
                        StudentRow.newBuilder()
                                .setStudent(1)
                                .setName("Child 1")
                                .setActive(active)
                                .addAllAllergens(List.of(allergens)))
                .build();
    }

    private static Row orderWith(String allergen) {
        Row row = Cloud.orderRow(1, OrderState.ORDER_STATE_CONFIRMED);
        return Row.newBuilder().setOrder(row.getOrder().toBuilder().addAllergens(allergen)).build();
    }

    private static Row other(String uid) {
        return Row.newBuilder()
                .setCard(
                        CardRow.newBuilder()
                                .setUid(ByteString.copyFrom(new CardId(uid).bytes()))
                                .setState(CardState.CARD_STATE_ACTIVE))
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REASON_UNSPECIFIED", "UNRECOGNIZED", "NO_SNAPSHOT"})
    void everyRefusal_isDecidedTheSameAgain(Reason reason) {
        Counter counter = counter();
        Objects.requireNonNull(SCENES.get(reason), "no scene").play(counter);
        counter.tap(Cloud.card(3));
        ReplayReport report = counter.replay();
        assertThat(report.outcomes()).containsKey(reason.name());
        assertThat(report.differences()).isEmpty();
        assertThat(report.agrees()).isTrue();
        assertThat(report.same()).isEqualTo(counter.journal.lastSequence());
        assertThat(report.ruleAssumed()).isZero();
    }

    @Test
    void tapsBeforeTheFirstSnapshot_areReplayedToo() {
        opened = Optional.of(new Counter(folder, cloud));
        counter().tap(CARD);
        counter().snapshots.applyFull(cloud.full());
        counter().tap(CARD);
        assertThat(counter().replay().agrees()).isTrue();
        assertThat(counter().replay().outcomes()).isEqualTo(Map.of("NO_SNAPSHOT", 1L, "SERVE", 1L));
    }

    @Test
    void restartsReshownTapsAndAChangedRule_replayTheSame() {
        Counter counter = counter();
        counter.signal.breakLamp(true);
        counter.tap(CARD, new Assurance.SignedRead(3));
        counter.signal.breakLamp(false);
        counter.restart();
        assertThat(counter.tap(CARD, new Assurance.SignedRead(7)))
                .isInstanceOf(TapResult.Reshown.class); // count 7 is shown, no record holds it
        counter.tap(CARD, new Assurance.SignedRead(7));
        assertThat(counter.record(2).getRefusal().getReason()).isEqualTo(Reason.CARD_REPLAYED);
        counter.rule = CardRule.PROVEN;
        counter.restart();
        counter.tap(Cloud.card(2));
        assertThat(counter.record(3).getRefusal().getReason()).isEqualTo(Reason.CARD_NOT_PROVEN);
        counter.rule = CardRule.NUMBER;
        counter.restart();
        counter.tap(Cloud.card(2));
        assertThat(counter.replay().differences()).isEmpty();
        assertThat(counter.replay().agrees()).isTrue();
    }

    @Test
    void plantedServe_isNamedWithBothDecisions() {
        counter().tap(CARD);
        counter().tap(CARD);
        Path forged =
                counter()
                        .changed(
                                2,
                                tap -> tap.setServe(Serve.newBuilder().setOrder(1).setStudent(1)));
        ReplayReport report = counter().replay(forged);
        assertThat(report.agrees()).isFalse();
        assertThat(report.different()).isEqualTo(1);
        assertThat(report.differences().getFirst().sequence()).isEqualTo(2);
        assertThat(report.differences().getFirst().why())
                .isEqualTo(
                        "decision: recorded serve, order 1 of student 1, replayed refuse"
                                + " ALREADY_SERVED, order 1 of student 1");
    }

    @Test
    void plantedRefusal_isNamedAndTheServeThatFollowsToo() {
        counter().tap(CARD);
        counter().tap(CARD);
        Path forged =
                counter()
                        .changed(
                                1,
                                tap ->
                                        tap.setRefusal(
                                                Refusal.newBuilder()
                                                        .setReason(Reason.NOT_PAID)
                                                        .setStudent(1)
                                                        .setOrder(1)));
        assertThat(counter().replay(forged).differences())
                .extracting(ReplayReport.Named::sequence)
                .containsExactly(1L, 2L); // never served, so the refusal as served is wrong
    }

    @Test
    void plantedWindowDayCardOrFloor_areNamed() {
        counter().tap(CARD, new Assurance.SignedRead(4));
        counter().tap(CARD, new Assurance.SignedRead(9));
        assertThat(counter().replay(counter().changed(1, t -> t.setWindow("dinner"))).differences())
                .singleElement()
                .extracting(ReplayReport.Named::why)
                .isEqualTo("window: recorded 'dinner', replayed 'lunch'");
        assertThat(
                        counter()
                                .replay(counter().changed(1, t -> t.setSchoolDay(20_000)))
                                .differences())
                .singleElement()
                .extracting(ReplayReport.Named::why)
                .asString()
                .contains("school day");
        assertThat(counter().replay(counter().changed(2, t -> t.clearReadFloor())).differences())
                .singleElement()
                .extracting(ReplayReport.Named::why)
                .asString()
                .contains("took none as the card's highest count, the records before it show 4");
    }

    @Test
    void missingSnapshot_isNamedAndIsNoDifference() throws Exception {
        counter().tap(CARD);
        counter().snapshots.applyDelta(cloud.delta(Cloud.cardRow(2, CardState.CARD_STATE_LOST)));
        counter().tap(Cloud.card(2));
        Path forged = counter().changed(2, tap -> tap.setSnapshotVersion(77));
        ReplayReport report = counter().replay(forged);
        assertThat(report.different()).isZero();
        assertThat(report.same()).isEqualTo(1);
        assertThat(report.agrees()).isFalse();
        assertThat(report.missing()).containsOnlyKeys(77L);
        assertThat(missing(report, 77).why())
                .contains("snapshot 77 is not kept in")
                .contains("it holds 2 version(s), 1 to 2");
        assertThat(missing(report, 77).records()).isEqualTo(1);

        try (Stream<Path> files = Files.list(folder.resolve("snapshots-kept"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThat(missing(counter().replay(), 2).why()).contains("it holds none");
        assertThat(counter().replay().withoutSnapshot()).isEqualTo(2);
    }

    private static ReplayReport.MissingVersion missing(ReplayReport report, long version) {
        return Objects.requireNonNull(report.missing().get(version), "not missing: " + version);
    }

    /** The serve is trimmed away; what rests on it is not called a difference. */
    @Test
    void trimmedJournal_saysWhatItCannotKnow() {
        Counter counter = counter();
        counter.tap(CARD, new Assurance.SignedRead(5)); // order 1 served, in the first segment
        fillASegment(counter, Cloud.card(2));
        long last = counter.journal.lastSequence();
        counter.journal.acked(last, counter.journal.hashAt(last));
        assertThat(counter.journal.trim(last)).isEqualTo(1);
        assertThat(counter.journal.firstSequence()).isGreaterThan(1);
        counter.tap(CARD, new Assurance.SignedRead(6)); // by memory: served
        counter.tap(CARD, new Assurance.SignedRead(6)); // by memory: a replay
        counter.tap(Cloud.card(3));

        ReplayReport report = counter.replay();
        assertThat(report.differences()).isEmpty();
        assertThat(report.forgotten())
                .anySatisfy(
                        named -> {
                            assertThat(named.sequence()).isEqualTo(last + 1);
                            assertThat(named.why())
                                    .contains("recorded refuse ALREADY_SERVED, order 1")
                                    .contains("records before " + counter.journal.firstSequence());
                        });
        assertThat(report.agrees()).isFalse();
        assertThat(report.missing()).isEmpty();
    }

    private static void fillASegment(Counter counter, CardId card) {
        Path second = counter.folder.resolve("journal/segment-00000002.journal");
        while (!begun(second)) {
            counter.tap(card);
            counter.now = counter.now.plusMillis(1);
        }
    }

    /** Made ahead of time of zeros; begun once its header is written. */
    private static boolean begun(Path segment) {
        try (var in = Files.newInputStream(segment)) {
            return in.read() != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** On a later day than the first kept record, trimmed records explain nothing. */
    @Test
    void trimmedJournal_stillNamesADifferenceOfALaterDay() {
        Counter counter = counter();
        fillASegment(counter, Cloud.card(2));
        long last = counter.journal.lastSequence();
        counter.journal.acked(last, counter.journal.hashAt(last));
        assertThat(counter.journal.trim(last)).isEqualTo(1);
        cloud.nextDay();
        counter.snapshots.applyFull(cloud.full());
        counter.now = Cloud.NOON.plus(Duration.ofDays(1));
        counter.tap(CARD);
        var forged =
                Counter.parse(counter.records().getLast()).toBuilder()
                        .setRefusal(
                                Refusal.newBuilder()
                                        .setReason(Reason.ALREADY_SERVED)
                                        .setOrder(1)
                                        .setStudent(1))
                        .build();
        counter.journal.append(1, forged.toByteArray());
        ReplayReport before = counter.replay();
        assertThat(before.differences()).isEmpty(); // served by the record before: right
        counter.now = counter.now.plusSeconds(1);
        counter.tap(Cloud.card(3));
        var wrong =
                Counter.parse(counter.records().getFirst()).toBuilder()
                        .setWallMillis(counter.now.toEpochMilli())
                        .setSnapshotVersion(cloud.version())
                        .setSchoolDay((int) Cloud.DAY.plusDays(1).toEpochDay())
                        .setCard(ByteString.copyFrom(Cloud.card(2).bytes()))
                        .setRefusal(
                                Refusal.newBuilder()
                                        .setReason(Reason.ALREADY_SERVED)
                                        .setOrder(2)
                                        .setStudent(2))
                        .build();
        long sequence = counter.journal.append(1, wrong.toByteArray()).id().sequence();
        assertThat(counter.replay().differences())
                .singleElement()
                .extracting(ReplayReport.Named::sequence)
                .isEqualTo(sequence);
    }

    @Test
    void recordsWithoutTheirRule_areDecidedAsConfiguredNow() {
        counter().tap(CARD);
        Path old = counter().changed(1, tap -> tap.clearDemand().clearReadFloor());
        ReplayReport report = counter().replay(old);
        assertThat(report.agrees()).isTrue();
        assertThat(report.ruleAssumed()).isEqualTo(1);
        assertThat(JournalReplay.of(old, counter().versions()::at, CardRule.PROVEN).different())
                .isEqualTo(1);
    }

    @Test
    void recordsOfANewerProgram_areUnreadableAndNoDifference() {
        counter().tap(CARD);
        counter().tap(CARD);
        assertThat(counter().replay(counter().changed(1, t -> t.setForm("qr"))).unreadable())
                .singleElement()
                .extracting(ReplayReport.Named::why)
                .isEqualTo("card form 'qr'");
        Path newer =
                counter().changed(2, t -> t.setRefusal(Refusal.newBuilder().setReasonValue(99)));
        assertThat(counter().replay(newer).unreadable())
                .singleElement()
                .extracting(ReplayReport.Named::recorded)
                .isEqualTo("refuse reason 99");
        assertThat(counter().replay(newer).different()).isZero();
    }

    @Test
    void oneDay_isDecidedOnAllThatCameBefore() {
        Counter counter = counter();
        counter.tap(CARD, new Assurance.SignedRead(5));
        cloud.nextDay();
        counter.snapshots.applyFull(cloud.full());
        counter.now = Cloud.NOON.plus(Duration.ofDays(1));
        counter.tap(CARD, new Assurance.SignedRead(5));
        JournalReplay replay =
                new JournalReplay(
                        counter.versions()::at,
                        CardRule.NUMBER,
                        Optional.of(Cloud.DAY.plusDays(1)),
                        read -> {});
        Journal.readAll(folder.resolve("journal"), replay);
        assertThat(replay.report().records()).isEqualTo(1);
        assertThat(replay.report().outcomes()).containsOnlyKeys("CARD_REPLAYED");
        assertThat(replay.report().agrees()).isTrue();
    }
}
