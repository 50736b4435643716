package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.DELIVERIES;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CONFLICTS;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CORRECTIONS;
import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.ORDER_HISTORY;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
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

/** S2, S5 and C3 of serves that were taken back, on both databases. */
class CorrectionsTest {
    private static final long EPOCH = 0xC0DE000000000001L;

    @TempDir Path folder;
    private Optional<Desk> open = Optional.empty();
    private final List<Ack> acks = new ArrayList<>();

    @AfterEach
    void close() {
        open.ifPresent(Desk::close);
    }

    private Desk desk() {
        return open.orElseThrow();
    }

    private TapIntake intake(Engine engine) {
        open = Optional.of(new Desk(engine, folder));
        Publisher publisher =
                (topic, payload, delivery) -> {
                    acks.add(read(payload));
                    return true;
                };
        return new TapIntake(
                desk().database,
                new TapEffects(desk().orders, new Deliveries()),
                publisher,
                desk().clock);
    }

    private static Ack read(byte[] payload) {
        try {
            return Wire.open(payload, Ack.parser());
        } catch (WireException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(TapIntake intake, Topics station, TapBatch batch) {
        intake.receive(
                new Topics.Address(station.school(), station.station(), "up/taps"),
                Wire.seal(batch));
    }

    private record Meal(OrderId order, StudentId student, String was) {}

    private Meal meal(String state) {
        return desk().tx(
                        tx -> {
                            StudentId child = desk().student(tx, "Child");
                            return new Meal(desk().order(tx, child, state, Desk.DAY), child, state);
                        });
    }

    private long now() {
        return desk().clock.instant().toEpochMilli();
    }

    private String state(Meal meal) {
        return desk().tx(
                        tx ->
                                tx.selectFrom(ORDERS)
                                        .where(ORDERS.ID.eq(meal.order().value()))
                                        .fetchSingle(ORDERS.STATE));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void serveByHand_isDeliveredWithItsActor(Engine engine) {
        TapIntake intake = intake(engine);
        Topics station = desk().station("c1");
        Meal meal = meal("confirmed");
        var chain = new TapChain(station, EPOCH);
        chain.byHand(meal.order(), meal.student(), now());
        send(intake, station, chain.all());
        Deliveries.Entry entry =
                desk().tx(
                                tx ->
                                        new Deliveries()
                                                .page(
                                                        tx,
                                                        Desk.SCHOOL,
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        0,
                                                        10))
                        .getFirst();
        assertThat(entry.byHand()).contains(new Deliveries.ByHand(3, "CARD_FORGOTTEN"));
        assertThat(state(meal)).isEqualTo("delivered");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void undo_putsTheOrderBackToWhatItWasAndKeepsTheTrace(Engine engine) {
        TapIntake intake = intake(engine);
        Topics station = desk().station("c1");
        Meal meal = meal("preparing");
        var chain = new TapChain(station, EPOCH);
        chain.serve(meal.order(), meal.student(), now());
        send(intake, station, chain.all());
        chain.undo(1, meal.order(), meal.student(), now() + 5_000);
        send(intake, station, chain.batch(2, 2));
        assertThat(state(meal)).isEqualTo("preparing");
        assertThat(desk().count(DELIVERIES)).isZero();
        assertThat(desk().count(ORDER_HISTORY)).isEqualTo(2);
        var correction =
                desk().tx(
                                tx ->
                                        Corrections.page(
                                                tx,
                                                ReviewScope.of(Desk.SCHOOL, Optional.empty()),
                                                0,
                                                9))
                        .getFirst();
        assertThat(correction.undone()).isEqualTo(1);
        assertThat(correction.sequence()).isEqualTo(2);
        assertThat(correction.supervisor()).isEqualTo(3);
        assertThat(correction.reason()).isEqualTo("WRONG_CHILD");
        chain.serve(meal.order(), meal.student(), now() + 60_000);
        send(intake, station, chain.batch(3, 3));
        assertThat(state(meal)).isEqualTo("delivered");
        assertThat(desk().count(DELIVERY_CONFLICTS)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void undo_letsTheServeThatCameSecondDeliver(Engine engine) {
        TapIntake intake = intake(engine);
        Topics one = desk().station("c1");
        Topics two = desk().station("c2");
        Meal meal = meal("confirmed");
        var first = new TapChain(one, EPOCH);
        first.serve(meal.order(), meal.student(), now());
        send(intake, one, first.all());
        var second = new TapChain(two, EPOCH + 1);
        second.serve(meal.order(), meal.student(), now() + 3_000);
        send(intake, two, second.all());
        assertThat(desk().count(DELIVERY_CONFLICTS)).isEqualTo(1);
        first.undo(1, meal.order(), meal.student(), now() + 9_000);
        send(intake, one, first.batch(2, 2));
        assertThat(state(meal)).isEqualTo("delivered");
        assertThat(desk().count(DELIVERY_CONFLICTS)).isZero();
        var row = desk().tx(tx -> tx.selectFrom(DELIVERIES).fetchSingle());
        assertThat(row.getStation()).isEqualTo("c2");
        assertThat(row.getSequence()).isEqualTo(1);
        assertThat(row.getDelivered().toEpochMilli()).isEqualTo(now() + 3_000);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void undo_ofACancelledOrdersServeTakesTheConflictAway(Engine engine) {
        TapIntake intake = intake(engine);
        Topics station = desk().station("c1");
        Meal meal = meal("cancelled");
        var chain = new TapChain(station, EPOCH);
        chain.serve(meal.order(), meal.student(), now());
        send(intake, station, chain.all());
        assertThat(desk().count(DELIVERY_CONFLICTS)).isEqualTo(1);
        chain.undo(1, meal.order(), meal.student(), now());
        send(intake, station, chain.batch(2, 2));
        assertThat(desk().count(DELIVERY_CONFLICTS)).isZero();
        assertThat(state(meal)).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void undoThatCannotBe_isSetAsideAndMovesNothing(Engine engine) {
        TapIntake intake = intake(engine);
        Topics station = desk().station("c1");
        Meal meal = meal("confirmed");
        Meal other = meal("confirmed");
        var chain = new TapChain(station, EPOCH);
        chain.serve(meal.order(), meal.student(), now());
        chain.undo(2, meal.order(), meal.student(), now()); // itself
        chain.undo(1, other.order(), other.student(), now()); // another order's
        chain.undo(1, meal.order(), meal.student(), now()); // a second time
        send(intake, station, chain.batch(1, 1));
        send(intake, station, chain.batch(2, 4));
        assertThat(acks.getLast().getSetAsideList())
                .extracting(one -> one.getSequence() + " " + one.getReason())
                .containsExactly(
                        "2 it takes back record 2, which is none before it",
                        "4 record 1 was taken back before");
        assertThat(state(meal)).isEqualTo("delivered");
        assertThat(state(other)).isEqualTo("confirmed");
    }

    /** Live batches ahead of the drain, lost, repeated, in any order: the end is the same. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void anyOrderOfArrival_endsTheSame(Engine engine) {
        TapIntake intake = intake(engine);
        Topics station = desk().station("c1");
        for (long seed = 1; seed <= 20; seed++) {
            var random = new Random(seed);
            var chain = new TapChain(station, EPOCH + seed);
            List<Meal> standing = new ArrayList<>();
            List<Meal> back = new ArrayList<>();
            int before = desk().count(DELIVERIES);
            for (int i = 0; i < 12; i++) {
                Meal meal = meal(random.nextBoolean() ? "ready" : "confirmed");
                long serve = chain.serve(meal.order(), meal.student(), now());
                boolean undone = random.nextBoolean();
                if (undone) {
                    chain.undo(serve, meal.order(), meal.student(), now() + 4_000);
                    undone = random.nextBoolean();
                    if (!undone) {
                        chain.byHand(meal.order(), meal.student(), now() + 60_000);
                    }
                }
                (undone ? back : standing).add(meal);
            }
            List<TapBatch> batches = new ArrayList<>();
            for (int n = 0; n < 30; n++) {
                long from = 1 + random.nextInt(chain.size());
                long to = Math.min(chain.size(), from + random.nextInt(4));
                batches.add(chain.live(from, to));
            }
            long next = 1;
            while (next <= chain.size()) {
                long to = Math.min(chain.size(), next + random.nextInt(5));
                batches.add(chain.batch(next, to));
                next = to + 1;
            }
            Collections.shuffle(batches, random);
            batches.forEach(batch -> send(intake, station, batch));
            send(intake, station, chain.all());
            assertThat(acks.getLast().getUpTo()).isEqualTo(chain.size());
            assertThat(standing)
                    .as("seed %d", seed)
                    .allSatisfy(meal -> assertThat(state(meal)).isEqualTo("delivered"));
            assertThat(back)
                    .as("seed %d", seed)
                    .allSatisfy(meal -> assertThat(state(meal)).isEqualTo(meal.was()));
            assertThat(desk().count(DELIVERIES) - before)
                    .as("seed %d", seed)
                    .isEqualTo(standing.size());
            assertThat(desk().count(DELIVERY_CONFLICTS)).as("seed %d", seed).isZero();
        }
        assertThat(desk().count(DELIVERY_CORRECTIONS)).isPositive();
    }
}
