package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Stations with a backlog each and a cloud that takes in their batches one after the other, in
 * virtual time. Nothing is lost here unless a test says so, so nothing need be sent twice.
 */
class SlowCloudTest {
    private static final SyncRules RULES = SyncRules.DEFAULT;
    private static final int BACKLOG = 5_000;

    private final List<Station> stations = new ArrayList<>();
    private final Deque<Batch> queue = new ArrayDeque<>();
    private long now = 1_000;
    private long freeAt = now;
    private int lose = Integer.MAX_VALUE;
    private int queued;

    @ParameterizedTest(name = "{0} stations, {1} records a second")
    @CsvSource({"1, 200", "20, 3000", "20, 1000", "20, 400", "100, 3000"})
    void batchThatWaitsInTheCloudsQueue_isNotSentAgain(int count, int perSecond) {
        drain(count, perSecond);
        assertThat(stations).allSatisfy(s -> assertThat(s.committed).isEqualTo(BACKLOG));
        assertThat(stations.stream().mapToLong(s -> s.sent).sum())
                .isEqualTo((long) count * BACKLOG);
    }

    /** Each batch behind it asks for the same record, one every while. */
    @Test
    void batchLostBeforeASlowCloud_isSentAgainOnceWithThoseBehindIt() {
        lose = 200;
        drain(20, 1_000);
        assertThat(stations).allSatisfy(s -> assertThat(s.committed).isEqualTo(BACKLOG));
        assertThat(stations.stream().mapToLong(s -> s.sent).sum() - 20L * BACKLOG)
                .isBetween(100L, 4 * 500L);
    }

    @Test
    void unanswered_waitsTwiceAsLongEachTimeUpToTheCap() {
        Station station = new Station(RULES);
        station.connect();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long sentAt = now;
            Uplink.Batch first = station.state.up().flight().getFirst();
            now = station.state.up().overdueAt(RULES);
            waits.add(now - sentAt);
            station.tell(new Input.Tick());
            assertThat(station.state.up().flight().getFirst().from()).isEqualTo(first.from());
        }
        assertThat(waits).containsExactly(10_000L, 20_000L, 40_000L, 60_000L, 60_000L);
    }

    @Test
    void ackOfABatchSentTwice_measuresNothingAndTheNextOneDoes() {
        Station station = new Station(RULES);
        station.connect();
        now += RULES.ackTimeout();
        station.tell(new Input.Tick());
        now += 5;
        station.tell(ack(Pace.SMALL_BATCH, 0));
        assertThat(station.state.up().resend().isMeasured()).as("of which of the two?").isFalse();
        assertThat(station.overdueIn()).isEqualTo(20_000);

        now += 30;
        station.tell(ack(Pace.SMALL_BATCH + 500, 0));
        assertThat(station.state.up().resend().mean()).isEqualTo(30);
        assertThat(station.overdueIn()).isEqualTo(RULES.ackTimeout());
    }

    @Test
    void lostAckOfAFastCloud_isRepairedAfterTheLeastTimeout() {
        Station station = new Station(RULES);
        station.connect();
        for (long upTo = Pace.SMALL_BATCH; upTo < 3_000; upTo += 500) {
            now += 20;
            station.tell(ack(upTo, 0));
        }
        assertThat(station.overdueIn()).isEqualTo(RULES.ackTimeout());
    }

    private void drain(int count, int perSecond) {
        for (int i = 0; i < count; i++) {
            stations.add(new Station(RULES));
        }
        stations.forEach(Station::connect);
        while (stations.stream().anyMatch(s -> s.state.up().saved() < BACKLOG)) {
            Station next = stations.stream().min(Comparator.comparingLong(Station::dueAt)).get();
            if (!queue.isEmpty() && freeAt(perSecond) <= next.dueAt()) {
                now = freeAt = freeAt(perSecond);
                takeIn(queue.remove());
            } else {
                now = Math.max(now, next.dueAt());
                next.tell(new Input.Tick());
            }
            assertThat(now).as("milliseconds").isLessThan(3_600_000);
        }
    }

    private long freeAt(int perSecond) {
        Batch first = queue.element();
        return Math.max(freeAt, first.at) + (first.to - first.from + 1) * 1_000 / perSecond;
    }

    private void takeIn(Batch batch) {
        Station station = batch.station;
        boolean gap = batch.from > station.committed + 1;
        station.committed = gap ? station.committed : Math.max(station.committed, batch.to);
        station.tell(ack(station.committed, gap ? station.committed + 1 : 0));
    }

    private static Input.Acked ack(long upTo, long resendFrom) {
        return new Input.Acked(upTo, true, resendFrom, 4, "", 0, 0);
    }

    private record Batch(Station station, long from, long to, long at) {}

    private final class Station {
        final SyncMachine machine;
        SyncState state;
        long committed;
        long sent;

        Station(SyncRules rules) {
            this.machine = new SyncMachine(rules);
            this.state = SyncState.start(0, BACKLOG, 0, rules, now);
        }

        void connect() {
            tell(new Input.Tick());
            tell(new Input.Connected());
        }

        long dueAt() {
            return state.wakeAt(RULES);
        }

        long overdueIn() {
            return state.up().overdueAt(RULES) - now;
        }

        /** An effect's answer is heard before anything else, as the engine does it. */
        void tell(Input first) {
            Deque<Input> inputs = new ArrayDeque<>(List.of(first));
            while (!inputs.isEmpty()) {
                SyncMachine.Step step = machine.step(state, inputs.remove(), now);
                state = step.state();
                for (Effect effect : step.effects()) {
                    switch (effect) {
                        case Effect.Send(var from, var most, var live) ->
                                inputs.addFirst(send(from, most));
                        case Effect.AskTime ask -> inputs.addLast(new Input.TimeAnswered());
                        default -> {} // of no matter here
                    }
                }
            }
        }

        private Input send(long from, int most) {
            long to = Math.min(BACKLOG, from + most - 1);
            sent += to - from + 1;
            if (queued++ != lose) {
                queue.add(new Batch(this, from, to, now));
            }
            return new Input.Sent(from, to, false);
        }
    }
}
