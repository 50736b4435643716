package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.sync.SyncState.Link;
import com.hasivu.protocol.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** Each test tells the machine a story and reads what it wants done. */
class SyncMachineTest {
    private static final SyncRules RULES = SyncRules.DEFAULT;

    private final SyncMachine machine = new SyncMachine(RULES);
    private SyncState state = SyncState.start(0, 0, 0, RULES, 0);
    private long now = 0;

    @Test
    void connected_saysStatusAsksSnapshotAndTimeInThatOrder() {
        assertThat(tell(new Input.Tick())).containsExactly(new Effect.Connect());
        assertThat(tell(new Input.Connected()))
                .containsExactly(
                        new Effect.TellStatus(),
                        new Effect.AskSnapshot(false, "connect"),
                        new Effect.AskTime());
    }

    @Test
    void grew_sendsAtOnceWhenOnlineAndNeverWhenOffline() {
        assertThat(tell(new Input.Grew(3))).containsExactly(new Effect.Connect());
        assertThat(tell(new Input.Connected()))
                .contains(new Effect.Send(1, Pace.SMALL_BATCH, false));
        assertThat(tell(new Input.Sent(1, 3, false))).isEmpty();
        assertThat(tell(new Input.Grew(4))).containsExactly(batch(4));
    }

    @Test
    void window_boundsBatchesInFlightUntilTheCloudSaysOtherwise() {
        online(100);
        for (long from = 1; from <= 3; from++) {
            assertThat(tell(new Input.Sent(from, from, false))).containsExactly(batch(from + 1));
        }
        assertThat(tell(new Input.Sent(4, 4, false))).isEmpty();
        assertThat(tell(ack(1, 0, 5))).containsExactly(new Effect.MoveCursor(1), batch(5));
        assertThat(tell(new Input.Sent(5, 5, false))).containsExactly(batch(6));
        assertThat(tell(new Input.Sent(6, 6, false))).isEmpty();
        tell(ack(6, 0, 1_000_000));
        assertThat(state.up().window()).isEqualTo(RULES.maxWindow());
    }

    @Test
    void acked_movesTheCursorOnceAndNeverBack() {
        online(10);
        tell(new Input.Sent(1, 10, false));
        assertThat(tell(ack(7, 0, 0))).contains(new Effect.MoveCursor(7));
        assertThat(tell(ack(7, 0, 0))).doesNotHaveAnyElementsOfTypes(Effect.MoveCursor.class);
        assertThat(tell(ack(3, 0, 0))).doesNotHaveAnyElementsOfTypes(Effect.MoveCursor.class);
        assertThat(state.up().saved()).isEqualTo(7);
    }

    @Test
    void unacked_goesOutAgainFromTheCursorAfterTheTimeout() {
        online(10);
        tell(new Input.Sent(1, 5, false));
        tell(new Input.Sent(6, 10, false));
        tell(ack(5, 0, 0));
        now += RULES.ackTimeout() - 1;
        assertThat(tell(new Input.Tick())).doesNotHaveAnyElementsOfTypes(Effect.Send.class);
        now += 1;
        assertThat(tell(new Input.Tick())).contains(again(6));
    }

    @Test
    void resendFrom_goesBackOnceForManyEqualRequests() {
        online(40);
        for (long from = 1; from <= 31; from += 10) {
            tell(new Input.Sent(from, from + 9, false));
        }
        assertThat(tell(ack(0, 1, 0))).containsExactly(again(1));
        tell(new Input.Sent(1, 40, false));
        assertThat(tell(ack(0, 1, 0))).isEmpty();
        now += RULES.resendQuiet();
        assertThat(tell(ack(0, 1, 0))).containsExactly(again(1));
    }

    @Test
    void resendFrom_beforeTheCursorIsServedFromTheJournalAndTheCursorStays() {
        online(10);
        tell(new Input.Sent(1, 10, false));
        tell(ack(10, 0, 0));
        assertThat(tell(ack(4, 5, 0))).containsExactly(new Effect.Send(5, 110, false));
        assertThat(state.up().saved()).isEqualTo(10);
        tell(new Input.Sent(5, 10, false));
        assertThat(tell(ack(10, 0, 0))).doesNotHaveAnyElementsOfTypes(Effect.Send.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        hash mismatch    | 5  | false | ''          | the cloud's hash at record 5 is not
        ahead of us      | 11 | false | ''          | the cloud holds record 11, this journal ends at 10
        quarantined      | 5  | true  | forked at 3 | the cloud set this epoch aside: forked at 3
        """)
    void acked_stopsTheEpochButNotTheLinkWhenTheChainsDiffer(
            String what, long upTo, boolean fits, String quarantined, String why) {
        online(10);
        tell(new Input.Sent(1, 10, false));
        List<Effect> effects = tell(new Input.Acked(upTo, fits, 0, 4, quarantined, 0, 0));

        assertThat(effects)
                .hasSize(1)
                .allSatisfy(e -> assertThat(((Effect.Halted) e).why()).contains(why));
        assertThat(tell(new Input.Grew(20))).isEmpty();
        assertThat(tell(ack(10, 0, 0))).isEmpty(); // the cursor does not move
        now += RULES.timeEvery();
        assertThat(tell(new Input.Tick())).contains(new Effect.AskTime());
    }

    @Test
    void halted_sendsTheRestToTheReviewOneByOneAndEndsWhenTheCloudHasIt() {
        online(30);
        tell(new Input.Sent(1, 10, false));
        tell(new Input.Sent(11, 20, false));
        tell(ack(10, 0, 0));

        assertThat(tell(quarantined(20)))
                .hasSize(2)
                .contains(batch(21))
                .hasAtLeastOneElementOfType(Effect.Halted.class);
        assertThat(tell(new Input.Sent(21, 25, false))).isEmpty();
        assertThat(tell(quarantined(20))).isEmpty(); // of a batch sent twice
        assertThat(tell(quarantined(25))).containsExactly(batch(26));
        tell(new Input.Sent(26, 30, false));
        now += RULES.ackTimeout();
        assertThat(tell(new Input.Tick())).contains(batch(26));
        tell(new Input.Sent(26, 30, false));
        assertThat(tell(quarantined(30))).hasAtLeastOneElementOfType(Effect.Ended.class);
        assertThat(state.up().saved()).isEqualTo(10);
    }

    @Test
    void halted_takesNoWordForABatchItDidNotSendFromTheCursorOn() {
        online(30);
        tell(new Input.Sent(1, 10, false));
        tell(new Input.Sent(11, 30, false));
        tell(quarantined(30)); // the first may be lost
        assertThat(state.up().isReviewed()).isFalse();
        tell(quarantined(10));
        assertThat(tell(new Input.Sent(11, 30, false))).isEmpty();
        assertThat(tell(quarantined(30))).hasAtLeastOneElementOfType(Effect.Ended.class);
    }

    @Test
    void halted_withNothingBehindTheCursorEndsAtOnce() {
        online(10);
        tell(new Input.Sent(1, 10, false));
        tell(ack(10, 0, 0));
        assertThat(tell(quarantined(0))).hasAtLeastOneElementOfType(Effect.Ended.class);
    }

    @Test
    void halted_goesOnWithTheReviewOverANewLink() {
        online(30);
        tell(new Input.Sent(1, 10, false));
        tell(quarantined(10));
        tell(new Input.Disconnected("cable", false, 0));
        now += 1_000;
        tell(new Input.Tick());
        assertThat(tell(new Input.Connected())).contains(batch(11));
    }

    private static Input.Acked quarantined(long batchUpTo) {
        return new Input.Acked(5, true, 0, 4, "forked at 6", 0, batchUpTo);
    }

    @Test
    void grew_ofAHaltedEpochIsToldInTheStatus() {
        online(10);
        tell(new Input.Sent(1, 10, false));
        tell(new Input.Acked(5, true, 0, 4, "forked at 3", 0, 10));
        now += RULES.statusEvery();
        assertThat(tell(new Input.Tick())).contains(new Effect.TellStatus()); // that it is halted
        now += RULES.statusEvery();
        assertThat(tell(new Input.Tick())).doesNotContain(new Effect.TellStatus());

        assertThat(tell(new Input.Grew(11))).contains(new Effect.TellStatus());
        assertThat(tell(new Input.Grew(12))).doesNotContain(new Effect.TellStatus());
        now += RULES.statusEvery();
        assertThat(tell(new Input.Tick())).contains(new Effect.TellStatus());
    }

    @Test
    void silence_dropsTheLinkAfterThreeUnansweredTimeRequests() {
        online(0);
        for (int i = 0; i < 2; i++) {
            now += RULES.timeEvery();
            assertThat(tell(new Input.Tick())).contains(new Effect.AskTime());
        }
        now += RULES.timeEvery();
        assertThat(tell(new Input.Tick()))
                .containsExactly(new Effect.Drop("no answer to 3 time requests"));
        assertThat(state.online()).isFalse();
    }

    @Test
    void silence_isBrokenByAnAnswer() {
        online(0);
        for (int i = 0; i < 10; i++) {
            now += RULES.timeEvery();
            assertThat(tell(new Input.Tick())).contains(new Effect.AskTime());
            tell(new Input.TimeAnswered());
        }
        assertThat(state.online()).isTrue();
    }

    @Test
    void disconnected_waitsLongerEachTimeUpToTheCapAndStartsShortAfterAGoodLink() {
        List<Long> waits = new ArrayList<>();
        tell(new Input.Tick());
        for (int i = 0; i < 8; i++) {
            tell(new Input.Disconnected("refused", false, 1));
            long retryAt = ((Link.Offline) state.link()).retryAt();
            waits.add(retryAt - now);
            now = retryAt;
            assertThat(tell(new Input.Tick())).containsExactly(new Effect.Connect());
        }
        assertThat(waits).containsExactly(1050L, 2050L, 4050L, 5050L, 5050L, 5050L, 5050L, 5050L);

        tell(new Input.Connected());
        now += RULES.stable();
        tell(new Input.Disconnected("cut", false, 1));
        assertThat(((Link.Offline) state.link()).retryAt() - now).isEqualTo(550);
    }

    @Test
    void connected_sendsAgainWhatWasInFlightWhenTheLinkWasLost() {
        online(10);
        tell(new Input.Sent(1, 5, false));
        tell(new Input.Sent(6, 10, false));
        tell(ack(5, 0, 0));
        tell(new Input.Disconnected("cut", false, 0));
        now += 100;
        tell(new Input.Tick());
        assertThat(tell(new Input.Connected()))
                .contains(new Effect.Send(6, Pace.SMALL_BATCH, false));
    }

    @Test
    void noticed_asksOnlyWhenTheSnapshotDoesNotComeByItself() {
        held(7);
        assertThat(tell(new Input.Noticed(8))).isEmpty();
        now += RULES.noticePatience() - 1;
        tell(new Input.Held(8));
        now += 1;
        assertThat(asks()).isEmpty();

        tell(new Input.Noticed(9));
        now += RULES.noticePatience();
        assertThat(asks()).containsExactly(new Effect.AskSnapshot(false, "notice"));
        now += RULES.askEvery();
        assertThat(asks()).containsExactly(new Effect.AskSnapshot(false, "behind"));
        now += RULES.askEvery();
        assertThat(asks()).isEmpty();
    }

    @Test
    void noticed_ofAnOldVersionIsNothing() {
        held(7);
        tell(new Input.Noticed(7));
        now += RULES.askAtMost();
        assertThat(asks()).isEmpty();
    }

    @Test
    void misfit_asksInFullAtOnceAndThenSlowly() {
        held(7);
        tell(new Input.Misfit("delta refused"));
        assertThat(asks()).containsExactly(new Effect.AskSnapshot(true, "delta refused"));
        for (int i = 0; i < 50; i++) {
            tell(new Input.Misfit("full refused"));
        }
        assertThat(asks()).isEmpty();
        now += RULES.askEvery();
        assertThat(asks()).containsExactly(new Effect.AskSnapshot(true, "behind"));
        tell(new Input.Held(8));
        now += RULES.askAtMost();
        assertThat(asks()).isEmpty();
    }

    @Test
    void noSnapshot_isAskedForAgainAndAgain() {
        online(0);
        now += RULES.askEvery();
        assertThat(asks()).containsExactly(new Effect.AskSnapshot(false, "behind"));
        now += 2 * RULES.askEvery();
        assertThat(asks()).containsExactly(new Effect.AskSnapshot(false, "behind"));
    }

    @Test
    void status_isToldAfterEachMoveButNotTooOften() {
        online(10);
        tell(new Input.Sent(1, 10, false));
        assertThat(tell(ack(1, 0, 0))).doesNotContain(new Effect.TellStatus());
        tell(ack(2, 0, 0));
        now += RULES.statusEvery();
        assertThat(tell(new Input.Tick())).containsOnlyOnce(new Effect.TellStatus());
        now += RULES.statusEvery();
        assertThat(tell(new Input.Tick())).doesNotContain(new Effect.TellStatus());
    }

    @Test
    void wakeAt_isWhenTheNextThingIsDue() {
        assertThat(state.wakeAt(RULES)).isZero();
        held(7);
        assertThat(state.wakeAt(RULES)).isEqualTo(now + RULES.statusEvery());
        tell(new Input.Noticed(8));
        now += 10;
        tell(new Input.Tick());
        assertThat(state.wakeAt(RULES)).isEqualTo(now - 10 + RULES.noticePatience());
    }

    private final List<Effect> asked = new ArrayList<>();

    /** The asks since the last look, whichever input brought them. */
    private List<Effect> asks() {
        tell(new Input.TimeAnswered());
        tell(new Input.Tick());
        List<Effect> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    /** Of records without a backlog before them. */
    private static Effect.Send batch(long from) {
        return new Effect.Send(from, Wire.MAX_BATCH_RECORDS, false);
    }

    /** What goes again is a backlog: what is tapped meanwhile goes ahead of it. */
    private static Effect.Send again(long from) {
        return new Effect.Send(from, Pace.SMALL_BATCH, false);
    }

    private static Input.Acked ack(long upTo, long resendFrom, int window) {
        return new Input.Acked(upTo, true, resendFrom, window, "", 0, 0);
    }

    private void online(long end) {
        tell(new Input.Tick());
        tell(new Input.Connected());
        tell(new Input.Grew(end));
        asked.clear();
    }

    private void held(long version) {
        online(0);
        tell(new Input.Held(version));
        asked.clear();
    }

    private List<Effect> tell(Input input) {
        SyncMachine.Step step = machine.step(state, input, now);
        state = step.state();
        step.effects().stream().filter(e -> e instanceof Effect.AskSnapshot).forEach(asked::add);
        return step.effects();
    }
}
