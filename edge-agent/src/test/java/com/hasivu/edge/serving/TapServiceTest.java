package com.hasivu.edge.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.Advice;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalDisk;
import com.hasivu.edge.journal.JournalEnvironment;
import com.hasivu.edge.journal.JournalFile;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.replay.JournalReplay;
import com.hasivu.edge.serving.TapResult.Decided;
import com.hasivu.edge.serving.TapResult.OutOfService;
import com.hasivu.edge.serving.TapResult.Reshown;
import com.hasivu.edge.signal.RecordingSignal;
import com.hasivu.edge.signal.Shown.Lamp;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.edge.snapshot.Kept;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.wire.CardDemand;
import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.reader.Assurance;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The tap path on a real journal and a real snapshot. */
class TapServiceTest {
    private static final StationId STATION = new StationId("greenfield-c1");
    private static final JournalSettings SETTINGS =
            new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ofHours(1));

    @TempDir Path folder;
    private final Cloud cloud = new Cloud().child(1).child(2).child(3);
    private final RecordingSignal signal = new RecordingSignal();
    private volatile Instant now = Cloud.NOON;
    private SnapshotStore snapshots;
    private Journal journal;
    private TapService service;

    @BeforeEach
    void start() {
        snapshots =
                SnapshotStore.open(
                        folder.resolve("snapshots"), Cloud.SCHOOL, cloud.keys(), Runnable::run);
        if (snapshots.active().isEmpty()) {
            snapshots.applyFull(cloud.full());
        }
        journal = Journal.open(folder.resolve("journal"), Cloud.SCHOOL, STATION, SETTINGS);
        service = new TapService(journal, snapshots::active, signal, world());
    }

    private TapWorld world() {
        return new TapWorld(() -> now, System::nanoTime, 77, () -> ClockState.CLOCK_HOLDOVER);
    }

    @AfterEach
    void stop() {
        journal.close();
        snapshots.close();
    }

    private void restart() {
        stop();
        start();
    }

    private TapResult tap(CardId card) {
        return service.tap("counter-1-a", card, System.nanoTime());
    }

    private TapResult tap(CardId card, Assurance assurance) {
        return service.tap("counter-1-a", card, assurance, System.nanoTime());
    }

    private static TapDecision decision(TapResult result) {
        assertThat(result).isInstanceOf(Decided.class);
        return ((Decided) result).decision();
    }

    private static Reason reason(TapResult result) {
        return ((Refuse) decision(result)).reason();
    }

    private List<TapRecord> records() throws IOException {
        List<TapRecord> records = new ArrayList<>();
        List<byte[]> payloads = new ArrayList<>();
        Journal.readAll(folder.resolve("journal"), r -> payloads.add(r.payload()));
        for (byte[] payload : payloads) {
            records.add(TapRecord.parseFrom(payload));
        }
        return records;
    }

    @Test
    void goodCard_isRecordedThenShownThenMarked() throws IOException {
        TapResult result = tap(Cloud.card(1));
        assertThat(decision(result)).isInstanceOf(Serve.class);
        assertThat(signal.last().lamp()).isEqualTo(Lamp.SERVE);
        assertThat(signal.last().action()).isEqualTo(Advice.SERVE);
        assertThat(signal.last().detail()).isEqualTo("1 x Thali");
        assertThat(signal.last().record().orElseThrow().sequence()).isEqualTo(1);
        assertThat(journal.wasShown(1)).isTrue();
        TapRecord record = records().getFirst();
        assertThat(record.getServe().getOrder()).isEqualTo(1);
        assertThat(record.getServe().getStudent()).isEqualTo(1);
        assertThat(record.getWallMillis()).isEqualTo(Cloud.NOON.toEpochMilli());
        assertThat(record.getBootId()).isEqualTo(77);
        assertThat(record.getClock()).isEqualTo(ClockState.CLOCK_HOLDOVER);
        assertThat(record.getReader()).isEqualTo("counter-1-a");
        assertThat(record.getCard().toByteArray()).isEqualTo(Cloud.card(1).bytes());
        assertThat(record.getSnapshotVersion()).isEqualTo(1);
        assertThat(record.getSchoolDay()).isEqualTo((int) Cloud.DAY.toEpochDay());
        assertThat(record.getWindow()).isEqualTo("lunch");
    }

    @Test
    void refusals_areRecordedToo() throws IOException {
        assertThat(reason(tap(new CardId("04FFFFFF")))).isEqualTo(Reason.UNKNOWN_CARD);
        snapshots.applyDelta(cloud.delta(Cloud.cardRow(2, CardState.CARD_STATE_BLOCKED)));
        assertThat(reason(tap(Cloud.card(2)))).isEqualTo(Reason.CARD_BLOCKED);
        assertThat(signal.last().lamp()).isEqualTo(Lamp.REFUSE);
        assertThat(signal.last().action()).isEqualTo(Advice.of(Reason.CARD_BLOCKED));
        assertThat(records())
                .extracting(r -> r.getRefusal().getReason())
                .containsExactly(Reason.UNKNOWN_CARD, Reason.CARD_BLOCKED);
        assertThat(records().get(1).getRefusal().getStudent()).isEqualTo(2);
        assertThat(records().get(1).getSnapshotVersion()).isEqualTo(2);
    }

    @Test
    void madeUpNumber_isRedAndNeitherDecidedNorRecorded() throws IOException {
        assertThat(service.madeUp("counter-1-a", new CardId("08A1B2C3"), 0)).isTrue();
        assertThat(signal.last().lamp()).isEqualTo(Lamp.REFUSE);
        assertThat(signal.last().action()).isEqualTo(Advice.MADE_UP);
        assertThat(signal.last().record()).isEmpty();
        assertThat(records()).isEmpty();
    }

    @Test
    void secondHelping_isRefusedWithTimeAndCounterAlsoAfterARestart() {
        tap(Cloud.card(1));
        now = Cloud.NOON.plusSeconds(300);
        assertThat(decision(tap(Cloud.card(1))))
                .isInstanceOfSatisfying(
                        Refuse.class,
                        refuse -> {
                            assertThat(refuse.reason()).isEqualTo(Reason.ALREADY_SERVED);
                            assertThat(refuse.detail()).isEqualTo("served 12:00 at counter-1-a");
                        });
        restart();
        assertThat(service.servedOrders()).isEqualTo(1);
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
    }

    @Test
    void eightReadersWithTheSameCard_serveItOnce() throws Exception {
        for (long child = 1; child <= 3; child++) {
            CardId card = Cloud.card(child);
            CountDownLatch together = new CountDownLatch(1);
            ConcurrentLinkedQueue<TapResult> results = new ConcurrentLinkedQueue<>();
            List<Thread> readers = new ArrayList<>();
            for (int r = 0; r < 8; r++) {
                String reader = "reader-" + r;
                readers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                together.await();
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                            results.add(
                                                    service.tap(reader, card, System.nanoTime()));
                                        }));
            }
            together.countDown();
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(results.stream().filter(r -> decision(r) instanceof Serve)).hasSize(1);
            assertThat(results.stream().filter(r -> decision(r) instanceof Refuse))
                    .hasSize(7)
                    .allMatch(r -> reason(r) == Reason.ALREADY_SERVED);
        }
        // the journal's order is the order of the decisions: a serve stands before its refusals
        List<Long> served = new ArrayList<>();
        for (TapRecord record : records()) {
            if (record.hasServe()) {
                served.add(record.getServe().getOrder());
            } else {
                assertThat(served).contains(record.getRefusal().getOrder());
            }
        }
        assertThat(served).containsExactly(1L, 2L, 3L);
    }

    @Test
    void failedWrite_showsOutOfServiceAndTheOrderIsNotServed() throws IOException {
        journal.close();
        AtomicBoolean failing = new AtomicBoolean();
        journal = onDisk(failingDisk(JournalDisk.at(folder.resolve("journal")), failing));
        service = new TapService(journal, snapshots::active, signal, world());
        failing.set(true);
        assertThat(tap(Cloud.card(1)))
                .isInstanceOfSatisfying(
                        OutOfService.class,
                        out -> assertThat(out.why()).contains("Input/output error"));
        assertThat(signal.shown()).extracting(s -> s.lamp()).containsExactly(Lamp.OUT_OF_SERVICE);
        assertThat(signal.last().record()).isEmpty();
        assertThat(service.servedOrders()).isZero();
        assertThat(records()).isEmpty();
        failing.set(false);
        assertThat(decision(tap(Cloud.card(1)))).isInstanceOf(Serve.class); // a new file
        assertThat(records()).hasSize(1);
        assertThat(service.counters().outOfService()).isEqualTo(1);
        assertThat(service.counters().serves()).isEqualTo(1);
    }

    @Test
    void endedJournal_staysServedAndOwesNoLight() throws IOException {
        tap(Cloud.card(1));
        var ended = new EndedJournals(folder.resolve("journal"));
        ended.end(journal.epoch(), "the cloud set this epoch aside");
        journal.close();
        ended.moveAside();
        journal = onDisk(JournalDisk.at(folder.resolve("journal")));
        service =
                new TapService(
                        journal,
                        ended::readAll,
                        snapshots::active,
                        signal,
                        world(),
                        CardRule.NUMBER);

        assertThat(service.servedOrders()).isEqualTo(1);
        assertThat(((Refuse) decision(tap(Cloud.card(1)))).reason())
                .isEqualTo(Reason.ALREADY_SERVED);
        assertThat(decision(tap(Cloud.card(2)))).isInstanceOf(Serve.class);
        assertThat(records()).hasSize(2);
        var replay =
                JournalReplay.of(
                        folder.resolve("journal"),
                        version -> new Kept.Found(snapshots.active().orElseThrow()),
                        CardRule.NUMBER);
        assertThat(replay.different()).isZero();
        assertThat(replay.same()).isEqualTo(2);
    }

    @Test
    void failedWrite_takesItsWallTimeWithIt() throws IOException {
        journal.close();
        AtomicBoolean failing = new AtomicBoolean();
        journal = onDisk(failingDisk(JournalDisk.at(folder.resolve("journal")), failing));
        service = new TapService(journal, snapshots::active, signal, world());
        now = Cloud.NOON.plusSeconds(3_600); // the clock jumps ahead, and comes back
        failing.set(true);
        assertThat(tap(Cloud.card(1))).isInstanceOf(OutOfService.class);
        failing.set(false);
        now = Cloud.NOON;
        assertThat(decision(tap(Cloud.card(1)))).isInstanceOf(Serve.class);
    }

    @Test
    void record_holdsWhatTheDecisionTookBesides() throws IOException {
        tap(Cloud.card(1), new Assurance.SignedRead(5));
        service = new TapService(journal, snapshots::active, signal, world(), CardRule.PROVEN);
        tap(Cloud.card(1), new Assurance.SignedRead(9));
        assertThat(records())
                .extracting(TapRecord::getDemand, TapRecord::hasReadFloor, TapRecord::getReadFloor)
                .containsExactly(
                        tuple(CardDemand.CARD_DEMAND_NUMBER, false, 0L),
                        tuple(CardDemand.CARD_DEMAND_PROVEN, true, 5L));
    }

    private static Journal onDisk(JournalDisk disk) {
        return Journal.open(
                disk,
                Cloud.SCHOOL,
                STATION,
                SETTINGS,
                new JournalEnvironment(() -> 42, System::nanoTime, Runnable::run));
    }

    /** The real disk, whose synced writes fail while {@code failing}. */
    private static JournalDisk failingDisk(JournalDisk real, AtomicBoolean failing) {
        return proxy(
                JournalDisk.class,
                (method, args) -> {
                    Object result = method.invoke(real, args);
                    return result instanceof JournalFile file ? failing(file, failing) : result;
                });
    }

    private static JournalFile failing(JournalFile real, AtomicBoolean failing) {
        return proxy(
                JournalFile.class,
                (method, args) -> {
                    if (failing.get() && method.getName().equals("writeThrough")) {
                        throw new IOException("Input/output error");
                    }
                    return method.invoke(real, args);
                });
    }

    private interface Call {
        Object on(java.lang.reflect.Method method, Object[] args) throws Exception;
    }

    private static <T> T proxy(Class<T> port, Call call) {
        return port.cast(
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (self, method, args) -> call.on(method, args)));
    }

    @Test
    void recordedButNotShown_isShownGreenOnceMoreWithoutASecondRecord() throws IOException {
        signal.breakLamp(true); // as if the process ended between disk and lamp
        assertThat(tap(Cloud.card(1)))
                .isInstanceOfSatisfying(
                        Decided.class, decided -> assertThat(decided.signalled()).isFalse());
        signal.breakLamp(false);
        restart();
        now = Cloud.NOON.plusSeconds(60);
        assertThat(tap(Cloud.card(1))).isInstanceOf(Reshown.class);
        assertThat(signal.last().lamp()).isEqualTo(Lamp.RESHOWN);
        assertThat(signal.last().record().orElseThrow().sequence()).isEqualTo(1);
        assertThat(records()).hasSize(1);
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED); // once
        restart();
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
    }

    @Test
    void recordedButNotShown_isAlreadyServedAfterAMinute() {
        signal.breakLamp(true);
        tap(Cloud.card(1));
        signal.breakLamp(false);
        restart();
        now = Cloud.NOON.plusSeconds(61);
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.ALREADY_SERVED);
    }

    @Test
    void brokenLamp_isRepairedWithoutARestart() {
        signal.breakLamp(true);
        tap(Cloud.card(1));
        assertThat(tap(Cloud.card(1)))
                .isInstanceOfSatisfying(
                        Reshown.class, again -> assertThat(again.signalled()).isFalse());
        signal.breakLamp(false);
        assertThat(tap(Cloud.card(1))).isInstanceOf(Reshown.class);
        assertThat(signal.last().lamp()).isEqualTo(Lamp.RESHOWN);
        assertThat(journal.lastSequence()).isEqualTo(1);
    }

    @Test
    void clockSetBackADay_servesNothingTwice() {
        tap(Cloud.card(1));
        now = Cloud.NOON.minus(Duration.ofMinutes(20));
        assertThat(reason(tap(Cloud.card(2)))).isEqualTo(Reason.CLOCK_NOT_TRUSTED);
        now = Cloud.NOON.minus(Duration.ofDays(1));
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.CLOCK_NOT_TRUSTED);
        restart();
        now = Cloud.NOON.minus(Duration.ofMinutes(20));
        assertThat(reason(tap(Cloud.card(2)))).isEqualTo(Reason.CLOCK_NOT_TRUSTED);
        now = Cloud.NOON.plusSeconds(1);
        assertThat(decision(tap(Cloud.card(2)))).isInstanceOf(Serve.class);
    }

    @Test
    void clockOnceFarAhead_doesNotStopTheStationForGood() {
        now = Cloud.NOON.plus(Duration.ofDays(900));
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.SNAPSHOT_TOO_OLD);
        now = Cloud.NOON;
        assertThat(decision(tap(Cloud.card(1)))).isInstanceOf(Serve.class);
    }

    @Test
    void withoutSnapshot_nothingIsServedButEveryTapIsRecorded() throws IOException {
        TapService bare = new TapService(journal, java.util.Optional::empty, signal, world());
        assertThat(reason(bare.tap("r", Cloud.card(1), System.nanoTime())))
                .isEqualTo(Reason.NO_SNAPSHOT);
        assertThat(records().getFirst().getSnapshotVersion()).isZero();
    }

    @Test
    void orderCancelledByADelta_isRefusedFromThenOn() {
        snapshots.applyDelta(cloud.delta(Cloud.orderRow(3, OrderState.ORDER_STATE_CANCELLED)));
        assertThat(reason(tap(Cloud.card(3)))).isEqualTo(Reason.ORDER_CANCELLED);
    }

    @Test
    void dryRun_leavesNoTrace() {
        assertThat(service.dryRun(Cloud.card(1))).isInstanceOf(Serve.class);
        assertThat(service.dryRun(Cloud.card(1))).isInstanceOf(Serve.class);
        assertThat(journal.lastSequence()).isZero();
        assertThat(signal.shown()).isEmpty();
        assertThat(service.counters().taps()).isZero();
    }

    @Test
    void counters_countWhatWasShown() {
        tap(Cloud.card(1));
        tap(Cloud.card(1));
        tap(new CardId("04FFFFFF"));
        TapCounters counters = service.counters();
        assertThat(counters.taps()).isEqualTo(3);
        assertThat(counters.serves()).isEqualTo(1);
        assertThat(counters.refusals())
                .containsOnly(
                        java.util.Map.entry(Reason.ALREADY_SERVED, 1L),
                        java.util.Map.entry(Reason.UNKNOWN_CARD, 1L));
        assertThat(counters.lastSignal().orElseThrow().reason()).contains(Reason.UNKNOWN_CARD);
    }

    @Test
    void trim_removesOnlyDaysThatAreOverAndAcknowledged() {
        CardId unknown = new CardId("04FFFFFF");
        for (int i = 0; i < 1500; i++) { // some 450 records fill a segment
            tap(unknown);
        }
        long yesterday = journal.lastSequence();
        now = Cloud.NOON.plus(Duration.ofDays(8));
        tap(unknown);
        assertThat(service.trim(Duration.ofDays(7))).isZero(); // not acknowledged
        journal.acked(yesterday, journal.hashAt(yesterday));
        assertThat(service.trim(Duration.ofDays(9))).isZero(); // not over
        assertThat(service.trim(Duration.ofDays(7))).isPositive();
        assertThat(journal.firstSequence()).isGreaterThan(1).isLessThanOrEqualTo(yesterday);
    }

    @Test
    void proof_isRecorded() throws IOException {
        tap(Cloud.card(1), new Assurance.SignedRead(291));
        tap(Cloud.card(2), new Assurance.KeyProven());
        tap(Cloud.card(3), new Assurance.Refuted("its message is signed with another key"));
        tap(new CardId("04FFFFFF"));
        assertThat(records())
                .extracting(TapRecord::getProof, TapRecord::getReadCount)
                .containsExactly(
                        tuple(CardProof.CARD_PROOF_SIGNED_READ, 291L),
                        tuple(CardProof.CARD_PROOF_KEY, 0L),
                        tuple(CardProof.CARD_PROOF_REFUTED, 0L),
                        tuple(CardProof.CARD_PROOF_NONE, 0L));
        assertThat(records().get(2).getRefusal().getReason()).isEqualTo(Reason.CARD_NOT_GENUINE);
    }

    @Test
    void copiesOfACardThatProvedItself_areRefusedAlsoAfterARestart() {
        for (boolean restarted : new boolean[] {false, true}) {
            if (restarted) {
                restart();
            } else {
                assertThat(decision(tap(Cloud.card(1), new Assurance.SignedRead(7))))
                        .isInstanceOf(Serve.class);
            }
            assertThat(reason(tap(Cloud.card(1), new Assurance.SignedRead(7))))
                    .isEqualTo(Reason.CARD_REPLAYED);
            assertThat(reason(tap(Cloud.card(1), new Assurance.SignedRead(6))))
                    .isEqualTo(Reason.CARD_REPLAYED);
            assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.CARD_NOT_PROVEN);
            assertThat(service.dryRun(Cloud.card(1)))
                    .isInstanceOfSatisfying(
                            Refuse.class,
                            real -> assertThat(real.reason()).isEqualTo(Reason.ALREADY_SERVED));
        }
        assertThat(reason(tap(Cloud.card(1), new Assurance.SignedRead(8))))
                .isEqualTo(Reason.ALREADY_SERVED);
        assertThat(decision(tap(Cloud.card(2)))).isInstanceOf(Serve.class); // never proved itself
    }

    @Test
    void floor_isRaisedByEveryProvenReadServedOrNot() {
        snapshots.applyDelta(cloud.delta(Cloud.orderRow(3, OrderState.ORDER_STATE_CANCELLED)));
        assertThat(reason(tap(Cloud.card(3), new Assurance.SignedRead(40))))
                .isEqualTo(Reason.ORDER_CANCELLED);
        assertThat(reason(tap(Cloud.card(3), new Assurance.SignedRead(40))))
                .isEqualTo(Reason.CARD_REPLAYED);
        tap(Cloud.card(2), new Assurance.KeyProven());
        assertThat(reason(tap(Cloud.card(2)))).isEqualTo(Reason.CARD_NOT_PROVEN);
    }

    @Test
    void tap_ofAPartOfTheNumberServesTheCardItFitsAndRecordsWhatWasTold() throws IOException {
        CardId card = Cloud.card(1);
        var tail = new CardId(card.hex().substring(card.hex().length() - 6));
        TapResult result =
                service.tap(
                        "counter-1",
                        tail,
                        CardForm.WIEGAND_26,
                        Assurance.NUMBER_ONLY,
                        System.nanoTime());
        assertThat(decision(result)).isInstanceOf(Serve.class);
        assertThat(signal.last().card()).isEqualTo(card);
        TapRecord record = records().getLast();
        assertThat(CardId.of(record.getCard().toByteArray())).isEqualTo(card);
        assertThat(record.getForm()).isEqualTo("w26");
        assertThat(CardId.of(record.getTold().toByteArray())).isEqualTo(tail);
        assertThat(reason(tap(card))).isEqualTo(Reason.ALREADY_SERVED);
    }

    /** The number told is itself a card's, and the tail of another's. */
    @Test
    void tap_thatIsAmbiguousFetchesNobodysUnshownMeal() {
        CardId first = Cloud.card(1);
        var second = CardRow.newBuilder().setState(CardState.CARD_STATE_ACTIVE).setStudent(2);
        second.setUid(ByteString.fromHex("01" + first.hex()));
        snapshots.applyDelta(cloud.delta(Row.newBuilder().setCard(second).build()));
        signal.breakLamp(true);
        assertThat(decision(tap(first))).isInstanceOf(Serve.class);
        signal.breakLamp(false);
        TapResult other =
                service.tap(
                        "counter-1-a",
                        first,
                        CardForm.DECIMAL_10,
                        Assurance.NUMBER_ONLY,
                        System.nanoTime());
        assertThat(reason(other)).isEqualTo(Reason.AMBIGUOUS_CARD);
        assertThat(signal.last().detail()).contains("..0001, ..0001");
        assertThat(tap(first)).isInstanceOf(Reshown.class);
    }

    @Test
    void reshown_raisesTheFloorToo() {
        signal.breakLamp(true);
        tap(Cloud.card(1), new Assurance.SignedRead(6));
        signal.breakLamp(false);
        assertThat(tap(Cloud.card(1), new Assurance.SignedRead(7))).isInstanceOf(Reshown.class);
        assertThat(reason(tap(Cloud.card(1), new Assurance.SignedRead(7))))
                .isEqualTo(Reason.CARD_REPLAYED);
    }

    @Test
    void provenRule_refusesNumbersAlone() {
        service = new TapService(journal, snapshots::active, signal, world(), CardRule.PROVEN);
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.CARD_NOT_PROVEN);
        assertThat(signal.last().action()).isEqualTo(Advice.of(Reason.CARD_NOT_PROVEN));
        assertThat(decision(tap(Cloud.card(1), new Assurance.KeyProven())))
                .isInstanceOf(Serve.class);
    }

    @Test
    void countOfAFailedWrite_wasNeverShown() throws IOException {
        journal.close();
        AtomicBoolean failing = new AtomicBoolean();
        journal = onDisk(failingDisk(JournalDisk.at(folder.resolve("journal")), failing));
        service = new TapService(journal, snapshots::active, signal, world());
        failing.set(true);
        assertThat(tap(Cloud.card(1), new Assurance.SignedRead(5)))
                .isInstanceOf(OutOfService.class);
        failing.set(false);
        assertThat(decision(tap(Cloud.card(1), new Assurance.SignedRead(5))))
                .isInstanceOf(Serve.class);
        assertThat(reason(tap(Cloud.card(1), new Assurance.SignedRead(5))))
                .isEqualTo(Reason.CARD_REPLAYED);
    }

    @Test
    void recordedButNotShown_isNotShownToACopy() {
        signal.breakLamp(true);
        tap(Cloud.card(1), new Assurance.SignedRead(5));
        signal.breakLamp(false);
        assertThat(reason(tap(Cloud.card(1)))).isEqualTo(Reason.CARD_NOT_PROVEN);
        assertThat(reason(tap(Cloud.card(1), new Assurance.SignedRead(5))))
                .isEqualTo(Reason.CARD_REPLAYED);
        assertThat(tap(Cloud.card(1), new Assurance.SignedRead(6))).isInstanceOf(Reshown.class);
    }

    @Test
    void eightReadersWithTheSameMessage_believeItOnce() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        ConcurrentLinkedQueue<TapResult> results = new ConcurrentLinkedQueue<>();
        List<Thread> readers = new ArrayList<>();
        for (int r = 0; r < 8; r++) {
            String reader = "reader-" + r;
            readers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            together.await();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                        results.add(
                                                service.tap(
                                                        reader,
                                                        Cloud.card(1),
                                                        new Assurance.SignedRead(9),
                                                        System.nanoTime()));
                                    }));
        }
        together.countDown();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(results.stream().filter(r -> decision(r) instanceof Serve)).hasSize(1);
        assertThat(results.stream().filter(r -> decision(r) instanceof Refuse))
                .hasSize(7)
                .allMatch(r -> reason(r) == Reason.CARD_REPLAYED);
    }

    @Test
    void replay_ofTheJournalGivesTheSameDecisions() throws IOException {
        CardId[] cards = {
            Cloud.card(1), Cloud.card(1), new CardId("04FFFFFF"), Cloud.card(2), Cloud.card(2)
        };
        for (CardId card : cards) {
            now = now.plusSeconds(7);
            tap(card);
        }
        for (long count : new long[] {3, 3, 2, 4}) {
            now = now.plusSeconds(7);
            tap(Cloud.card(3), new Assurance.SignedRead(count));
        }
        tap(Cloud.card(3));
        tap(Cloud.card(3), new Assurance.Refuted("forged"));
        List<TapRecord> recorded = records();
        Path second = folder.resolve("second");
        try (Journal fresh = Journal.open(second, Cloud.SCHOOL, STATION, SETTINGS)) {
            TapService replay = new TapService(fresh, snapshots::active, signal, world());
            for (TapRecord record : recorded) {
                now = Instant.ofEpochMilli(record.getWallMillis());
                TapDecision again =
                        decision(
                                replay.tap(
                                        record.getReader(),
                                        CardId.of(record.getCard().toByteArray()),
                                        assurance(record),
                                        System.nanoTime()));
                assertThat(again instanceof Serve).isEqualTo(record.hasServe());
                if (again instanceof Refuse refuse) {
                    assertThat(refuse.reason()).isEqualTo(record.getRefusal().getReason());
                }
            }
        }
    }

    private static Assurance assurance(TapRecord record) {
        return switch (record.getProof()) {
            case CARD_PROOF_SIGNED_READ -> new Assurance.SignedRead(record.getReadCount());
            case CARD_PROOF_KEY -> new Assurance.KeyProven();
            case CARD_PROOF_REFUTED -> new Assurance.Refuted("");
            case CARD_PROOF_NONE, UNRECOGNIZED -> Assurance.NUMBER_ONLY;
        };
    }

    @Test
    void progress_isCountedWhileATapIsBeingDecided() throws Exception {
        tap(Cloud.card(1));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch counted = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var holder =
                    threads.submit(
                            () -> {
                                synchronized (service.lock) {
                                    held.countDown();
                                    return counted.await(20, TimeUnit.SECONDS);
                                }
                            });
            held.await();
            assertThat(service.progress().orElseThrow().served()).isEqualTo(1);
            counted.countDown();
            assertThat(holder.get()).as("counted while the lock was held").isTrue();
        }
    }
}
