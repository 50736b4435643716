package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.outbox.Change;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What becomes of orders as time goes by, and what stations are told. */
abstract class OrderTimesOverHttp extends OrderLife {
    OrderTimesOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    @Test
    void pending_expiresByItselfAndGivesItsPortionsBack() {
        Family family = family("expires");
        long order = family.place(3, "").expect(201).id();
        assertThat(family.parent().get("/v1/orders/" + order).json().path("payBy").asText())
                .isEqualTo("2026-11-23T04:45:00Z");
        long paid = family.place(1, "").expect(201).id();
        school.pay(paid, PRICE).expect(201);
        assertThat(left(family, 0)).isEqualTo(16);
        clock.set(MORNING.plus(Duration.ofMinutes(15)));
        family.awaitState(order, "expired");
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(family.state(paid)).isEqualTo("confirmed");
        assertThat(school.pay(order, 3 * PRICE).code()).isEqualTo("order-state");
        JsonNode moves =
                family.parent().get("/v1/orders/%d/history".formatted(order)).expect(200).json();
        assertThat(moves.at("/items/1/actor").asText()).isEqualTo(Overdue.NOT_PAID);
        assertThat(moves.at("/items/1/from").asText()).isEqualTo("pending_payment");
    }

    @Test
    void pending_expiresAtTheDeadlineWhenThatIsSooner() {
        Family family = family("sooner");
        clock.set(Instant.parse("2026-11-23T14:25:00Z")); // five minutes before
        long order = family.place(1, "").expect(201).id();
        clock.set(Instant.parse("2026-11-23T14:30:00Z"));
        family.awaitState(order, "expired");
        clock.set(MORNING);
    }

    @Test
    void unclaimed_comesBehindTheWindowAndALateDeliveryStillCounts() {
        Family family = family("unclaimed");
        topUp(family.parent(), 10 * PRICE);
        long fetched = family.paid(1);
        long forgotten = family.paid(1);
        clock.set(Instant.parse("2026-11-24T10:29:59Z")); // 14:00 and two hours, less a second
        var overdue = new Overdue(database, orders, clock);
        while (overdue.runOne()) {
            continue; // other tests' orders
        }
        assertThat(family.state(fetched)).isEqualTo("confirmed");
        clock.set(Instant.parse("2026-11-24T10:30:00Z"));
        family.awaitState(fetched, "unclaimed");
        family.awaitState(forgotten, "unclaimed");

        assertThat(deliver(family, fetched)).isInstanceOf(Delivery.Delivered.class);
        assertThat(deliver(family, fetched)).isInstanceOf(Delivery.AlreadyDelivered.class);
        JsonNode order = family.parent().get("/v1/orders/" + fetched).json();
        assertThat(order.path("state").asText()).isEqualTo("delivered");
        assertThat(order.path("deliveredAt").asText()).isEqualTo("2026-11-24T06:30:00Z");
        assertThat(school.admin().post("/v1/orders/%d/cancel".formatted(forgotten)).code())
                .isEqualTo("order-state");
        assertThat(balance(family)).isEqualTo(8 * PRICE);
        clock.set(MORNING);
    }

    @Test
    void unclaimed_followsAWindowThatIsMovedMeanwhile() {
        Family family = family("moved");
        topUp(family.parent(), PRICE);
        long order = family.paid(1);
        school.window("moved", "11:30", "16:00", 1, "20:00");
        clock.set(Instant.parse("2026-11-24T10:30:00Z"));
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                cloud.count(
                                                "select count(*) from orders where id = %d and due > timestamp with time zone '2026-11-24 12:29:00+00:00'"
                                                        .formatted(order))
                                        == 1);
        assertThat(family.state(order)).isEqualTo("confirmed");
        clock.set(Instant.parse("2026-11-24T12:30:00Z"));
        family.awaitState(order, "unclaimed");
        clock.set(MORNING);
    }

    @Test
    void takenBack_becomesUnclaimedWhenItsTimeIsOver() {
        Family family = family("taken-back");
        topUp(family.parent(), PRICE);
        long order = family.paid(1);
        clock.set(NOON);
        assertThat(deliver(family, order)).isInstanceOf(Delivery.Delivered.class);
        boolean back =
                database.transaction(
                        tx -> orders.takeBack(tx, SCHOOL, new StationId("c1"), new OrderId(order)));
        assertThat(back).isTrue();
        assertThat(family.state(order)).isEqualTo("confirmed");
        clock.set(Instant.parse("2026-11-24T10:30:00Z"));
        family.awaitState(order, "unclaimed");
        clock.set(MORNING);
    }

    /**
     * Read in the same transaction: the snapshots' worker consumes it as soon as it is committed.
     */
    @Test
    void move_namesItsOrdersToTheStations() {
        Family family = family("told");
        topUp(family.parent(), 2 * PRICE);
        long one = family.paid(1);
        long two = family.paid(1);
        List<String> told =
                database.transaction(
                        tx -> {
                            var kitchen =
                                    orders.advance(
                                            tx,
                                            SCHOOL,
                                            List.of(one, two),
                                            OrderState.PREPARING,
                                            "user 1");
                            assertThat(kitchen.moved()).hasSize(2);
                            var late = OrderRows.locked(tx, SCHOOL, List.of(two));
                            orders.moves().move(tx, late, OrderState.UNCLAIMED, "clock");
                            return outbox.pending(tx, SCHOOL, Outbox.SCHOOL_CHANGED, 1000).stream()
                                    .map(Change::payload)
                                    .toList();
                        });
        assertThat(told).contains("orders %d %d".formatted(one, two)).endsWith("orders " + two);
    }
}
