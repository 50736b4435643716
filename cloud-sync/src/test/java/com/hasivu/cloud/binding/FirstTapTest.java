package com.hasivu.cloud.binding;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.CARD_HISTORY;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.cards.Card;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.TapChain;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cards bound by the record of their first tap, over the real intake, on both databases. */
class FirstTapTest {
    private static final long EPOCH = 0xC0DE000000000001L;
    private static final String UID = "04A1B2C3";

    @TempDir Path folder;

    /** A station, its journal, and the office's wishes. */
    private final class Bench implements AutoCloseable {
        final Desk desk;
        final Bindings bindings;
        final TapIntake intake;
        final Topics station;
        final TapChain chain;
        final StudentId child;

        Bench(Engine engine) {
            desk = new Desk(engine, folder);
            bindings = new Bindings(desk.cards, desk.clock);
            var effects = new TapEffects(desk.orders, new Deliveries());
            effects.onStrangers(bindings);
            intake =
                    new TapIntake(
                            desk.database, effects, (topic, payload, how) -> true, desk.clock);
            station = desk.station("c1");
            chain = new TapChain(station, EPOCH);
            child = desk.student("Asha");
        }

        Binding open(StudentId student, Optional<String> endsOldAs) {
            var wish =
                    new Bindings.Wish(
                            student,
                            Optional.empty(),
                            "card",
                            endsOldAs,
                            desk.clock.instant().plus(Duration.ofMinutes(2)),
                            new UserId(1));
            return desk.tx(tx -> bindings.open(tx, station, wish, mark())).orElseThrow();
        }

        Binding.Mark mark() {
            return new Binding.Mark(EPOCH, chain.size());
        }

        /** The station refuses a card and sends its whole journal. */
        void tap(String uid, Reason reason, ClockState clock, Instant at) {
            record(uid, reason, clock, at);
            send(chain.all());
        }

        void record(String uid, Reason reason, ClockState clock, Instant at) {
            chain.add(
                    1,
                    TapRecord.newBuilder()
                            .setWallMillis(at.toEpochMilli())
                            .setClock(clock)
                            .setCard(ByteString.fromHex(uid))
                            .setRefusal(Refusal.newBuilder().setReason(reason))
                            .build()
                            .toByteArray());
        }

        void send(TapBatch batch) {
            intake.receive(
                    new Topics.Address(station.school(), station.station(), "up/taps"),
                    Wire.seal(batch));
        }

        void tapNow(String uid) {
            tap(uid, Reason.UNKNOWN_CARD, ClockState.CLOCK_SYNCED, desk.clock.instant());
        }

        Binding newest() {
            return desk.database.read(tx -> bindings.newest(tx, station)).orElseThrow();
        }

        /** Every card's UID with its state. */
        Map<String, String> cards() {
            return desk.database.read(
                    tx ->
                            tx.select(CARDS.UID, CARDS.STATE)
                                    .from(CARDS)
                                    .fetchMap(CARDS.UID, CARDS.STATE));
        }

        @Override
        public void close() {
            desk.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void unknownCard_isTheChildsFromItsFirstTapOn(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            bench.open(bench.child, Optional.empty());
            bench.desk.clock.advance(Duration.ofSeconds(5));

            bench.tapNow(UID);

            assertThat(bench.cards()).isEqualTo(Map.of(UID, "active"));
            assertThat(bench.newest().state()).isEqualTo(Binding.State.BOUND);
            Optional<Card> active =
                    bench.desk.database.read(tx -> bench.desk.cards.active(tx, bench.child));
            assertThat(active.orElseThrow().uid().hex()).isEqualTo(UID);
            assertThat(bench.desk.count(CARD_HISTORY)).isEqualTo(3); // registered, bound, active
            bench.send(bench.chain.all()); // the same records again
            bench.tapNow("04A1B2C4"); // the next card is nobody's wish
            assertThat(bench.cards()).isEqualTo(Map.of(UID, "active"));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void backlogFromBefore_bindsNothing(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            Instant before = bench.desk.clock.instant().minusSeconds(60);
            bench.record(UID, Reason.UNKNOWN_CARD, ClockState.CLOCK_SYNCED, before);
            // the office does not know of that record: the mark says nothing
            Binding.Mark blind = new Binding.Mark(EPOCH, 0);
            bench.desk.tx(
                    tx ->
                            bench.bindings
                                    .open(
                                            tx,
                                            bench.station,
                                            new Bindings.Wish(
                                                    bench.child,
                                                    Optional.empty(),
                                                    "card",
                                                    Optional.empty(),
                                                    bench.desk.clock.instant().plusSeconds(120),
                                                    new UserId(1)),
                                            blind)
                                    .orElseThrow());
            bench.send(bench.chain.all());
            assertThat(bench.cards()).isEmpty();
            assertThat(bench.newest().note()).hasValue("a card was shown before this began");
            bench.tapNow("04A1B2C4");
            assertThat(bench.cards()).isEqualTo(Map.of("04A1B2C4", "active"));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void recordBelowTheMark_bindsNothingWhateverItsClockSays(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            bench.record(
                    UID,
                    Reason.UNKNOWN_CARD,
                    ClockState.CLOCK_SYNCED,
                    bench.desk.clock.instant().plusSeconds(20)); // a clock that is ahead
            bench.open(bench.child, Optional.empty());
            bench.desk.clock.advance(Duration.ofSeconds(1));
            bench.send(bench.chain.all());
            assertThat(bench.cards()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void clockThatIsNotTrusted_bindsNothingAndSaysWhy(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            bench.open(bench.child, Optional.empty());
            bench.tap(
                    UID, Reason.UNKNOWN_CARD, ClockState.CLOCK_UNKNOWN, bench.desk.clock.instant());
            assertThat(bench.cards()).isEmpty();
            assertThat(bench.newest().note())
                    .hasValueSatisfying(n -> assertThat(n).contains("not trusted"));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void session_endsByItselfAndByTheOfficeAndIsOneAtAStation(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            bench.open(bench.child, Optional.empty());
            var wish =
                    new Bindings.Wish(
                            bench.child,
                            Optional.empty(),
                            "card",
                            Optional.empty(),
                            bench.desk.clock.instant().plusSeconds(500),
                            new UserId(1));
            Optional<Binding> second =
                    bench.desk.tx(tx -> bench.bindings.open(tx, bench.station, wish, bench.mark()));
            assertThat(second).isEmpty();
            bench.desk.clock.advance(Duration.ofMinutes(2));
            bench.tapNow(UID);
            assertThat(bench.cards()).isEmpty();
            bench.open(bench.child, Optional.empty());
            boolean cancelled = bench.desk.tx(tx -> bench.bindings.cancel(tx, bench.station));
            assertThat(cancelled).isTrue();
            bench.tapNow(UID);
            assertThat(bench.cards()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void registeredCardOfNobody_isBoundTooAndTheOldOneEnds(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            bench.open(bench.child, Optional.empty());
            bench.tapNow(UID);
            bench.open(bench.child, Optional.of("lost"));
            bench.tapNow(UID); // the very card that is in use: it is not free
            assertThat(bench.newest().note())
                    .hasValueSatisfying(n -> assertThat(n).contains("active"));
            bench.tap(
                    "04A1B2C4",
                    Reason.CARD_INACTIVE,
                    ClockState.CLOCK_SYNCED,
                    bench.desk.clock.instant());
            assertThat(bench.cards()).isEqualTo(Map.of(UID, "lost", "04A1B2C4", "active"));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void twoTapsInOneBatch_bindTheFirst(Engine engine) {
        try (Bench bench = new Bench(engine)) {
            bench.open(bench.child, Optional.empty());
            for (String uid : List.of(UID, "04A1B2C4")) {
                bench.record(
                        uid,
                        Reason.UNKNOWN_CARD,
                        ClockState.CLOCK_SYNCED,
                        bench.desk.clock.instant());
            }
            bench.send(bench.chain.all());
            assertThat(bench.cards()).isEqualTo(Map.of(UID, "active"));
        }
    }
}
