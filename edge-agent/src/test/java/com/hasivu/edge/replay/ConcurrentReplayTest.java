package com.hasivu.edge.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.history.HandInput;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.serving.HandResult;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.HandProof;
import com.hasivu.protocol.wire.HandReason;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.reader.Assurance;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Eight readers tap few cards in every way while snapshots change, the clock jumps and lamps fail:
 * whatever order the machine gave it, the journal replays to the same decisions.
 */
class ConcurrentReplayTest {
    private static final int READERS = 8;
    private static final int TAPS = 120;
    private static final int CHILDREN = 12;

    @TempDir Path folder;

    @ParameterizedTest(name = "seed {0}, one write in {1} fails")
    @CsvSource({"1, 0", "2, 0", "3, 0", "4, 5", "5, 20", "6, 60"})
    void eightReadersOverChangingSnapshots_replayTheSame(long seed, int failOneIn)
            throws Exception {
        Cloud cloud = new Cloud().supervisor(1, "");
        for (long child = 1; child <= CHILDREN; child++) {
            cloud.child(child);
        }
        try (Counter counter = new Counter(folder, cloud)) {
            counter.snapshots.applyFull(cloud.full());
            for (int life = 0; life < 3; life++) {
                counter.failures = new Random(seed);
                counter.failOneIn = failOneIn;
                lunch(counter, new Random(seed * 31 + life));
                counter.failOneIn = 0;
                counter.signal.breakLamp(false);
                if (failOneIn > 0) {
                    assertThat(counter.taps.counters().outOfService()).isPositive();
                }
                counter.restart();
            }
            ReplayReport report = counter.replay();
            assertThat(report.differences()).as("seed " + seed).isEmpty();
            assertThat(report.agrees()).as("seed %d: %s", seed, report).isTrue();
            assertThat(report.records()).isEqualTo(counter.journal.lastSequence()).isPositive();
            assertThat(report.outcomes())
                    .containsKeys("SERVE", "UNDO", "ALREADY_SERVED", "CARD_REPLAYED");
            servedOnceUnlessTakenBack(counter.records());
            versionsNeverFall(counter.records());
        }
    }

    private static void lunch(Counter counter, Random random) throws InterruptedException {
        CountDownLatch together = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger(READERS);
        List<Thread> threads = new ArrayList<>();
        for (int r = 0; r < READERS; r++) {
            String reader = "reader-" + r;
            Random own = new Random(random.nextLong());
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        await(together);
                                        for (int n = 0; n < TAPS; n++) {
                                            tap(counter, reader, own);
                                        }
                                        running.decrementAndGet();
                                    }));
        }
        together.countDown();
        while (running.get() > 0) {
            change(counter, random);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void tap(Counter counter, String reader, Random random) {
        CardId card = Cloud.card(1 + random.nextInt(CHILDREN + 1)); // one is nobody's
        Assurance assurance =
                switch (random.nextInt(6)) {
                    case 0 -> new Assurance.SignedRead(random.nextInt(20));
                    case 1 -> random.nextInt(30) == 0 ? new Assurance.KeyProven() : NUMBER;
                    case 2 -> random.nextInt(8) == 0 ? new Assurance.Refuted("forged") : NUMBER;
                    default -> NUMBER;
                };
        CardForm form = random.nextInt(4) == 0 ? CardForm.DECIMAL_10 : CardForm.UID;
        long[] served = new long[1];
        if (random.nextInt(5) == 0) {
            var asked = new StudentId(1 + random.nextInt(CHILDREN + 1));
            if (counter.hands.serve(actor(HandReason.CARD_FORGOTTEN), asked, BY_ROLL)
                            instanceof HandResult.Decided(TapDecision.Serve serve, RecordId record)
                    && serve.student().equals(asked)) {
                served[0] = record.sequence();
            }
        } else if (counter.taps.tap(reader, card, form, assurance, System.nanoTime())
                instanceof TapResult.Decided(TapDecision.Serve serve, RecordId record, var shown)) {
            served[0] = record.sequence();
        }
        if (served[0] > 0 && random.nextInt(3) > 0) {
            var unused = counter.hands.undo(actor(HandReason.WRONG_CHILD), served[0]);
        }
    }

    private static final HandFound BY_ROLL = HandFound.HAND_FOUND_ROLL;

    private static HandInput.Actor actor(HandReason reason) {
        return new HandInput.Actor(new StaffId(1), HandProof.HAND_PROOF_PIN, reason);
    }

    /** E2, as the journal shows it. */
    private static void servedOnceUnlessTakenBack(List<StoredRecord> records) {
        Map<Long, Long> standing = new HashMap<>(); // order -> sequence
        for (StoredRecord record : records) {
            TapRecord tap = Counter.parse(record);
            if (tap.hasServe()) {
                assertThat(standing.putIfAbsent(tap.getServe().getOrder(), record.sequence()))
                        .isNull();
            } else if (tap.hasUndo()) {
                assertThat(standing.remove(tap.getUndo().getOrder()))
                        .isEqualTo(tap.getUndo().getSequence());
            }
        }
    }

    private static final Assurance NUMBER = Assurance.NUMBER_ONLY;

    private static void change(Counter counter, Random random) {
        long child = 1 + random.nextInt(CHILDREN);
        switch (random.nextInt(12)) {
            case 0 -> counter.snapshots.applyFull(counter.cloud.full());
            case 1 -> counter.now = Cloud.NOON.plus(Duration.ofMinutes(random.nextInt(180) - 60));
            case 2 -> counter.clock = ClockState.forNumber(random.nextInt(3));
            case 3 -> counter.signal.breakLamp(random.nextBoolean());
            case 4, 5 ->
                    counter.snapshots.applyDelta(
                            counter.cloud.delta(
                                    Cloud.cardRow(
                                            child, CardState.forNumber(1 + random.nextInt(5)))));
            case 6 ->
                    counter.snapshots.applyDelta(
                            counter.cloud.delta(
                                    Cloud.orderRow(
                                            child, OrderState.forNumber(1 + random.nextInt(6)))));
            default ->
                    counter.snapshots.applyDelta(
                            counter.cloud.delta(
                                    Cloud.cardRow(child, CardState.CARD_STATE_ACTIVE),
                                    Cloud.orderRow(child, OrderState.ORDER_STATE_CONFIRMED)));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** E7, as the journal shows it: a decision never went back to an older snapshot. */
    private static void versionsNeverFall(List<StoredRecord> records) {
        long before = 0;
        for (StoredRecord record : records) {
            TapRecord tap = Counter.parse(record);
            assertThat(tap.getSnapshotVersion()).isGreaterThanOrEqualTo(before);
            before = tap.getSnapshotVersion();
        }
    }
}
