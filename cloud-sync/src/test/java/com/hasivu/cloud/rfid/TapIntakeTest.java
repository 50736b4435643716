package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.DELIVERIES;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CONFLICTS;
import static com.hasivu.cloud.schema.Tables.TAP_HEADS;
import static com.hasivu.cloud.schema.Tables.TAP_INBOX;
import static com.hasivu.cloud.schema.Tables.TAP_QUARANTINE;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Sealed;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.SetAside;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;

import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** S1 to S5 and S7 at the cloud's end, on both databases. */
class TapIntakeTest {
    private static final long EPOCH = 0xC0DE000000000001L;

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // each test begins with intake(engine)
    private Desk desk;

    private final List<Ack> acks = new ArrayList<>();

    private TapIntake intake(Engine engine) {
        desk = new Desk(engine, folder);
        return newIntake();
    }

    private TapIntake newIntake() {
        Publisher publisher =
                (topic, payload, delivery) -> {
                    synchronized (acks) {
                        acks.add(read(payload));
                    }
                    return true;
                };
        return new TapIntake(
                desk.database,
                new TapEffects(desk.orders, new Deliveries()),
                publisher,
                desk.clock);
    }

    private static Ack read(byte[] payload) {
        try {
            return Wire.open(payload, Ack.parser());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private static Topics.Address from(Topics station) {
        return new Topics.Address(station.school(), station.station(), "up/taps");
    }

    private Ack send(TapIntake intake, Topics station, TapBatch batch) {
        intake.receive(from(station), Wire.seal(batch));
        return acks.getLast();
    }

    /** Children with a paid order each, and a chain that serves them all with refusals between. */
    private List<OrderId> orders(TapChain chain, int count) {
        List<OrderId> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StudentId student = desk.student("child " + i);
            OrderId order = desk.order(student, "confirmed");
            chain.serve(order, student, desk.clock.millis());
            chain.refuse(Reason.UNKNOWN_CARD);
            orders.add(order);
        }
        return orders;
    }

    private void expectApplied(TapChain chain, int serves) {
        assertThat(desk.count(TAP_INBOX)).isEqualTo(chain.size());
        assertThat(desk.count(DELIVERIES)).isEqualTo(serves);
        assertThat(desk.count(DELIVERY_CONFLICTS)).isZero();
        assertThat(desk.count(TAP_QUARANTINE)).isZero();
        var head = desk.database.read(tx -> tx.selectFrom(TAP_HEADS).fetchSingle());
        assertThat(head.getLastSequence()).isEqualTo(chain.size());
        assertThat(ByteString.fromHex(head.getLastHash())).isEqualTo(chain.hash(chain.size()));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void batch_ofARevokedStationIsKeptAndNeitherMergedNorAcked(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            List<OrderId> orders = orders(chain, 1);
            open.database.transaction(
                    tx -> open.stations.revoke(tx, station.school(), station.station()));

            intake.receive(from(station), Wire.seal(chain.all()));

            assertThat(acks).isEmpty();
            assertThat(desk.count(TAP_INBOX)).isZero();
            assertThat(desk.count(TAP_QUARANTINE)).isEqualTo(1);
            assertThat(desk.state(orders.getFirst())).isEqualTo("confirmed");
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void batch_isAppliedOnceAndAckedWithItsHashHoweverOftenItComes(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            var chain = new TapChain(open.station("c1"), EPOCH);
            List<OrderId> orders = orders(chain, 5);
            for (int i = 0; i < 3; i++) {
                Ack ack = send(intake, new Topics(Desk.SCHOOL, new StationId("c1")), chain.all());
                assertThat(ack.getEpoch()).isEqualTo(EPOCH);
                assertThat(ack.getUpTo()).isEqualTo(10);
                assertThat(ack.getHashAtUpTo()).isEqualTo(chain.hash(10));
                assertThat(ack.getResendFrom()).isZero();
                assertThat(ack.getQuarantined()).isEmpty();
            }
            expectApplied(chain, 5);
            assertThat(orders)
                    .allSatisfy(order -> assertThat(desk.state(order)).isEqualTo("delivered"));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void gap_changesNothingAndNamesWhereToGoOn(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            orders(chain, 5);
            assertThat(send(intake, station, chain.batch(4, 6)).getResendFrom()).isEqualTo(1);
            assertThat(send(intake, station, chain.batch(4, 6)).getUpTo()).isZero();
            assertThat(acks.getLast().getHashAtUpTo()).isEqualTo(chain.hash(0));
            assertThat(desk.count(TAP_INBOX)).isZero();

            send(intake, station, chain.batch(1, 2));
            Ack ack = send(intake, station, chain.batch(7, 10));
            assertThat(ack.getResendFrom()).isEqualTo(3);
            assertThat(ack.getUpTo()).isEqualTo(2);
            send(intake, station, chain.batch(3, 10));
            expectApplied(chain, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void anyCutOrderAndRepetition_endsInTheSameState(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            for (long seed = 1; seed <= 3; seed++) {
                var random = new Random(seed);
                var chain = new TapChain(station, EPOCH + seed);
                int before = desk.count(DELIVERIES);
                int inbox = desk.count(TAP_INBOX);
                orders(chain, 12);
                long cursor = 0;
                for (int step = 0; step < 500 && cursor < chain.size(); step++) {
                    long first = 1 + random.nextInt(chain.size());
                    long last = first + random.nextInt((int) (chain.size() - first + 1));
                    Ack ack = send(intake, station, chain.batch(first, last));
                    assertThat(ack.getQuarantined()).isEmpty();
                    assertThat(ack.getUpTo()).as("seed %d", seed).isGreaterThanOrEqualTo(cursor);
                    assertThat(ack.getHashAtUpTo()).isEqualTo(chain.hash(ack.getUpTo()));
                    cursor = ack.getUpTo();
                }
                assertThat(cursor).as("seed %d", seed).isEqualTo(chain.size());
                assertThat(desk.count(DELIVERIES) - before).isEqualTo(12);
                assertThat(desk.count(TAP_INBOX) - inbox).isEqualTo(chain.size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void twoNodesAtOnce_applyEachRecordOnce(Engine engine) throws Exception {
        intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            orders(chain, 20);
            for (long from = 1; from <= chain.size(); from += 8) {
                long first = from;
                long last = Math.min(chain.size(), from + 7);
                Parallel.run(
                        4,
                        number ->
                                () -> {
                                    newIntake()
                                            .receive(
                                                    from(station),
                                                    Wire.seal(
                                                            chain.batch(
                                                                    Math.max(1, first - number),
                                                                    last)));
                                    return true;
                                });
            }
            assertThat(acks).hasSize(20);
            assertThat(acks).allSatisfy(ack -> assertThat(ack.getQuarantined()).isEmpty());
            expectApplied(chain, 20);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void manyStationsAtTwoNodes_eachRecordOnceWhateverGoesTogether(Engine engine) throws Exception {
        intake(engine);
        try (Desk open = desk) {
            List<TapIntake> nodes = List.of(newIntake(), newIntake());
            List<TapChain> chains = new ArrayList<>();
            List<Topics> stations = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                stations.add(open.station("c" + i));
                chains.add(new TapChain(stations.get(i), EPOCH + i));
                orders(chains.get(i), 6);
            }
            for (long first = 1; first <= 12; first += 4) {
                long from = first;
                Parallel.run(
                        48, // each batch at both nodes, twice; as stations that lost an ack do
                        number ->
                                () -> {
                                    int station = number % 12;
                                    nodes.get(number / 12 % 2)
                                            .receive(
                                                    from(stations.get(station)),
                                                    Wire.seal(
                                                            chains.get(station)
                                                                    .batch(from, from + 3)));
                                    return true;
                                });
            }
            assertThat(acks).hasSize(3 * 48);
            assertThat(acks).allSatisfy(ack -> assertThat(ack.getResendFrom()).isZero());
            assertThat(open.count(TAP_INBOX)).isEqualTo(12 * 12);
            assertThat(open.count(DELIVERIES)).isEqualTo(12 * 6);
            assertThat(open.count(DELIVERY_CONFLICTS)).isZero();
            for (int i = 0; i < 12; i++) {
                Ack last = send(nodes.getFirst(), stations.get(i), chains.get(i).batch(9, 12));
                assertThat(last.getHashAtUpTo()).isEqualTo(chains.get(i).hash(12));
            }
        }
    }

    /** The inbox of one chain holds a row that its head knows nothing of: nothing can mend that. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void chainThatCannotBeWritten_holdsUpNoOtherStation(Engine engine) throws Exception {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics broken = open.station("broken");
            var torn = new TapChain(broken, EPOCH);
            torn.refuse(Reason.UNKNOWN_CARD);
            send(intake, broken, torn.all());
            open.tx(
                    tx ->
                            tx.update(TAP_HEADS)
                                    .set(TAP_HEADS.LAST_SEQUENCE, 0L)
                                    .set(
                                            TAP_HEADS.LAST_HASH,
                                            HexFormat.of().formatHex(torn.hash(0).toByteArray()))
                                    .set(TAP_HEADS.HIGHEST, 0L)
                                    .execute());
            acks.clear();
            List<TapChain> chains = new ArrayList<>();
            List<Topics> stations = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                stations.add(open.station("c" + i));
                chains.add(new TapChain(stations.get(i), EPOCH));
                orders(chains.get(i), 1);
            }
            List<Boolean> taken =
                    Parallel.run(
                            9,
                            number ->
                                    () -> {
                                        boolean bad = number == 8;
                                        try {
                                            intake.receive(
                                                    from(bad ? broken : stations.get(number)),
                                                    Wire.seal(
                                                            (bad ? torn : chains.get(number))
                                                                    .all()));
                                            return true;
                                        } catch (DataAccessException e) {
                                            return false;
                                        }
                                    });
            assertThat(taken.subList(0, 8)).doesNotContain(false);
            assertThat(taken.getLast()).isFalse();
            assertThat(acks).hasSize(8);
            assertThat(open.count(DELIVERIES)).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void forkedEpoch_isQuarantinedAndKeptAndNeverMergedAgain(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            orders(chain, 3);
            send(intake, station, chain.all());

            var restored =
                    new TapChain(station, EPOCH); // an old copy of the SD card goes on by itself
            StudentId other = desk.student("other");
            OrderId order = desk.order(other, "confirmed");
            restored.serve(order, other, desk.clock.millis());
            Ack ack = send(intake, station, restored.all());
            assertThat(ack.getQuarantined()).contains("record 1 differs");
            assertThat(ack.getUpTo()).isEqualTo(6);
            assertThat(ack.getHashAtUpTo()).isEqualTo(chain.hash(6));
            assertThat(desk.state(order)).isEqualTo("confirmed");
            assertThat(desk.count(TAP_QUARANTINE)).isEqualTo(1);

            chain.refuse(
                    Reason.CARD_LOST); // the true story does not go on either: a person must look
            assertThat(send(intake, station, chain.all()).getQuarantined()).isNotEmpty();
            assertThat(send(intake, station, chain.all()).getUpTo()).isEqualTo(6);
            assertThat(desk.count(TAP_INBOX)).isEqualTo(6);
            assertThat(desk.count(TAP_QUARANTINE)).isEqualTo(2);

            var fresh = new TapChain(station, EPOCH + 1);
            fresh.serve(order, other, desk.clock.millis());
            assertThat(send(intake, station, fresh.all()).getQuarantined()).isEmpty();
            assertThat(desk.state(order)).isEqualTo("delivered");
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void forkInTheMiddleOrOfTheGenesis_isFound(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            chain.refuse(Reason.CARD_LOST);
            chain.refuse(Reason.CARD_BLOCKED);
            send(intake, station, chain.all());
            var fork = new TapChain(station, EPOCH);
            fork.refuse(Reason.CARD_LOST);
            fork.refuse(Reason.CARD_EXPIRED);
            fork.refuse(Reason.NOT_PAID);
            assertThat(send(intake, station, fork.batch(2, 3)).getQuarantined())
                    .contains("record 2 differs");

            var elsewhere = new TapChain(open.station("c2"), EPOCH + 5);
            elsewhere.refuse(Reason.CARD_LOST);
            TapBatch stolen =
                    elsewhere.all().toBuilder().setStation(station.station().value()).build();
            assertThat(send(intake, station, stolen).getQuarantined()).contains("genesis");
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void poison_isSetAsideWithItsReasonAndAckedAndTheRestGoesOn(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            chain.add(1, new byte[] {(byte) 0xFF, (byte) 0xFF});
            chain.add(7, new byte[] {1});
            chain.add(1, new byte[Wire.MAX_RECORD_BYTES + 1]);
            chain.add(1, TapRecord.newBuilder().setReader("r").build().toByteArray());
            chain.add(
                    1,
                    TapRecord.newBuilder()
                            .setServe(Serve.newBuilder().setOrder(0))
                            .build()
                            .toByteArray());
            List<OrderId> orders = orders(chain, 1);
            Ack ack = send(intake, station, chain.all());
            assertThat(ack.getUpTo()).isEqualTo(chain.size());
            assertThat(ack.getSetAsideList().stream().map(SetAside::getSequence))
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(ack.getSetAside(0).getReason()).contains("no TapRecord");
            assertThat(ack.getSetAside(1).getReason()).contains("type 7");
            assertThat(ack.getSetAside(2).getReason()).contains("4097 bytes");
            assertThat(desk.state(orders.getFirst())).isEqualTo("delivered");
            int kept =
                    desk.database.read(tx -> tx.fetchCount(TAP_INBOX, TAP_INBOX.SET_ASIDE.ne("")));
            assertThat(kept).isEqualTo(5);
            assertThat(desk.count(TAP_INBOX)).isEqualTo(chain.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void conflict_leavesTheOrderAndIsRecordedForReview(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics one = open.station("c1");
            Topics two = open.station("c2");
            StudentId student = desk.student("child");
            StudentId other = desk.student("other");
            OrderId cancelled = desk.order(student, "cancelled");
            OrderId pending = desk.order(student, "pending_payment");
            OrderId ready = desk.order(student, "ready");
            OrderId expired = desk.order(student, "expired");
            var first = new TapChain(one, EPOCH);
            var second = new TapChain(two, EPOCH);
            first.serve(ready, student, desk.clock.millis());
            send(intake, one, first.all());
            second.serve(ready, student, desk.clock.millis());
            second.serve(cancelled, student, desk.clock.millis());
            second.serve(pending, student, desk.clock.millis());
            second.serve(new OrderId(999_999), student, desk.clock.millis());
            second.serve(expired, student, desk.clock.millis());
            second.serve(ready, other, desk.clock.millis());
            Ack ack = send(intake, two, second.all());
            assertThat(ack.getUpTo()).isEqualTo(6);
            assertThat(ack.getSetAsideList()).isEmpty();
            send(intake, two, second.all());

            List<String> kinds =
                    desk.database.read(
                            tx ->
                                    tx.select(DELIVERY_CONFLICTS.KIND)
                                            .from(DELIVERY_CONFLICTS)
                                            .orderBy(DELIVERY_CONFLICTS.SEQUENCE)
                                            .fetch(DELIVERY_CONFLICTS.KIND));
            assertThat(kinds)
                    .containsExactly(
                            "already-delivered",
                            "order-cancelled",
                            "not-paid",
                            "unknown-order",
                            "order-ended",
                            "other-student");
            assertThat(desk.state(cancelled)).isEqualTo("cancelled");
            assertThat(desk.state(pending)).isEqualTo("pending_payment");
            assertThat(desk.state(ready)).isEqualTo("delivered");
            assertThat(desk.count(DELIVERIES)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void sameOrderAtTwoStationsAtOnce_isDeliveredOnce(Engine engine) throws Exception {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            List<Topics> stations = List.of(open.station("c1"), open.station("c2"));
            for (int round = 0; round < 10; round++) {
                long epoch = EPOCH + round;
                StudentId student = desk.student("child");
                OrderId order = desk.order(student, "confirmed");
                Parallel.run(
                        2,
                        number ->
                                () -> {
                                    var chain = new TapChain(stations.get(number), epoch);
                                    chain.serve(order, student, desk.clock.millis());
                                    intake.receive(
                                            from(stations.get(number)), Wire.seal(chain.all()));
                                    return true;
                                });
            }
            assertThat(desk.count(DELIVERIES)).isEqualTo(10);
            assertThat(desk.count(DELIVERY_CONFLICTS)).isEqualTo(10);
            assertThat(acks).hasSize(20);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void malformedPayload_changesNothingAndIsNotAcked(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            orders(chain, 2);
            TapBatch good = chain.all();
            List<UnaryOperator<TapBatch.Builder>> faults =
                    List.of(
                            batch -> batch.setSchool("other"),
                            batch -> batch.setStation("c2"),
                            batch -> batch.clearRecords(),
                            batch -> batch.setFirstSequence(0),
                            batch -> batch.setFirstSequence(-5),
                            batch -> batch.setFirstSequence(2),
                            batch -> batch.setEpoch(EPOCH + 1),
                            batch -> batch.setPreviousHash(ByteString.EMPTY),
                            batch -> batch.setLastHash(ByteString.EMPTY),
                            batch -> batch.setLastHash(chain.hash(1)),
                            batch -> batch.setRecords(0, batch.getRecords(1)),
                            batch -> batch.setRecords(0, Record.newBuilder().setType(257)),
                            batch -> batch.setLive(true).setLastHash(chain.hash(1)),
                            batch -> {
                                for (int i = 0; i < Wire.MAX_BATCH_RECORDS; i++) {
                                    batch.addRecords(batch.getRecords(0));
                                }
                                return batch;
                            });
            for (UnaryOperator<TapBatch.Builder> fault : faults) {
                intake.receive(from(station), Wire.seal(fault.apply(good.toBuilder()).build()));
            }
            byte[] sealed = Wire.seal(good);
            intake.receive(from(station), new byte[0]);
            intake.receive(from(station), new byte[Wire.MAX_SEALED + 1]);
            var random = new Random(5);
            for (int i = 0; i < 200; i++) {
                byte[] flipped = sealed.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                intake.receive(from(station), flipped);
            }
            assertThat(intake.refused()).isGreaterThanOrEqualTo(faults.size() + 2L);
            assertThat(desk.count(TAP_INBOX)).isLessThanOrEqualTo(chain.size());
            Ack ack = send(intake, station, good);
            assertThat(ack.getUpTo()).isEqualTo(chain.size());
            assertThat(ack.getHashAtUpTo()).isEqualTo(chain.hash(chain.size()));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void batchOfTooManyBytes_isRefusedUnlessItIsOneRecord(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            int fit = Wire.MAX_BATCH_BYTES / Wire.MAX_RECORD_BYTES;
            for (int i = 0; i <= fit; i++) {
                chain.add(7, new byte[Wire.MAX_RECORD_BYTES]);
            }
            intake.receive(from(station), Wire.seal(chain.all()));
            assertThat(acks).isEmpty();
            assertThat(intake.refused()).isEqualTo(1);
            assertThat(send(intake, station, chain.batch(1, fit)).getUpTo()).isEqualTo(fit);

            chain.add(7, new byte[Wire.MAX_BATCH_BYTES + 1]); // no station makes it: set aside
            send(intake, station, chain.batch(fit + 1, fit + 1));
            assertThat(send(intake, station, chain.batch(fit + 2, fit + 2)).getUpTo())
                    .isEqualTo(chain.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void otherProtocolVersion_isKeptOnceAndNotMerged(Engine engine) throws Exception {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            orders(chain, 1);
            byte[] future =
                    Sealed.parseFrom(Wire.seal(chain.all())).toBuilder()
                            .setMajor(2)
                            .build()
                            .toByteArray();
            intake.receive(from(station), future);
            intake.receive(from(station), future);
            assertThat(acks).isEmpty();
            var kept = desk.database.read(tx -> tx.selectFrom(TAP_QUARANTINE).fetchSingle());
            assertThat(kept.getPayload()).isEqualTo(future);
            assertThat(kept.getReason()).contains("version 2");
            for (int i = 0; i < TapLog.MAX_QUARANTINED + 20; i++) {
                intake.receive(
                        from(station),
                        Sealed.newBuilder().setMajor(3).setMinor(i).build().toByteArray());
            }
            assertThat(desk.count(TAP_QUARANTINE)).isEqualTo(TapLog.MAX_QUARANTINED);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void ack_isSentOnlyWhenTheRecordsAreCommitted(Engine engine) {
        intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            orders(chain, 4);
            List<Long> committed = new ArrayList<>();
            Publisher looksItself =
                    (topic, payload, delivery) -> {
                        long rows = open.count(TAP_INBOX);
                        assertThat(read(payload).getUpTo()).isEqualTo(rows);
                        committed.add(rows);
                        return true;
                    };
            var intake =
                    new TapIntake(
                            open.database,
                            new TapEffects(open.orders, new Deliveries()),
                            looksItself,
                            open.clock);
            for (long sequence = 1; sequence <= chain.size(); sequence++) {
                intake.receive(from(station), Wire.seal(chain.batch(sequence, sequence)));
            }
            assertThat(committed).hasSize(chain.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void absurdClock_isReplacedByTheTimeOfArrival(Engine engine) {
        TapIntake intake = intake(engine);
        try (Desk open = desk) {
            Topics station = open.station("c1");
            var chain = new TapChain(station, EPOCH);
            for (long wall : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
                StudentId student = desk.student("child");
                chain.serve(desk.order(student, "confirmed"), student, wall);
            }
            assertThat(send(intake, station, chain.all()).getUpTo()).isEqualTo(4);
            var times =
                    desk.database.read(
                            tx ->
                                    tx.select(DELIVERIES.DELIVERED)
                                            .from(DELIVERIES)
                                            .fetch(DELIVERIES.DELIVERED));
            assertThat(times).hasSize(4).containsOnly(open.clock.instant());
        }
    }
}
