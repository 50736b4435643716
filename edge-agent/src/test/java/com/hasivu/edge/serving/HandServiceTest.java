package com.hasivu.edge.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.decision.UndoDecision.Why;
import com.hasivu.edge.history.HandInput.Actor;
import com.hasivu.edge.replay.Counter;
import com.hasivu.edge.signal.Shown.Lamp;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.HandProof;
import com.hasivu.protocol.wire.HandReason;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.TapRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** By hand and by card on one real journal and snapshot. */
class HandServiceTest {
    @TempDir Path folder;
    private final Cloud cloud =
            new Cloud().child(1).child(2).child(3).child(4).child(5).supervisor(7, "");
    private Counter counter;

    @BeforeEach
    void start() {
        counter = new Counter(folder, cloud);
        counter.snapshots.applyFull(cloud.full());
    }

    @AfterEach
    void stop() {
        counter.close();
    }

    private HandResult serve(long student) {
        return counter.hands.serve(
                actor(HandReason.CARD_FORGOTTEN),
                new StudentId(student),
                HandFound.HAND_FOUND_ROLL);
    }

    private UndoResult undo(long sequence) {
        return counter.hands.undo(actor(HandReason.WRONG_CHILD), sequence);
    }

    private static Actor actor(HandReason reason) {
        return new Actor(new StaffId(7), HandProof.HAND_PROOF_PIN, reason);
    }

    private static Reason reason(HandResult result) {
        return ((Refuse) ((HandResult.Decided) result).decision()).reason();
    }

    private static Reason reason(TapResult result) {
        return ((Refuse) ((TapResult.Decided) result).decision()).reason();
    }

    private static boolean served(TapResult result) {
        return result instanceof TapResult.Decided(Serve serve, var record, var shown);
    }

    @Test
    void byHand_isRecordedWithActorReasonAndWhatWasAsked() throws Exception {
        assertThat(serve(1)).isInstanceOf(HandResult.Decided.class);
        TapRecord record = TapRecord.parseFrom(counter.records().getFirst().payload());
        assertThat(record.getServe().getOrder()).isEqualTo(1);
        assertThat(record.getByHand().getStaff()).isEqualTo(7);
        assertThat(record.getByHand().getProof()).isEqualTo(HandProof.HAND_PROOF_PIN);
        assertThat(record.getByHand().getReason()).isEqualTo(HandReason.CARD_FORGOTTEN);
        assertThat(record.getByHand().getFound()).isEqualTo(HandFound.HAND_FOUND_ROLL);
        assertThat(record.getByHand().getQuota()).isEqualTo(3);
        assertThat(record.getCard().isEmpty()).isTrue();
        assertThat(counter.journal.wasShown(1)).isTrue();
    }

    @Test
    void byHandAndByCard_serveAnOrderOnceTogether() {
        serve(1);
        assertThat(reason(counter.tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
        counter.tap(Cloud.card(2));
        assertThat(reason(serve(2))).isEqualTo(Reason.ALREADY_SERVED);
        counter.restart();
        assertThat(reason(serve(1))).isEqualTo(Reason.ALREADY_SERVED);
    }

    @Test
    void quota_countsWhatStandsOverARestartAndADay() {
        serve(1);
        serve(2);
        serve(3);
        assertThat(reason(serve(4))).isEqualTo(Reason.QUOTA_USED);
        undo(3);
        assertThat(serve(4))
                .isInstanceOfSatisfying(
                        HandResult.Decided.class,
                        it -> assertThat(it.decision()).isInstanceOf(Serve.class));
        counter.restart();
        assertThat(reason(serve(5))).isEqualTo(Reason.QUOTA_USED);
        assertThat(served(counter.tap(Cloud.card(5)))).isTrue(); // cards are not counted
        cloud.nextDay();
        counter.snapshots.applyFull(cloud.full());
        counter.now = Cloud.NOON.plus(Duration.ofDays(1));
        assertThat(reason(serve(1))).isEqualTo(Reason.ALREADY_SERVED); // the same order, not quota
    }

    @Test
    void undo_letsTheOrderBeServedOnceMoreAndNoMore() {
        counter.tap(Cloud.card(1));
        assertThat(undo(1)).isInstanceOf(UndoResult.TakenBack.class);
        assertThat(undo(1)).isEqualTo(new UndoResult.Refused(Why.NO_SUCH_SERVE));
        assertThat(served(counter.tap(Cloud.card(1)))).isTrue();
        assertThat(reason(counter.tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
        counter.restart();
        assertThat(reason(counter.tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
    }

    @Test
    void undo_isTakenForTenSecondsOnly() {
        counter.stopTime();
        counter.tap(Cloud.card(1));
        counter.tap(Cloud.card(2));
        counter.now = Cloud.NOON.minusSeconds(3600); // the wall clock decides nothing here
        counter.later = Duration.ofMillis(10_000).toNanos();
        assertThat(undo(1)).isInstanceOf(UndoResult.TakenBack.class);
        counter.later = Duration.ofMillis(10_001).toNanos();
        assertThat(undo(2)).isEqualTo(new UndoResult.Refused(Why.TOO_LATE));
        assertThat(reason(counter.tap(Cloud.card(2)))).isNotNull();
    }

    @Test
    void undo_ofWhatThisProcessDidNotServe_isRefused() {
        counter.tap(Cloud.card(1));
        counter.tap(Cloud.card(1)); // a refusal: record 2
        assertThat(undo(2)).isEqualTo(new UndoResult.Refused(Why.NO_SUCH_SERVE));
        assertThat(undo(77)).isEqualTo(new UndoResult.Refused(Why.NO_SUCH_SERVE));
        counter.restart();
        assertThat(undo(1)).isEqualTo(new UndoResult.Refused(Why.NO_SUCH_SERVE));
        assertThat(counter.journal.lastSequence()).isEqualTo(2);
    }

    /** The cloud was faster with the serve than with its undo: the station knows better. */
    @Test
    void undo_standsAgainstASnapshotThatCallsTheOrderDelivered() {
        counter.tap(Cloud.card(1));
        counter.snapshots.applyDelta(cloud.delta(delivered(Cloud.NOON.toEpochMilli())));
        undo(1);
        assertThat(served(counter.tap(Cloud.card(1)))).isTrue();
        assertThat(counter.restartAndReplay().agrees()).isTrue();
    }

    @Test
    void undo_doesNotStandAgainstAServeElsewhere() {
        counter.tap(Cloud.card(1));
        undo(1);
        counter.snapshots.applyDelta(cloud.delta(delivered(Cloud.NOON.toEpochMilli() + 60_000)));
        assertThat(reason(counter.tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
    }

    private static Row delivered(long millis) {
        OrderRow order = Cloud.orderRow(1, OrderState.ORDER_STATE_DELIVERED).getOrder();
        return Row.newBuilder()
                .setOrder(order.toBuilder().setDeliveredMillis(millis).setDeliveredStation("c1"))
                .build();
    }

    @Test
    void undo_takesBackTheGreenThatIsOwed() {
        counter.signal.breakLamp(true);
        counter.tap(Cloud.card(1)); // recorded, not shown
        undo(1);
        counter.signal.breakLamp(false);
        assertThat(counter.tap(Cloud.card(1))).isNotInstanceOf(TapResult.Reshown.class);
        assertThat(counter.signal.last().lamp()).isEqualTo(Lamp.SERVE); // a new serve, record 3
        assertThat(counter.signal.last().record().orElseThrow().sequence()).isEqualTo(3);
    }

    @Test
    void undo_takesBackTheGreenThatIsOwedAfterARestart() {
        counter.signal.breakLamp(true);
        counter.tap(Cloud.card(1));
        undo(1);
        counter.signal.breakLamp(false);
        counter.restart();
        assertThat(counter.tap(Cloud.card(1))).isNotInstanceOf(TapResult.Reshown.class);
    }

    @Test
    void diskThatFails_servesNothingAndTakesNothingBack() {
        counter.tap(Cloud.card(1));
        counter.failOneIn = 1;
        assertThat(serve(2)).isInstanceOf(HandResult.OutOfService.class);
        assertThat(undo(1)).isInstanceOf(UndoResult.OutOfService.class);
        counter.failOneIn = 0;
        counter.heal();
        assertThat(reason(counter.tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
        assertThat(served(counter.tap(Cloud.card(2)))).isTrue();
        assertThat(counter.restartAndReplay().agrees()).isTrue();
    }

    @Test
    void reasons_areOfTheirOwnLists() {
        assertThatThrownBy(
                        () ->
                                counter.hands.serve(
                                        actor(HandReason.WRONG_CHILD),
                                        new StudentId(1),
                                        HandFound.HAND_FOUND_NAME))
                .hasMessageContaining("WRONG_CHILD is no reason to serve by hand");
        assertThatThrownBy(() -> counter.hands.undo(actor(HandReason.CARD_FORGOTTEN), 1))
                .hasMessageContaining("is no reason to take a serve back");
        assertThat(counter.journal.lastSequence()).isZero();
    }
}
