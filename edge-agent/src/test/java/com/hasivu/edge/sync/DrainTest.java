package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/** A backlog on its way: what goes ahead of it, and how fast it goes. The pure machine only. */
class DrainTest {
    private static final SyncRules RULES = SyncRules.DEFAULT;

    private final SyncMachine machine = new SyncMachine(RULES);
    private SyncState state = SyncState.start(0, 5_000, 0, RULES, 0);
    private long now = 1_000;

    @Test
    void firstBatch_isSmallAndAloneAndMoreGoesWithEachAck() {
        assertThat(connect()).containsExactly(send(1, Pace.SMALL_BATCH));
        assertThat(tell(new Input.Sent(1, 100, false))).isEmpty();
        assertThat(tell(new Input.Tick())).isEmpty();
        assertThat(sends(tell(ack(100, 0)))).containsExactly(send(101, 200));
        assertThat(sends(tell(new Input.Sent(101, 300, false)))).isEmpty();
        assertThat(sends(tell(ack(300, 0)))).containsExactly(send(301, 400));
        tell(new Input.Sent(301, 700, false));
        assertThat(sends(tell(ack(700, 0)))).containsExactly(send(701, 500));
        tell(new Input.Sent(701, 1_200, false));
        assertThat(sends(tell(ack(1_200, 0)))).containsExactly(send(1_201, 500));
        assertThat(sends(tell(new Input.Sent(1_201, 1_700, false))))
                .containsExactly(send(1_701, 500));
        tell(new Input.Sent(1_701, 2_200, false));
        assertThat(state.up().flight()).hasSize(2);
    }

    @Test
    void tapDuringADrain_goesAheadAtOnceAndOnlyOnce() {
        connect();
        tell(new Input.Sent(1, 100, false));
        assertThat(tell(new Input.Grew(5_001))).containsExactly(live(5_001));
        assertThat(tell(new Input.Sent(5_001, 5_001, true))).isEmpty();
        assertThat(tell(new Input.Grew(5_001))).isEmpty();
        assertThat(state.up().flight()).as("live batches are not waited for").hasSize(1);

        now += Pace.LIVE_EVERY - 1;
        assertThat(tell(new Input.Grew(5_003))).as("within a moment: together").isEmpty();
        assertThat(state.wakeAt(RULES)).isEqualTo(now + 1);
        now += 1;
        assertThat(tell(new Input.Tick())).containsExactly(live(5_002));
        tell(new Input.Sent(5_002, 5_003, true));
        assertThat(tell(ack(100, 0))).as("the drain goes on where it was").contains(send(101, 200));
    }

    @Test
    void ackOverEarlyRecords_endsTheDrainWithoutSendingThemAgain() {
        state = SyncState.start(4_990, 5_000, 0, RULES, 0);
        connect();
        tell(new Input.Sent(4_991, 5_000, false));
        tell(new Input.Grew(5_001));
        // the drain has been sent up to the newest: the chain goes on in order
        assertThat(state.up().backlog()).isFalse();
        tell(new Input.Disconnected("cut", false, 0));
        now += 50;
        connect();
        tell(new Input.Sent(4_991, 4_995, false));
        assertThat(tell(new Input.Grew(5_002))).containsExactly(live(5_002));
        tell(new Input.Sent(5_002, 5_002, true));
        assertThat(tell(ack(4_995, 0))).contains(send(4_996, 200));
        tell(new Input.Sent(4_996, 5_001, false));
        tell(ack(5_002, 0));
        assertThat(state.up().next()).isEqualTo(5_003);
        assertThat(state.draining()).isEmpty();
    }

    @Test
    void liveBatchThatIsLost_isCoveredByTheDrain() {
        state = SyncState.start(4_990, 5_000, 0, RULES, 0);
        connect();
        tell(new Input.Sent(4_991, 4_995, false));
        tell(new Input.Grew(5_001));
        tell(new Input.Sent(5_001, 5_001, true)); // and the line ate it
        tell(ack(4_995, 0));
        tell(new Input.Sent(4_996, 5_000, false));
        assertThat(sends(tell(ack(5_000, 0)))).containsExactly(send(5_001, 110));
    }

    @Test
    void withoutABacklog_tapsGoInOrderAsFastAsTheyCome() {
        state = SyncState.start(5_000, 5_000, 0, RULES, 0);
        connect();
        tell(ack(5_000, 1));
        for (long tap = 5_001; tap < 5_005; tap++) {
            assertThat(tell(new Input.Grew(tap))).containsExactly(send(tap, 500));
            assertThat(tell(new Input.Sent(tap, tap, false))).isEmpty();
        }
        assertThat(state.draining()).isEmpty();
    }

    @Test
    void backlogArises_whenMoreThanABatchWaitsForAcks() {
        state = SyncState.start(5_000, 5_000, 0, RULES, 0);
        connect();
        for (long tap = 5_001; tap <= 5_004; tap++) {
            tell(new Input.Grew(tap));
            tell(new Input.Sent(tap, tap, false));
        }
        assertThat(tell(new Input.Grew(5_504))).as("window full, one batch waits").isEmpty();
        assertThat(tell(new Input.Grew(5_505))).isEmpty();
        assertThat(tell(new Input.Grew(5_506))).containsExactly(live(5_506));
    }

    @ParameterizedTest(name = "{0} records/s: {1} at a time, each {2} ms")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        1          | 5   | 5000
        20         | 100 | 5000
        99         | 100 | 1011
        250        | 100 | 400
        333        | 100 | 301
        5000       | 100 | 20
        2147483647 | 100 | 1
        """)
    void rate_isKeptWhateverTheWindowAllows(int rate, int most, long every) {
        connect();
        tell(new Input.Sent(1, 100, false));
        now += Duration.ofMinutes(10).toMillis(); // the first batch is paid for
        tell(new Input.TimeAnswered());
        assertThat(sends(tell(ack(100, rate)))).containsExactly(send(101, most));
        long to = 100 + most;
        assertThat(sends(tell(new Input.Sent(101, to, false)))).isEmpty();
        assertThat(state.up().dueAt(RULES)).isEqualTo(now + every);
        now += every - 1;
        assertThat(sends(tell(ack(to, rate)))).isEmpty();
        now += 1;
        assertThat(sends(tell(new Input.Tick()))).containsExactly(send(to + 1, most));
    }

    @Test
    void firstBatch_isPacedByTheRateItsAckTells() {
        connect();
        tell(new Input.Sent(1, 100, false));
        now += 40;
        assertThat(tell(ack(100, 20))).containsExactly(new Effect.MoveCursor(100));
        now += 4_959;
        assertThat(sends(tell(new Input.Tick()))).isEmpty();
        now += 1;
        assertThat(sends(tell(new Input.Tick()))).containsExactly(send(101, 100));
    }

    @Test
    void draining_tellsWhatIsLeftAndHowLong() {
        assertThat(state.draining()).as("no link").isEmpty();
        connect();
        tell(new Input.Sent(1, 100, false));
        assertThat(state.draining()).contains(new SyncStatus.Draining(4_900, 0));
        tell(ack(100, 20));
        SyncStatus.Draining draining = state.draining().orElseThrow();
        assertThat(draining).isEqualTo(new SyncStatus.Draining(4_900, 20));
        assertThat(draining.expected()).contains(Duration.ofSeconds(245));
    }

    private static Effect.Send send(long from, int most) {
        return new Effect.Send(from, most, false);
    }

    private static Effect.Send live(long from) {
        return new Effect.Send(from, Wire.MAX_BATCH_RECORDS, true);
    }

    private static Input.Acked ack(long upTo, int rate) {
        return new Input.Acked(upTo, true, 0, 4, "", rate, 0);
    }

    private static List<Effect> sends(List<Effect> effects) {
        return effects.stream().filter(effect -> effect instanceof Effect.Send).toList();
    }

    private List<Effect> connect() {
        tell(new Input.Tick());
        return sends(tell(new Input.Connected()));
    }

    private List<Effect> tell(Input input) {
        SyncMachine.Step step = machine.step(state, input, now);
        state = step.state();
        return step.effects().stream()
                .filter(e -> e instanceof Effect.Send || e instanceof Effect.MoveCursor)
                .filter(e -> !(e instanceof Effect.MoveCursor) || input instanceof Input.Acked)
                .toList();
    }
}
