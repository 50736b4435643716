package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** The door the intake uses: {@link Orders#deliver} on orders made over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrderDelivery {
    private static final String DAY = "2026-11-24";
    private static final SchoolId SCHOOL = new SchoolId("greenfield");
    private static final Instant NOON = Instant.parse("2026-11-24T06:30:00Z");

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Database database;
    private final Orders orders;
    private final StudentId child;
    private final Web parent;
    private final long dish;

    OrderDelivery(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        child = new StudentId(school.student());
        parent = school.parent(child.value());
        dish = school.dish("Idli", 4500);
        school.menu(DAY, dish, 100, 5);
        database = Database.open(cloud.config().database());
        var outbox = new Outbox(clock);
        orders =
                new Orders(
                        new Schools(outbox, clock),
                        new Students(outbox, clock),
                        new Menus(new Dishes(clock)),
                        outbox,
                        clock);
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        cloud.close();
    }

    private OrderId placed() {
        return new OrderId(order(parent, child.value(), DAY, dish, 1).expect(201).id());
    }

    private OrderId paid() {
        OrderId order = placed();
        school.pay(order.value(), 4500).expect(201);
        return order;
    }

    private Delivery deliver(OrderId order, String station) {
        return database.transaction(
                tx -> deliver(tx, order, SCHOOL, child, new StationId(station)));
    }

    /** One meal at noon. */
    private Delivery deliver(
            DSLContext tx, OrderId order, SchoolId school, StudentId student, StationId station) {
        return orders.deliver(tx, List.of(new Handover(school, station, order, student, NOON)))
                .getFirst();
    }

    @Test
    void deliver_happensOnceAmongManyStations() throws Exception {
        OrderId order = paid();
        List<Delivery> outcomes = Parallel.run(12, i -> () -> deliver(order, "c" + i));
        assertThat(outcomes).filteredOn(Delivery.Delivered.class::isInstance).hasSize(1);
        var first =
                (Delivery.Delivered)
                        outcomes.stream()
                                .filter(Delivery.Delivered.class::isInstance)
                                .findFirst()
                                .orElseThrow();
        StationId winner = first.handed().station();
        assertThat(outcomes)
                .filteredOn(o -> !(o instanceof Delivery.Delivered))
                .containsOnly(new Delivery.AlreadyDelivered(NOON, winner));
        assertThat(
                        cloud.count(
                                "select count(*) from order_history where to_state = 'delivered' and order_id = "
                                        + order))
                .isEqualTo(1);
    }

    @Test
    void deliver_explainsWhatItRefuses() {
        OrderId unpaid = placed();
        assertThat(deliver(unpaid, "c1")).isEqualTo(new Delivery.NotPaid());
        OrderId cancelled = paid();
        school.admin().post("/v1/orders/%d/cancel".formatted(cancelled.value())).expect(200);
        assertThat(deliver(cancelled, "c1")).isEqualTo(new Delivery.Cancelled());
        assertThat(deliver(new OrderId(999_999), "c1")).isEqualTo(new Delivery.Unknown());
        OrderId order = paid();
        var other = new StudentId(child.value() + 1000);
        var station = new StationId("c1");
        assertThat(database.<Delivery>transaction(tx -> deliver(tx, order, SCHOOL, other, station)))
                .isEqualTo(new Delivery.OtherStudent(child));
        var elsewhere = new SchoolId("bluehill");
        assertThat(
                        database.<Delivery>transaction(
                                tx -> deliver(tx, order, elsewhere, child, station)))
                .isEqualTo(new Delivery.Unknown());
    }

    @Test
    void deliver_judgesManyMealsInTheirOrder() {
        OrderId one = paid();
        OrderId unpaid = placed();
        OrderId two = paid();
        var station = new StationId("c1");
        List<Delivery> outcomes =
                database.transaction(
                        tx ->
                                orders.deliver(
                                        tx,
                                        List.of(
                                                new Handover(SCHOOL, station, two, child, NOON),
                                                new Handover(SCHOOL, station, unpaid, child, NOON),
                                                new Handover(
                                                        SCHOOL,
                                                        station,
                                                        one,
                                                        child,
                                                        NOON.plusSeconds(9)),
                                                new Handover(
                                                        SCHOOL,
                                                        station,
                                                        two,
                                                        child,
                                                        NOON.plusSeconds(60)))));
        assertThat(outcomes.get(0)).isInstanceOf(Delivery.Delivered.class);
        assertThat(outcomes.get(1)).isEqualTo(new Delivery.NotPaid());
        assertThat(outcomes.get(2)).isInstanceOf(Delivery.Delivered.class);
        assertThat(outcomes.get(3)).isEqualTo(new Delivery.AlreadyDelivered(NOON, station));
        Order kept = database.read(tx -> orders.find(tx, one)).orElseThrow();
        assertThat(kept.state()).isEqualTo(OrderState.DELIVERED);
        assertThat(kept.handedOver()).contains(new Order.HandedOver(NOON.plusSeconds(9), station));
        assertThat(
                        cloud.count(
                                "select count(*) from order_history where to_state = 'delivered' and order_id in (%s, %s)"
                                        .formatted(one, two)))
                .isEqualTo(2);
    }

    @Test
    void deliver_isUndoneWithItsTransaction() {
        OrderId order = paid();
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx -> {
                                            deliver(tx, order, SCHOOL, child, new StationId("c1"));
                                            throw new IllegalStateException("intake failed");
                                        }))
                .hasMessage("intake failed");
        assertThat(deliver(order, "c2")).isInstanceOf(Delivery.Delivered.class);
        assertThat(parent.get("/v1/orders/" + order).json().path("station").asText())
                .isEqualTo("c2");
    }

    @Test
    void cancel_isRefusedAfterDelivery() {
        OrderId order = paid();
        deliver(order, "c1");
        assertThat(school.admin().post("/v1/orders/%d/cancel".formatted(order.value())).code())
                .isEqualTo("order-state");
        assertThat(cloud.count("select count(*) from refunds_due where order_id = " + order))
                .isZero();
    }

    @Test
    void forDay_holdsEveryOrderOfTheDayWithItsMeal() {
        OrderId order = paid();
        List<Order> day = database.read(tx -> orders.forDay(tx, SCHOOL, LocalDate.parse(DAY)));
        assertThat(day).anySatisfy(o -> assertThat(o.id()).isEqualTo(order));
        assertThat(day).allSatisfy(o -> assertThat(o.meal()).isEqualTo("1 x Idli"));
        List<Order> next =
                database.read(tx -> orders.forDay(tx, SCHOOL, LocalDate.parse("2026-11-25")));
        assertThat(next).isEmpty();
    }
}
