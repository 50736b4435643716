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
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapBatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Live batches ahead of a backlog: S1 to S4 hold whatever order they come in; both databases. */
class EarlyRecordsTest {
    private static final long EPOCH = 0xC0DE000000000001L;

    @TempDir Path folder;

    private Optional<Desk> opened = Optional.empty();
    private final List<Ack> acks = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        opened.ifPresent(Desk::close);
    }

    private Desk desk() {
        return opened.orElseThrow();
    }

    /** One cloud node on the engine's database. */
    private TapIntake node(Engine engine) {
        if (opened.isEmpty()) {
            opened = Optional.of(new Desk(engine, folder));
        }
        Publisher publisher = (topic, payload, delivery) -> acks.add(read(payload));
        return new TapIntake(
                desk().database,
                new TapEffects(desk().orders, new Deliveries()),
                publisher,
                desk().clock);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void liveBatch_hasItsEffectAtOnceAndMovesNoHeadUntilTheDrainIsThere(Engine engine) {
        TapIntake node = node(engine);
        Topics station = desk().station("c1");
        var chain = new TapChain(station, EPOCH);
        List<OrderId> orders = serves(chain, 10);

        for (int i = 0; i < 2; i++) {
            Ack early = send(node, station, chain.live(9, 10));
            assertThat(early.getUpTo()).isZero();
            assertThat(early.getHashAtUpTo()).isEqualTo(chain.hash(0));
            assertThat(early.getResendFrom()).isZero();
        }
        assertThat(desk().state(orders.get(8))).isEqualTo("delivered");
        assertThat(desk().state(orders.get(7))).isEqualTo("confirmed");
        assertThat(desk().count(TAP_INBOX)).isEqualTo(2);

        assertThat(send(node, station, chain.batch(1, 7)).getUpTo()).isEqualTo(7);
        Ack leap = send(node, station, chain.batch(8, 8));
        assertThat(leap.getUpTo()).as("over what was there already").isEqualTo(10);
        assertThat(leap.getHashAtUpTo()).isEqualTo(chain.hash(10));
        assertThat(send(node, station, chain.live(9, 10)).getUpTo()).isEqualTo(10);
        expectApplied(chain, 10);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void drainBatch_overEarlyRecordsAddsOnlyWhatIsMissing(Engine engine) {
        TapIntake node = node(engine);
        Topics station = desk().station("c1");
        var chain = new TapChain(station, EPOCH);
        serves(chain, 12);
        send(node, station, chain.live(4, 5));
        send(node, station, chain.live(7, 7));
        send(node, station, chain.live(10, 12));
        send(node, station, chain.live(6, 8));
        assertThat(send(node, station, chain.batch(1, 4)).getUpTo()).isEqualTo(8);
        assertThat(send(node, station, chain.batch(9, 11)).getUpTo()).isEqualTo(12);
        expectApplied(chain, 12);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void moreEarlyRecordsThanAreLookedAtInOneTransaction_areLeaptOverInSteps(Engine engine) {
        TapIntake node = node(engine);
        Topics station = desk().station("c1");
        var chain = new TapChain(station, EPOCH);
        int behind = TapLog.EARLY_AT_ONCE + 100;
        for (int i = 0; i <= behind; i++) {
            chain.refuse(Reason.UNKNOWN_CARD);
        }
        for (long from = 2; from <= chain.size(); from += 500) {
            send(node, station, chain.live(from, Math.min(chain.size(), from + 499)));
        }
        Ack first = send(node, station, chain.batch(1, 1));
        assertThat(first.getUpTo()).isEqualTo(1 + TapLog.EARLY_AT_ONCE);
        long next = first.getUpTo() + 1;
        assertThat(send(node, station, chain.batch(next, next)).getUpTo()).isEqualTo(chain.size());
        expectApplied(chain, 0);
    }

    /** Drain and live batches cut anywhere, lost, repeated, out of order, on two nodes at once. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void anyInterleavingOnTwoNodes_endsAsTheChainInOrder(Engine engine) throws Exception {
        List<TapIntake> nodes = List.of(node(engine), node(engine));
        Topics station = desk().station("c1");
        for (long seed = 1; seed <= 12; seed++) {
            var random = new Random(seed);
            var chain = new TapChain(station, EPOCH + seed);
            int deliveries = desk().count(DELIVERIES);
            serves(chain, 30);
            List<List<TapBatch>> lanes = List.of(story(chain, random), story(chain, random));
            acks.clear();
            Parallel.run(
                    2,
                    number ->
                            () -> {
                                for (TapBatch batch : lanes.get(number)) {
                                    nodes.get(number).receive(from(station), Wire.seal(batch));
                                }
                                return true;
                            });
            for (long from = 1; from <= chain.size(); from += 7) { // the drain goes through
                send(nodes.getFirst(), station, chain.batch(from, Math.min(30, from + 6)));
            }
            assertThat(acks)
                    .as("seed %d", seed)
                    .allSatisfy(
                            ack -> {
                                assertThat(ack.getQuarantined()).isEmpty();
                                assertThat(ack.getHashAtUpTo())
                                        .isEqualTo(chain.hash(ack.getUpTo()));
                            });
            assertThat(acks.getLast().getUpTo()).isEqualTo(30);
            assertThat(desk().count(DELIVERIES) - deliveries).as("seed %d", seed).isEqualTo(30);
            assertThat(hashes(EPOCH + seed)).as("seed %d", seed).isEqualTo(chain.hashes());
        }
        assertThat(desk().count(DELIVERY_CONFLICTS)).isZero();
        assertThat(desk().count(TAP_QUARANTINE)).isZero();
    }

    /** What one node happens to see: a drain with gaps and repeats, live batches between. */
    private static List<TapBatch> story(TapChain chain, Random random) {
        List<TapBatch> batches = new ArrayList<>();
        for (long from = 1; from <= chain.size(); from += 1 + random.nextInt(6)) {
            long to = Math.min(chain.size(), from + random.nextInt(8));
            batches.add(chain.batch(from, to));
            long live = 1 + random.nextInt(chain.size());
            batches.add(chain.live(live, Math.min(chain.size(), live + random.nextInt(3))));
        }
        batches.removeIf(batch -> random.nextInt(100) < 20);
        batches.addAll(batches.subList(0, batches.size() / 3));
        if (random.nextBoolean()) {
            Collections.shuffle(batches, random);
        }
        return batches;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void ackOfAnyBatch_meansThatAllUpToItIsCommitted(Engine engine) {
        node(engine);
        Topics station = desk().station("c1");
        var chain = new TapChain(station, EPOCH);
        serves(chain, 20);
        List<Long> told = new ArrayList<>();
        Publisher looksItself =
                (topic, payload, delivery) -> {
                    long upTo = read(payload).getUpTo();
                    int all = Math.toIntExact(upTo);
                    assertThat(hashes(EPOCH).subList(0, all))
                            .isEqualTo(chain.hashes().subList(0, all));
                    return told.add(upTo);
                };
        var node =
                new TapIntake(
                        desk().database,
                        new TapEffects(desk().orders, new Deliveries()),
                        looksItself,
                        desk().clock);
        for (long[] cut : new long[][] {{15, 16}, {1, 4}, {18, 20}, {5, 14}, {17, 17}}) {
            TapBatch batch =
                    cut[0] > 14 && cut[0] != 17
                            ? chain.live(cut[0], cut[1])
                            : chain.batch(cut[0], cut[1]);
            node.receive(from(station), Wire.seal(batch));
        }
        assertThat(told).containsExactly(0L, 4L, 4L, 16L, 20L);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void forgedOrForkedEarlyRecord_endsTheEpochAndTheHeadStays(Engine engine) {
        TapIntake node = node(engine);
        Topics station = desk().station("c1");
        List<String> cases =
                List.of(
                        "early against early",
                        "drain against early",
                        "chain that does not follow",
                        "previous hash of another story");
        for (int i = 0; i < cases.size(); i++) {
            var chain = new TapChain(station, EPOCH + i);
            var other = new TapChain(station, EPOCH + i);
            for (int record = 0; record < 10; record++) {
                chain.refuse(Reason.CARD_LOST);
                other.refuse(record < 5 ? Reason.CARD_LOST : Reason.CARD_BLOCKED);
            }
            send(node, station, chain.batch(1, 3));
            Ack ack =
                    switch (i) {
                        case 0 -> {
                            send(node, station, chain.live(8, 9));
                            yield send(node, station, other.live(9, 10));
                        }
                        case 1 -> {
                            send(node, station, other.live(8, 8));
                            yield send(node, station, chain.batch(4, 10));
                        }
                        case 2 -> {
                            send(node, station, other.live(8, 9));
                            yield send(node, station, chain.batch(4, 7));
                        }
                        default -> {
                            send(node, station, chain.live(8, 8));
                            yield send(node, station, other.live(9, 9));
                        }
                    };
            assertThat(ack.getQuarantined())
                    .as(cases.get(i))
                    .contains("differs from the one committed before");
            assertThat(ack.getUpTo()).as(cases.get(i)).isEqualTo(3);
            int rows = hashes(EPOCH + i).size();
            assertThat(send(node, station, chain.live(10, 10)).getQuarantined()).isNotEmpty();
            assertThat(send(node, station, chain.batch(4, 4)).getUpTo()).isEqualTo(3);
            assertThat(hashes(EPOCH + i)).as("nothing more is merged").hasSize(rows);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void liveBatch_ofAnotherStationOrFarAheadChangesNothing(Engine engine) {
        TapIntake node = node(engine);
        Topics station = desk().station("c1");
        var chain = new TapChain(station, EPOCH);
        serves(chain, 3);
        TapBatch live = chain.live(3, 3);
        node.receive(from(desk().station("c2")), Wire.seal(live));
        assertThat(acks).isEmpty();
        assertThat(node.refused()).isEqualTo(1);

        TapBatch far = chain.far(Verdict.MAX_AHEAD + 1);
        assertThat(send(node, station, far).getResendFrom()).isEqualTo(1);
        assertThat(desk().count(TAP_INBOX)).isZero();
        assertThat(send(node, station, chain.far(Verdict.MAX_AHEAD)).getResendFrom()).isZero();
        assertThat(desk().count(TAP_INBOX)).isEqualTo(1);
    }

    /** E2 forbids it; a broken station that does it makes one delivery and one conflict anyway. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void orderServedTwiceInOneChain_isDeliveredByTheRecordThatCameFirst(Engine engine) {
        TapIntake node = node(engine);
        Topics station = desk().station("c1");
        var chain = new TapChain(station, EPOCH);
        StudentId student = desk().student("child");
        OrderId order = desk().order(student, "confirmed");
        chain.serve(order, student, desk().clock.millis());
        chain.refuse(Reason.ALREADY_SERVED);
        chain.serve(order, student, desk().clock.millis());
        send(node, station, chain.live(3, 3));
        assertThat(send(node, station, chain.batch(1, 2)).getUpTo()).isEqualTo(3);
        assertThat(desk().count(DELIVERIES)).isEqualTo(1);
        long refused =
                desk().database
                        .read(
                                tx ->
                                        tx.select(DELIVERY_CONFLICTS.SEQUENCE)
                                                .from(DELIVERY_CONFLICTS)
                                                .fetchSingle(DELIVERY_CONFLICTS.SEQUENCE));
        assertThat(refused).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void ack_tellsEachDrainingStationItsShare(Engine engine) {
        TapIntake node = node(engine);
        List<Topics> stations = List.of(desk().station("c1"), desk().station("c2"));
        List<TapChain> chains = stations.stream().map(s -> new TapChain(s, EPOCH)).toList();
        chains.forEach(chain -> serves(chain, 4));
        List<Integer> told = new ArrayList<>();
        for (long sequence = 1; sequence <= 4; sequence++) {
            for (int i = 0; i < 2; i++) {
                TapBatch batch =
                        chains.get(i).batch(sequence, sequence).toBuilder()
                                .setWaiting(i == 0 ? 4 - sequence : 9)
                                .build();
                told.add(send(node, stations.get(i), batch).getRecordsPerSecond());
            }
        }
        int all = DrainPace.DEFAULT_RATE;
        int half = all / 2;
        assertThat(told).containsExactly(all, half, half, half, half, half, all, all);
    }

    private Ack send(TapIntake node, Topics station, TapBatch batch) {
        node.receive(from(station), Wire.seal(batch));
        return acks.getLast();
    }

    private List<OrderId> serves(TapChain chain, int count) {
        List<OrderId> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StudentId student = desk().student("child " + i);
            OrderId order = desk().order(student, "confirmed");
            chain.serve(order, student, desk().clock.millis());
            orders.add(order);
        }
        return orders;
    }

    private void expectApplied(TapChain chain, int serves) {
        assertThat(hashes(chain.epoch())).isEqualTo(chain.hashes());
        assertThat(desk().count(DELIVERIES)).isEqualTo(serves);
        assertThat(desk().count(DELIVERY_CONFLICTS)).isZero();
        assertThat(desk().count(TAP_QUARANTINE)).isZero();
        var head = desk().database.read(tx -> tx.selectFrom(TAP_HEADS).fetchSingle());
        assertThat(head.getLastSequence()).isEqualTo(chain.size());
        assertThat(ByteString.fromHex(head.getLastHash())).isEqualTo(chain.hash(chain.size()));
    }

    private List<String> hashes(long epoch) {
        return desk().database
                .read(
                        tx ->
                                tx.select(TAP_INBOX.HASH)
                                        .from(TAP_INBOX)
                                        .where(TAP_INBOX.EPOCH.eq(epoch))
                                        .orderBy(TAP_INBOX.SEQUENCE)
                                        .fetch(TAP_INBOX.HASH));
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
}
