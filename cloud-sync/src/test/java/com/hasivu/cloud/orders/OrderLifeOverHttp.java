package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.outbox.Change;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of orders by time, edit and delivery, through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrderLifeOverHttp {
    private static final String DAY = "2026-11-24";
    private static final SchoolId SCHOOL = new SchoolId("greenfield");
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final Instant NOON = Instant.parse("2026-11-24T06:30:00Z");
    private static final long PRICE = 4_500;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Database database;
    private final Outbox outbox;
    private final Orders orders;

    OrderLifeOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock, "orders: {pay-within: 15m}\n");
        school = cloud.school("greenfield");
        database = Database.open(cloud.config().database());
        outbox = new Outbox(clock);
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

    /** A family and a meal of its own, so that tests do not meet. */
    private record Family(String window, long child, Web parent, long idli, long vada) {
        String lines(int idlis, int vadas) {
            var lines = new ArrayList<String>();
            if (idlis > 0) {
                lines.add("{\"dish\":%d,\"quantity\":%d}".formatted(idli, idlis));
            }
            if (vadas > 0) {
                lines.add("{\"dish\":%d,\"quantity\":%d}".formatted(vada, vadas));
            }
            return "[" + String.join(",", lines) + "]";
        }

        Web.Answer place(int idlis, String more) {
            return parent.with("Idempotency-Key", key())
                    .call(
                            "POST",
                            "/v1/orders",
                            "{\"student\":%d,\"date\":\"%s\",\"window\":\"%s\",\"lines\":%s%s}"
                                    .formatted(child, DAY, window, lines(idlis, 0), more));
        }

        Web.Answer replace(long order, int idlis, int vadas) {
            return parent.with("Idempotency-Key", key())
                    .call(
                            "POST",
                            "/v1/orders/%d/replacement".formatted(order),
                            "{\"lines\":%s}".formatted(lines(idlis, vadas)));
        }

        long paid(int idlis) {
            long order = place(idlis, "").expect(201).id();
            parent.with("Idempotency-Key", key())
                    .post("/v1/orders/%d/wallet-payment".formatted(order))
                    .expect(201);
            return order;
        }

        String state(long order) {
            return parent.get("/v1/orders/" + order).expect(200).json().path("state").asText();
        }

        void awaitState(long order, String state) {
            await().atMost(Duration.ofSeconds(60)).until(() -> state(order).equals(state));
        }
    }

    private static String key() {
        return "life-" + KEYS.incrementAndGet();
    }

    private Family family(String window) {
        return family(window, 1, "20:00");
    }

    private Family family(String window, int daysBefore, String deadline) {
        clock.set(MORNING);
        school.window(window, "11:30", "14:00", daysBefore, deadline);
        long idli = school.dish("Idli", PRICE);
        long vada = school.dish("Vada", 2_000);
        school.admin()
                .put(
                        school.path("/menus/%s/%s".formatted(DAY, window)),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5},{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        idli,
                        vada)
                .expect(200);
        long child = school.student();
        return new Family(window, child, school.parent(child), idli, vada);
    }

    private int left(Family family, int item) {
        return school.admin()
                .get(school.path("/menus/%s/%s".formatted(DAY, family.window())))
                .json()
                .at("/items/%d/portionsLeft".formatted(item))
                .asInt();
    }

    private long balance(Family family) {
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                cloud.count(
                                                "select count(*) from sagas where state in ('running', 'undoing')")
                                        == 0);
        return SchoolFixture.balance(family.parent());
    }

    private Delivery deliver(Family family, long order) {
        return database.transaction(
                tx ->
                        orders.deliver(
                                        tx,
                                        List.of(
                                                new Handover(
                                                        SCHOOL,
                                                        new StationId("c1"),
                                                        new OrderId(order),
                                                        new StudentId(family.child()),
                                                        NOON)))
                                .getFirst());
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

    @Test
    void replace_ofAnUnpaidOrderMovesThePortions() {
        Family family = family("edit-unpaid");
        long order = family.place(3, "").expect(201).id();
        JsonNode fresh = family.replace(order, 1, 2).expect(201).json();
        assertThat(fresh.path("replaces").asLong()).isEqualTo(order);
        assertThat(fresh.path("totalPaise").asLong()).isEqualTo(PRICE + 4_000);
        assertThat(fresh.path("state").asText()).isEqualTo("pending_payment");
        assertThat(family.state(order)).isEqualTo("cancelled");
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(left(family, 1)).isEqualTo(18);
        assertThat(family.replace(order, 1, 0).code()).isEqualTo("order-state");
    }

    @Test
    void replace_ofAWalletOrderMovesTheDifferenceOnly() {
        Family family = family("edit-paid");
        topUp(family.parent(), 3 * PRICE);
        long order = family.paid(3); // the wallet is empty now
        assertThat(balance(family)).isZero();
        long fewer = family.replace(order, 2, 0).expect(201).id();
        assertThat(balance(family)).isEqualTo(PRICE);
        assertThat(family.state(fewer)).isEqualTo("confirmed");
        long more = family.replace(fewer, 1, 4).expect(201).id(); // 12,500 of 13,500
        assertThat(balance(family)).isEqualTo(3 * PRICE - 12_500);

        assertThat(family.replace(more, 5, 0).code()).isEqualTo("insufficient-funds");
        assertThat(family.state(more)).isEqualTo("confirmed");
        assertThat(balance(family)).isEqualTo(3 * PRICE - 12_500);
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(left(family, 1)).isEqualTo(16);
        assertThat(
                        cloud.count(
                                "select count(*) from refunds_due where paid_back is not null and order_id in (%d, %d)"
                                        .formatted(order, fewer)))
                .isEqualTo(2);
    }

    @Test
    void replace_leavesWhatItCannotChange() {
        Family family = family("edit-refused");
        long cash = family.place(1, "").expect(201).id();
        school.pay(cash, PRICE).expect(201);
        assertThat(family.replace(cash, 2, 0).code()).isEqualTo("paid-at-office");
        assertThat(family.state(cash)).isEqualTo("confirmed");
        assertThat(family.replace(cash, 0, 6).code()).isEqualTo("over-limit");
        clock.set(Instant.parse("2026-11-23T14:30:00Z"));
        assertThat(family.replace(cash, 0, 1).code()).isEqualTo("deadline-passed");
        clock.set(MORNING);
        assertThat(family("other-family").replace(cash, 1, 0).status()).isEqualTo(404);
        assertThat(left(family, 0)).isEqualTo(19);
        assertThat(left(family, 1)).isEqualTo(20);
    }

    @Test
    void place_refusesADishTheChildMustNotEat() {
        Family family = family("allergen");
        school.admin()
                .call(
                        "PATCH",
                        school.path("/students/" + family.child()),
                        "{\"allergens\":[\"peanut\",\"milk\"]}")
                .expect(200);
        long chikki =
                school.admin()
                        .post(
                                school.path("/dishes"),
                                "{'name':'Chikki','pricePaise':1000,'diet':'veg','allergens':['peanut','sesame']}")
                        .expect(201)
                        .id();
        school.admin()
                .put(
                        school.path("/menus/%s/allergen".formatted(DAY)),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5},{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        family.idli(),
                        chikki)
                .expect(200);
        var both = new Family("allergen", family.child(), family.parent(), family.idli(), chikki);
        Web.Answer refused =
                both.parent()
                        .with("Idempotency-Key", key())
                        .call(
                                "POST",
                                "/v1/orders",
                                "{\"student\":%d,\"date\":\"%s\",\"window\":\"allergen\",\"lines\":%s}"
                                        .formatted(both.child(), DAY, both.lines(1, 1)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("allergen-conflict");
        assertThat(refused.json().path("detail").asText())
                .contains("Chikki has peanut")
                .doesNotContain("sesame");
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/lines/1/dish");
        assertThat(left(both, 0)).isEqualTo(20);
        long plain = both.place(1, "").expect(201).id();
        assertThat(both.replace(plain, 0, 1).code()).isEqualTo("allergen-conflict");
        assertThat(both.state(plain)).isEqualTo("pending_payment");
    }

    @Test
    void reorderAndFavourite_askTheRulesOfTheOtherDay() {
        Family family = family("again");
        long order = family.place(2, "").expect(201).id();
        String next = "2026-11-25";
        assertThat(reorder(family, order, "{\"date\":\"%s\"}".formatted(next)).code())
                .isEqualTo("no-menu");
        school.admin()
                .put(
                        school.path("/menus/%s/again".formatted(next)),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        family.idli())
                .expect(200);
        long favourite =
                family.parent()
                        .with("Idempotency-Key", key())
                        .post("/v1/favourites", "{'name':'Two idlis','order':%d}", order)
                        .expect(201)
                        .id();
        JsonNode seen = family.parent().get("/v1/favourites").expect(200).json().at("/items/0");
        assertThat(seen.path("name").asText()).isEqualTo("Two idlis");
        long like = seen.at("/order/id").asLong();
        JsonNode again =
                reorder(family, like, "{\"date\":\"%s\"}".formatted(next)).expect(201).json();
        assertThat(again.path("totalPaise").asLong()).isEqualTo(2 * PRICE);
        assertThat(again.path("date").asText()).isEqualTo(next);

        Family stranger = family("stranger");
        assertThat(reorder(stranger, order, "{\"date\":\"%s\"}".formatted(next)).status())
                .isEqualTo(404);
        assertThat(
                        stranger.parent()
                                .with("Idempotency-Key", key())
                                .post("/v1/favourites", "{'name':'x','order':%d}", order)
                                .status())
                .isEqualTo(404);
        String path = "/v1/favourites/" + favourite;
        assertThat(stranger.parent().call("DELETE", path, "").status()).isEqualTo(404);
        family.parent().call("DELETE", path, "").expect(204);
        assertThat(family.parent().get("/v1/favourites").json().path("items")).isEmpty();
    }

    private static Web.Answer reorder(Family family, long order, String body) {
        return family.parent()
                .with("Idempotency-Key", key())
                .call("POST", "/v1/orders/%d/reorder".formatted(order), body);
    }

    /** Edit, cancel, expiry, payment and delivery of the same order at the same moment. */
    @Test
    void race_movesOneOrderForwardOnlyAndKeepsTheMoneyRight() throws Exception {
        Family family = family("race", 0, "24:00");
        topUp(family.parent(), 100 * PRICE);
        clock.set(NOON);
        for (int round = 0; round < 6; round++) {
            boolean unpaid = round % 2 == 1;
            long order = unpaid ? family.place(1, "").expect(201).id() : family.paid(1);
            if (unpaid) {
                clock.advance(Duration.ofMinutes(15)); // Overdue takes it at this moment
            }
            Parallel.run(
                    5,
                    i ->
                            () ->
                                    switch (i) {
                                        case 0 -> family.replace(order, 2, 1).status();
                                        case 1 ->
                                                family.parent()
                                                        .post(
                                                                "/v1/orders/%d/cancel"
                                                                        .formatted(order))
                                                        .status();
                                        case 2 ->
                                                deliver(family, order) instanceof Delivery.Delivered
                                                        ? 1
                                                        : 0;
                                        case 3 ->
                                                new Overdue(database, orders, clock).runOne()
                                                        ? 1
                                                        : 0;
                                        default ->
                                                family.parent()
                                                        .with("Idempotency-Key", key())
                                                        .post(
                                                                "/v1/orders/%d/wallet-payment"
                                                                        .formatted(order))
                                                        .status();
                                    });
        }
        balance(family); // at rest
        assertThat(forwardOnly()).isEmpty();
        assertMoneyAndPortions(family);
        clock.set(MORNING);
    }

    private List<String> forwardOnly() {
        return database.read(
                tx ->
                        tx
                                .resultQuery(
                                        "select from_state, to_state from order_history where from_state is not null and actor not like 'undo %'")
                                .fetch()
                                .stream()
                                .filter(
                                        row ->
                                                !OrderState.of(row.get(0, String.class))
                                                        .mayBecome(
                                                                OrderState.of(
                                                                        row.get(1, String.class))))
                                .map(Object::toString)
                                .toList());
    }

    /**
     * Every order is charged its price once, or nothing; portions are those of orders that stand.
     */
    private void assertMoneyAndPortions(Family family) {
        String mine = "o.student = " + family.child();
        assertThat(
                        cloud.count(
                                "select count(*) from orders o left join payments p on p.order_id = o.id where "
                                        + mine
                                        + " and o.state in ('confirmed', 'delivered', 'unclaimed') and p.id is null"))
                .isZero();
        assertThat(
                        cloud.count(
                                "select count(*) from orders o join payments p on p.order_id = o.id where "
                                        + mine
                                        + " and o.state = 'cancelled' and p.amount_paise <> (select coalesce(sum(r.amount_paise), 0)"
                                        + " from refunds_due r where r.payment = p.id and r.paid_back is not null)"))
                .isZero();
        long charged =
                cloud.count(
                        "select coalesce(sum(o.total_paise), 0) from orders o where "
                                + mine
                                + " and o.state in ('confirmed', 'delivered', 'unclaimed')");
        assertThat(SchoolFixture.balance(family.parent())).isEqualTo(100 * PRICE - charged);
        long eaten =
                cloud.count(
                        "select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id where "
                                + mine
                                + " and o.state not in ('cancelled', 'expired')");
        assertThat(40L - left(family, 0) - left(family, 1)).isEqualTo(eaten);
    }
}
