package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Instant;
import java.util.List;

/** Orders and payments through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrdersOverHttp {
    private static final String DAY = "2026-11-24";
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final long child;
    private final Web parent;

    OrdersOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        child = school.student();
        parent = school.parent(child);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private String freshDay() {
        clock.set(MORNING);
        return DAY;
    }

    private long cooked(int portions, int limit) {
        long dish = school.dish("Idli", 4500);
        school.menu(freshDay(), dish, portions, limit);
        return dish;
    }

    /** One menu per test: other tests' dishes are sold out of the way by their own windows. */
    private long onMenuOf(String window, int portions) {
        clock.set(MORNING);
        school.window(window, "11:30", "14:00", 1, "20:00");
        long dish = school.dish("Dish of " + window, 4500);
        school.admin()
                .put(
                        school.path("/menus/%s/%s".formatted(DAY, window)),
                        "{'items':[{'dish':%d,'portions':%d,'perOrderLimit':5}]}",
                        dish,
                        portions)
                .expect(200);
        return dish;
    }

    private String wish(String window, long dish, int quantity) {
        return "{\"student\":%d,\"date\":\"%s\",\"window\":\"%s\",\"lines\":[{\"dish\":%d,\"quantity\":%d}]}"
                .formatted(child, DAY, window, dish, quantity);
    }

    private Web.Answer place(String window, long dish, int quantity, String key) {
        return parent.with("Idempotency-Key", key)
                .call("POST", "/v1/orders", wish(window, dish, quantity));
    }

    private int left(String window) {
        return school.admin()
                .get(school.path("/menus/%s/%s".formatted(DAY, window)))
                .json()
                .at("/items/0/portionsLeft")
                .asInt();
    }

    @Test
    void place_sellsTheLastPortionOnceToFiftyAtOnce() throws Exception {
        long dish = onMenuOf("last-portion", 1);
        List<Web.Answer> answers =
                Parallel.run(50, i -> () -> place("last-portion", dish, 1, "last-" + i));
        assertThat(answers).filteredOn(a -> a.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(a -> a.status() != 201)
                .allSatisfy(a -> assertThat(a.code()).isEqualTo("sold-out"));
        assertThat(left("last-portion")).isZero();
    }

    @Test
    void place_makesOneOrderOfFiftyEqualKeys() throws Exception {
        long dish = onMenuOf("equal-keys", 50);
        List<Web.Answer> answers =
                Parallel.run(50, i -> () -> place("equal-keys", dish, 1, "the-same"));
        assertThat(answers).allSatisfy(a -> assertThat(a.status()).isEqualTo(201));
        assertThat(answers).extracting(Web.Answer::text).containsOnly(answers.getFirst().text());
        assertThat(left("equal-keys")).isEqualTo(49);
        Web.Answer other = place("equal-keys", dish, 2, "the-same");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void place_neverOversellsMixedQuantities() throws Exception {
        long dish = onMenuOf("mixed", 37);
        List<Web.Answer> answers =
                Parallel.run(40, i -> () -> place("mixed", dish, 1 + i % 3, "mixed-" + i));
        int sold =
                answers.stream()
                        .filter(a -> a.status() == 201)
                        .mapToInt(a -> a.json().at("/lines/0/quantity").asInt())
                        .sum();
        assertThat(left("mixed")).isEqualTo(37 - sold).isNotNegative();
    }

    @Test
    void place_takesThePriceOfTheMenu() {
        long dish = onMenuOf("price", 9);
        Web.Answer order = place("price", dish, 3, "price-1").expect(201);
        assertThat(order.json().path("totalPaise").asLong()).isEqualTo(13_500);
        Web.Answer tampered =
                parent.with("Idempotency-Key", "price-2")
                        .call(
                                "POST",
                                "/v1/orders",
                                wish("price", dish, 3)
                                        .replace("\"quantity\"", "\"pricePaise\":1,\"quantity\""));
        assertThat(tampered.status()).isEqualTo(400);
        assertThat(tampered.json().at("/errors/0/pointer").asText())
                .isEqualTo("/lines/0/pricePaise");
        assertThat(left("price")).isEqualTo(6);
    }

    @Test
    void place_closesAtTheDeadlineOfTheSchoolsZone() {
        long dish = onMenuOf("deadline", 9);
        clock.set(Instant.parse("2026-11-23T14:29:59.999Z")); // 19:59:59.999 in Kolkata
        school.pay(place("deadline", dish, 1, "deadline-1").expect(201).id(), 4500).expect(201);
        clock.set(Instant.parse("2026-11-23T14:30:00Z"));
        assertThat(place("deadline", dish, 1, "deadline-2").code()).isEqualTo("deadline-passed");
        assertThat(left("deadline")).isEqualTo(8);
        clock.set(MORNING);
    }

    @Test
    void place_looksThirtyDaysAhead() {
        long dish = cooked(9, 5);
        school.menu("2026-12-23", dish, 9, 5);
        school.menu("2026-12-24", dish, 9, 5);
        order(parent, child, "2026-12-23", dish, 1).expect(201);
        assertThat(order(parent, child, "2026-12-24", dish, 1).code()).isEqualTo("too-far-ahead");
    }

    @Test
    void place_refusesWhatTheMenuDoesNotGive() {
        long dish = onMenuOf("refusals", 3);
        long other = school.dish("Not cooked", 100);
        assertThat(place("refusals", other, 1, "r1").code()).isEqualTo("not-on-menu");
        assertThat(place("refusals", dish, 6, "r2").code()).isEqualTo("over-limit");
        assertThat(place("refusals", dish, 4, "r3").code()).isEqualTo("sold-out");
        assertThat(place("nowhere", dish, 1, "r4").code()).isEqualTo("unknown-window");
        assertThat(order(parent, child, "2026-11-28", dish, 1).code()).isEqualTo("no-menu");
        assertThat(left("refusals")).isEqualTo(3);
    }

    @Test
    void place_undoesTheFirstLineWhenTheSecondIsRefused() {
        long dish = onMenuOf("undo", 3);
        long other = school.dish("Not cooked", 100);
        Web.Answer answer =
                parent.with("Idempotency-Key", "undo-1")
                        .post(
                                "/v1/orders",
                                "{'student':%d,'date':'%s','window':'undo','lines':[{'dish':%d,'quantity':1},{'dish':%d,'quantity':1}]}",
                                child,
                                DAY,
                                dish,
                                other);
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/lines/1/dish");
        assertThat(left("undo")).isEqualTo(3);
    }

    @Test
    void place_isForOnesOwnChildrenOnly() {
        long dish = onMenuOf("own", 9);
        long strange = school.student();
        Web mayNot = school.guardian(strange, false);
        Web.Answer unlinked = order(parent, strange, DAY, dish, 1);
        assertThat(unlinked.code()).isEqualTo("student-not-yours");
        assertThat(order(mayNot, strange, DAY, dish, 1).code()).isEqualTo("student-not-yours");
        assertThat(order(parent, 999_999, DAY, dish, 1).text())
                .isEqualTo(unlinked.text().replace(Long.toString(strange), "999999"));
    }

    @Test
    void pay_confirmsOnlyWithTheWholeAmount() {
        long dish = onMenuOf("pay", 9);
        long order = place("pay", dish, 2, "pay-1").expect(201).id();
        assertThat(school.pay(order, 8999).code()).isEqualTo("wrong-amount");
        assertThat(parent.get("/v1/orders/" + order).json().path("state").asText())
                .isEqualTo("pending_payment");
        assertThat(school.pay(order, 9000).expect(201).json().at("/order/state").asText())
                .isEqualTo("confirmed");
        assertThat(school.pay(order, 9000).code()).isEqualTo("order-state");
    }

    @Test
    void payAndCancel_agreeWhenTheyRace() throws Exception {
        long dish = onMenuOf("race", 20);
        for (int round = 0; round < 8; round++) {
            long order = place("race", dish, 1, "race-" + round).expect(201).id();
            List<Web.Answer> answers =
                    Parallel.run(
                            4,
                            i ->
                                    () ->
                                            i % 2 == 0
                                                    ? school.pay(order, 4500)
                                                    : parent.post(
                                                            "/v1/orders/%d/cancel"
                                                                    .formatted(order)));
            long paid = answers.stream().filter(a -> a.status() == 201).count();
            long cancelled = answers.stream().filter(a -> a.status() == 200).count();
            assertThat(cancelled).isEqualTo(1);
            assertThat(paid).isLessThanOrEqualTo(1);
            assertThat(cloud.count("select count(*) from refunds_due where order_id = " + order))
                    .isEqualTo(paid);
        }
        assertThat(left("race")).isEqualTo(20);
    }

    @Test
    void cancel_givesPortionsBackOnceAndIsTheSchoolsAfterTheDeadline() {
        long dish = onMenuOf("cancel", 9);
        long order = place("cancel", dish, 4, "cancel-1").expect(201).id();
        school.pay(order, 18_000).expect(201);
        clock.set(Instant.parse("2026-11-24T07:00:00Z"));
        String path = "/v1/orders/%d/cancel".formatted(order);
        assertThat(parent.post(path).code()).isEqualTo("deadline-passed");
        assertThat(left("cancel")).isEqualTo(5);
        school.admin().post(path).expect(200);
        assertThat(school.admin().post(path).code()).isEqualTo("order-state");
        assertThat(left("cancel")).isEqualTo(9);
        assertThat(school.pay(order, 18_000).code()).isEqualTo("order-state");
        clock.set(MORNING);
    }

    @Test
    void cancel_isForGuardiansWhoMayOrder() {
        long dish = onMenuOf("rights", 9);
        long order = place("rights", dish, 1, "rights-1").expect(201).id();
        Web mayNot = school.guardian(child, false);

        assertThat(mayNot.get("/v1/orders/" + order).status()).isEqualTo(200);
        assertThat(mayNot.post("/v1/orders/%d/cancel".formatted(order)).code())
                .isEqualTo("student-not-yours");
        assertThat(left("rights")).isEqualTo(8);
    }

    @Test
    void lists_showOwnOrdersOnlyAndGoOnByCursor() {
        long dish = onMenuOf("lists", 9);
        long mine = school.student();
        Web me = school.parent(mine);
        for (int i = 0; i < 3; i++) {
            me.with("Idempotency-Key", "lists-" + i)
                    .call(
                            "POST",
                            "/v1/orders",
                            wish("lists", dish, 1)
                                    .replace("\"student\":" + child, "\"student\":" + mine))
                    .expect(201);
        }
        Web.Answer first = me.get("/v1/orders?limit=2").expect(200);
        assertThat(first.json().path("items")).hasSize(2);
        Web.Answer second =
                me.get("/v1/orders?limit=2&cursor=" + first.json().path("nextCursor").asText());
        assertThat(second.json().path("items")).hasSize(1);
        assertThat(second.json().has("nextCursor")).isFalse();
        assertThat(parent.get("/v1/orders/" + second.json().at("/items/0/id").asLong()).status())
                .isEqualTo(404);
        assertThat(
                        school.admin()
                                .get(
                                        school.path(
                                                "/orders?date=%s&state=pending_payment&limit=500"
                                                        .formatted(DAY)))
                                .json()
                                .path("items")
                                .size())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void menu_neverFallsBelowWhatIsOrdered() {
        long dish = onMenuOf("below", 9);
        place("below", dish, 4, "below-1").expect(201);
        String path = school.path("/menus/%s/below".formatted(DAY));
        assertThat(
                        school.admin()
                                .put(
                                        path,
                                        "{'items':[{'dish':%d,'portions':3,'perOrderLimit':5}]}",
                                        dish)
                                .code())
                .isEqualTo("below-sold");
        assertThat(school.admin().put(path, "{'items':[]}").code()).isEqualTo("below-sold");
        school.admin()
                .put(path, "{'items':[{'dish':%d,'portions':4,'perOrderLimit':5}]}", dish)
                .expect(200);
        assertThat(left("below")).isZero();
    }

    @Test
    void menu_isOfOneSchool() {
        long dish = cooked(9, 5);
        SchoolFixture other = cloud.school("bluehill");
        assertThat(
                        other.admin()
                                .put(
                                        other.path("/menus/%s/lunch".formatted(DAY)),
                                        "{'items':[{'dish':%d,'portions':3,'perOrderLimit':5}]}",
                                        dish)
                                .code())
                .isEqualTo("unknown-dish");
        long own = other.dish("Dosa", 3000);
        other.menu(DAY, own, 7, 2);
        assertThat(other.portionsLeft(DAY)).isEqualTo(7);
        assertThat(school.portionsLeft(DAY)).isEqualTo(9);
    }
}
