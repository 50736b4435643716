package com.hasivu.cloud.wallet;

import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Wallets, limits, refunds and top-ups through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WalletOverHttp {
    private static final String DAY = "2026-11-24";
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final long PRICE = 4_500;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final long dish;

    WalletOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        dish = school.dish("Idli", PRICE);
        school.menu(DAY, dish, 10_000, 5);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    /** A child of its own, so that tests do not meet. */
    private record Family(long child, Web parent) {}

    private Family family() {
        clock.set(MORNING);
        long child = school.student();
        return new Family(child, school.parent(child));
    }

    private long ordered(Family family, int quantity) {
        return order(family.parent(), family.child(), DAY, dish, quantity).expect(201).id();
    }

    private static Web.Answer pay(Web parent, long order) {
        return pay(parent, order, "pay-" + KEYS.incrementAndGet());
    }

    private static Web.Answer pay(Web parent, long order, String key) {
        return parent.with("Idempotency-Key", key)
                .post("/v1/orders/%d/wallet-payment".formatted(order));
    }

    private Web.Answer refund(long order, long paise) {
        return school.admin()
                .with("Idempotency-Key", "refund-" + KEYS.incrementAndGet())
                .post(
                        "/v1/orders/%d/refunds".formatted(order),
                        "{'amountPaise':%d,'reason':'cold meal'}",
                        paise);
    }

    private static void limit(Web parent, String path, String body) {
        parent.put("/v1/wallet/" + path, body).expect(200);
    }

    private static String state(Web parent, long order) {
        return parent.get("/v1/orders/" + order).json().path("state").asText();
    }

    private long balance(Web parent) {
        cloud.settle();
        return SchoolFixture.balance(parent);
    }

    private List<String> kinds(Web parent) {
        cloud.settle();
        var kinds = new ArrayList<String>();
        JsonNode items = parent.get("/v1/wallet/lines").expect(200).json().path("items");
        items.forEach(line -> kinds.add(line.path("kind").asText()));
        return kinds;
    }

    @Test
    void pay_takesThePriceAndConfirms() {
        Family family = family();
        topUp(family.parent(), 10_000);
        long order = ordered(family, 2);

        Web.Answer paid = pay(family.parent(), order).expect(201);

        assertThat(paid.json().at("/order/state").asText()).isEqualTo("confirmed");
        assertThat(paid.json().path("amountPaise").asLong()).isEqualTo(9_000);
        assertThat(balance(family.parent())).isEqualTo(1_000);
        assertThat(kinds(family.parent())).containsExactly("wallet-payment", "top-up");
        assertThat(pay(family.parent(), order).code()).isEqualTo("order-state");
        assertThat(school.pay(order, 9_000).code()).isEqualTo("order-state");
        assertThat(balance(family.parent())).isEqualTo(1_000);
    }

    @Test
    void pay_refusesWithoutFundsAndLeavesTheOrderPending() {
        Family family = family();
        topUp(family.parent(), PRICE - 1);
        long order = ordered(family, 1);

        Web.Answer refused = pay(family.parent(), order);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("insufficient-funds");
        assertThat(refused.text()).contains("holds 4499 paise, 4500 are needed");
        assertThat(state(family.parent(), order)).isEqualTo("pending_payment");
        assertThat(balance(family.parent())).isEqualTo(PRICE - 1);
    }

    @Test
    void fiftyOrdersAtOnce_arePaidAsFarAsTheWalletGoes() throws Exception {
        Family family = family();
        topUp(family.parent(), 7 * PRICE + 100);
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            orders.add(ordered(family, 1));
        }

        List<Web.Answer> answers = Parallel.run(50, i -> () -> pay(family.parent(), orders.get(i)));

        assertThat(answers).filteredOn(a -> a.status() == 201).hasSize(7);
        assertThat(answers)
                .filteredOn(a -> a.status() != 201)
                .allSatisfy(a -> assertThat(a.code()).isEqualTo("insufficient-funds"));
        assertThat(balance(family.parent())).isEqualTo(100);
        assertThat(orders)
                .filteredOn(o -> state(family.parent(), o).equals("confirmed"))
                .hasSize(7);
    }

    @Test
    void fiftyEqualKeys_areOnePayment() throws Exception {
        Family family = family();
        topUp(family.parent(), 10 * PRICE);
        long order = ordered(family, 1);

        List<Web.Answer> answers =
                Parallel.run(50, i -> () -> pay(family.parent(), order, "the-same-" + order));

        assertThat(answers).allSatisfy(a -> assertThat(a.status()).isEqualTo(201));
        assertThat(answers).extracting(Web.Answer::text).containsOnly(answers.getFirst().text());
        assertThat(balance(family.parent())).isEqualTo(9 * PRICE);
        assertThat(cloud.count("select count(*) from payments where order_id = " + order))
                .isEqualTo(1);
    }

    @Test
    void payAndCancel_agreeWhenTheyRace() throws Exception {
        Family family = family();
        topUp(family.parent(), 2 * PRICE);
        for (int round = 0; round < 8; round++) {
            long order = ordered(family, 1);
            var answers =
                    Parallel.run(
                            4,
                            i ->
                                    () ->
                                            i % 2 == 0
                                                    ? pay(family.parent(), order)
                                                    : family.parent()
                                                            .post(
                                                                    "/v1/orders/%d/cancel"
                                                                            .formatted(order)));
            assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(1);
            assertThat(state(family.parent(), order)).isEqualTo("cancelled");
            assertThat(balance(family.parent())).isEqualTo(2 * PRICE);
        }
    }

    private Web.Answer placeAndPay(Family family, int quantity) {
        return family.parent()
                .with("Idempotency-Key", "at-once-" + KEYS.incrementAndGet())
                .post(
                        "/v1/orders",
                        "{'student':%d,'date':'%s','window':'lunch','payFrom':'wallet','lines':[{'dish':%d,'quantity':%d}]}",
                        family.child(),
                        DAY,
                        dish,
                        quantity);
    }

    @Test
    void placeWithPayFrom_confirmsSoon() {
        Family family = family();
        topUp(family.parent(), 2 * PRICE);
        long order = placeAndPay(family, 2).expect(201).id();

        assertThat(balance(family.parent())).isZero();
        assertThat(state(family.parent(), order)).isEqualTo("confirmed");
        assertThat(kinds(family.parent())).containsExactly("hold", "top-up");
        String path = "/v1/orders/%d/wallet-payment".formatted(order);
        assertThat(family.parent().get(path).expect(200).json().path("state").asText())
                .isEqualTo("completed");
        assertThat(family().parent().get(path).status()).isEqualTo(404);

        family.parent().post("/v1/orders/%d/cancel".formatted(order)).expect(200);
        assertThat(balance(family.parent())).isEqualTo(2 * PRICE);
        assertThat(family.parent().get("/v1/wallet").json().path("spentTodayPaise").asLong())
                .isZero();
    }

    @Test
    void placeWithPayFrom_releasesTheOrderWithoutFunds() {
        Family family = family();
        int left = school.portionsLeft(DAY);
        long order = placeAndPay(family, 1).expect(201).id();

        assertThat(balance(family.parent())).isZero();
        assertThat(state(family.parent(), order)).isEqualTo("cancelled");
        assertThat(school.portionsLeft(DAY)).isEqualTo(left);
        assertThat(
                        family.parent()
                                .get("/v1/orders/%d/wallet-payment".formatted(order))
                                .json()
                                .path("failure")
                                .asText())
                .contains("insufficient-funds");
    }

    @Test
    void cancel_refundsIntoTheWalletItCameFrom() {
        Family family = family();
        topUp(family.parent(), PRICE);
        long order = ordered(family, 1);
        pay(family.parent(), order).expect(201);

        family.parent().post("/v1/orders/%d/cancel".formatted(order)).expect(200);

        assertThat(balance(family.parent())).isEqualTo(PRICE);
        assertThat(kinds(family.parent())).containsExactly("refund", "wallet-payment", "top-up");
    }

    @Test
    void cancel_ofACashOrderStaysDueAtTheOffice() {
        Family family = family();
        long order = ordered(family, 1);
        school.pay(order, PRICE).expect(201);

        school.admin().post("/v1/orders/%d/cancel".formatted(order)).expect(200);

        assertThat(balance(family.parent())).isZero();
        assertThat(
                        cloud.count(
                                "select count(*) from refunds_due where paid_back is null and order_id = "
                                        + order))
                .isEqualTo(1);
    }

    /** Whatever is asked in whatever order, together at most what was paid comes back. */
    @Test
    void refunds_areNeverAboveWhatWasPaid() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int round = 0; round < 8; round++) {
            Family family = family();
            boolean wallet = random.nextBoolean();
            int quantity = 1 + random.nextInt(4);
            topUp(family.parent(), quantity * PRICE);
            long order = ordered(family, quantity);
            if (wallet) {
                pay(family.parent(), order).expect(201);
            } else {
                school.pay(order, quantity * PRICE).expect(201);
            }
            long[] wishes = random.longs(6, 1, Math.max(2, quantity * PRICE * 2 / 3)).toArray();
            boolean cancels = random.nextBoolean();
            Parallel.run(
                    6,
                    i ->
                            () ->
                                    i == 5 && cancels
                                            ? school.admin()
                                                    .post("/v1/orders/%d/cancel".formatted(order))
                                            : refund(order, wishes[i]));
            long back =
                    cloud.count(
                            "select coalesce(sum(amount_paise), 0) from refunds_due where order_id = "
                                    + order);
            assertThat(back).isPositive().isLessThanOrEqualTo(quantity * PRICE);
            if (cancels) {
                assertThat(back).isEqualTo(quantity * PRICE);
            }
            assertThat(refund(order, quantity * PRICE - back + 1).code())
                    .isEqualTo("more-than-paid");
            assertThat(balance(family.parent())).isEqualTo(wallet ? back : quantity * PRICE);
        }
    }

    @Test
    void refund_ofAnUnpaidOrderIsRefused() {
        Family family = family();
        assertThat(refund(ordered(family, 1), 1).code()).isEqualTo("not-paid");
        assertThat(refund(999_999, 1).status()).isEqualTo(404);
    }

    @Test
    void dailyLimit_isPerDayOfTheSchool() {
        Family family = family();
        topUp(family.parent(), 10 * PRICE);
        limit(family.parent(), "daily-limit", "{'paise':9000}");
        pay(family.parent(), ordered(family, 1)).expect(201);
        long second = ordered(family, 1);
        long third = ordered(family, 1);
        long fourth = ordered(family, 1);
        pay(family.parent(), second).expect(201);
        assertThat(pay(family.parent(), third).code()).isEqualTo("over-daily-limit");

        family.parent().post("/v1/orders/%d/cancel".formatted(second)).expect(200);
        cloud.settle();
        pay(family.parent(), third).expect(201);
        assertThat(pay(family.parent(), fourth).code()).isEqualTo("over-daily-limit");
        assertThat(family.parent().get("/v1/wallet").json().path("spentTodayPaise").asLong())
                .isEqualTo(9_000);
        limit(family.parent(), "daily-limit", "{}");
        pay(family.parent(), fourth).expect(201);
        assertThat(family.parent().get("/v1/wallet").json().has("dailyLimitPaise")).isFalse();
    }

    @Test
    void dailyLimit_beginsAnewAtMidnightOfTheSchoolsZone() {
        Family family = family();
        school.menu("2026-11-26", dish, 100, 5);
        topUp(family.parent(), 10 * PRICE);
        limit(family.parent(), "daily-limit", "{'paise':4500}");
        long[] orders = new long[3];
        for (int i = 0; i < 3; i++) {
            orders[i] =
                    order(family.parent(), family.child(), "2026-11-26", dish, 1).expect(201).id();
        }
        clock.set(Instant.parse("2026-11-23T18:29:59Z")); // 23:59:59 in Kolkata
        pay(family.parent(), orders[0]).expect(201);
        assertThat(pay(family.parent(), orders[1]).code()).isEqualTo("over-daily-limit");
        clock.set(Instant.parse("2026-11-23T18:30:00Z"));
        pay(family.parent(), orders[1]).expect(201);
        assertThat(pay(family.parent(), orders[2]).code()).isEqualTo("over-daily-limit");
        clock.set(MORNING);
    }

    @Test
    void budget_isPerChildAndMonth() {
        Family family = family();
        topUp(family.parent(), 10 * PRICE);
        limit(family.parent(), "budgets/" + family.child(), "{'paise':5000}");
        pay(family.parent(), ordered(family, 1)).expect(201);
        long second = ordered(family, 1);
        assertThat(pay(family.parent(), second).code()).isEqualTo("over-budget");
        JsonNode budget = family.parent().get("/v1/wallet").json().at("/budgets/0");
        assertThat(budget.path("spentPaise").asLong()).isEqualTo(PRICE);

        school.menu("2026-12-02", dish, 100, 5);
        long next = order(family.parent(), family.child(), "2026-12-02", dish, 1).expect(201).id();
        clock.set(Instant.parse("2026-11-30T18:30:00Z")); // December in Kolkata
        pay(family.parent(), next).expect(201);
        clock.set(MORNING);
    }

    @Test
    void limitsAtOnce_areNotOverrun() throws Exception {
        Family family = family();
        topUp(family.parent(), 20 * PRICE);
        limit(family.parent(), "daily-limit", "{'paise':%d}".formatted(3 * PRICE + 1));
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            orders.add(ordered(family, 1));
        }
        var answers = Parallel.run(12, i -> () -> pay(family.parent(), orders.get(i)));
        assertThat(answers).filteredOn(a -> a.status() == 201).hasSize(3);
        assertThat(answers)
                .filteredOn(a -> a.status() != 201)
                .allSatisfy(a -> assertThat(a.code()).isEqualTo("over-daily-limit"));
    }

    /** Balance, daily limit and budget at once: the tightest holds, whoever comes first. */
    @Test
    void fiftyOrdersAtOnce_neverOverspendLimitBudgetOrBalance() throws Exception {
        for (int tightest = 0; tightest < 3; tightest++) {
            Family family = family();
            topUp(family.parent(), (tightest == 0 ? 6 : 30) * PRICE + 100);
            limit(
                    family.parent(),
                    "daily-limit",
                    "{'paise':%d}".formatted((tightest == 1 ? 6 : 30) * PRICE + 1));
            limit(
                    family.parent(),
                    "budgets/" + family.child(),
                    "{'paise':%d}".formatted((tightest == 2 ? 6 : 30) * PRICE + 2));
            List<Long> pending = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                pending.add(ordered(family, 1));
            }
            var answers = // half pay what is pending, half place and pay at once
                    Parallel.run(
                            50,
                            i ->
                                    () ->
                                            i < 25
                                                    ? pay(family.parent(), pending.get(i))
                                                    : placeAndPay(family, 1));
            assertThat(answers)
                    .allSatisfy(
                            a ->
                                    assertThat(a.code())
                                            .isIn(
                                                    "",
                                                    "insufficient-funds",
                                                    "over-daily-limit",
                                                    "over-budget"));
            long start = (tightest == 0 ? 6 : 30) * PRICE + 100;
            assertThat(balance(family.parent())).isEqualTo(start - 6 * PRICE);
            assertThat(
                            cloud.count(
                                    "select count(*) from orders where state = 'confirmed' and student = "
                                            + family.child()))
                    .isEqualTo(6);
        }
    }

    @Test
    void statementOfAMonth_addsUp() {
        Family family = family();
        String path = "/v1/wallet/statements/2026-11";
        school.menu("2026-12-03", dish, 100, 5);
        topUp(family.parent(), 3 * PRICE);
        long order = ordered(family, 1);
        pay(family.parent(), order).expect(201);
        long next = order(family.parent(), family.child(), "2026-12-03", dish, 2).expect(201).id();
        clock.set(Instant.parse("2026-11-30T18:29:59Z")); // the last second of November in Kolkata
        refund(order, 500).expect(201);
        cloud.settle();
        clock.set(Instant.parse("2026-11-30T18:30:00Z"));
        pay(family.parent(), next).expect(201);
        JsonNode november = family.parent().get(path).expect(200).json();
        assertThat(november.path("openingPaise").asLong()).isZero();
        assertThat(november.path("lines")).hasSize(3);
        assertThat(november.path("closingPaise").asLong()).isEqualTo(2 * PRICE + 500);
        assertThat(november.at("/lines/2/balanceAfterPaise").asLong()).isEqualTo(2 * PRICE + 500);
        JsonNode december = family.parent().get("/v1/wallet/statements/2026-12").expect(200).json();
        assertThat(december.path("openingPaise").asLong()).isEqualTo(2 * PRICE + 500);
        assertThat(december.path("lines")).hasSize(1);
        assertThat(december.path("closingPaise").asLong()).isEqualTo(balance(family.parent()));
        Web.Answer csv = family.parent().get(path + "?format=csv").expect(200);
        assertThat(csv.raw().headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/csv");
        assertThat(csv.text().lines().toList())
                .hasSize(6)
                .startsWith("at,kind,reference,order,student,paise,balance_after_paise")
                .contains("2026-11-01,opening,,,,,0", "2026-11-30,closing,,,,,9500")
                .anyMatch(
                        line ->
                                line.matches(
                                        "2026-11-30 23:59:59,refund,\\d+,%d,%d,500,9500"
                                                .formatted(order, family.child())));
        long guardian =
                cloud.count("select user_id from guardians where student = " + family.child());
        assertThat(
                        school.admin()
                                .get(
                                        school.path(
                                                "/wallets/%d/statements/2026-11"
                                                        .formatted(guardian)))
                                .expect(200)
                                .json())
                .isEqualTo(november);
        assertThat(school.admin().get(school.path("/wallets/999999/statements/2026-11")).status())
                .isEqualTo(404);
        assertThat(family.parent().get("/v1/wallet/statements/2026-13").status()).isEqualTo(404);
        clock.set(MORNING);
    }

    @Test
    void pay_endsAtTheDeadline() {
        Family family = family();
        topUp(family.parent(), PRICE);
        long order = ordered(family, 1);
        clock.set(Instant.parse("2026-11-23T14:30:00Z"));
        assertThat(pay(family.parent(), order).code()) // it may have expired by then
                .isIn("deadline-passed", "order-state");
        assertThat(balance(family.parent())).isEqualTo(PRICE);
        clock.set(MORNING);
    }

    @Test
    void statement_goesOnByCursorNewestFirst() {
        Family family = family();
        for (int i = 1; i <= 5; i++) {
            topUp(family.parent(), 100 * i);
        }
        Web.Answer first = family.parent().get("/v1/wallet/lines?limit=3").expect(200);
        assertThat(first.json().at("/items/0/paise").asLong()).isEqualTo(500);
        assertThat(first.json().at("/items/0/balanceAfterPaise").asLong()).isEqualTo(1_500);
        Web.Answer second =
                family.parent()
                        .get(
                                "/v1/wallet/lines?limit=3&cursor="
                                        + first.json().path("nextCursor").asText());
        assertThat(second.json().path("items")).hasSize(2);
        assertThat(second.json().at("/items/1/balanceAfterPaise").asLong()).isEqualTo(100);
        assertThat(second.json().has("nextCursor")).isFalse();
    }

    @Test
    void foreignWalletsOrdersAndTopUps_lookLikeNone() {
        Family family = family();
        Family stranger = family();
        topUp(family.parent(), PRICE);
        long order = ordered(family, 1);
        long topUp =
                family.parent()
                        .with("Idempotency-Key", "foreign")
                        .post("/v1/wallet/top-ups", "{'amountPaise':100}")
                        .expect(201)
                        .id();
        String confirmation = "{'payment':'pay_1','signature':'%s'}".formatted("0".repeat(64));
        Web other = stranger.parent();
        assertThat(pay(other, order).text()).isEqualTo(pay(other, 999_999).expect(404).text());
        assertThat(other.get("/v1/wallet/top-ups/" + topUp).text())
                .isEqualTo(other.get("/v1/wallet/top-ups/999999").expect(404).text());
        assertThat(
                        other.post("/v1/wallet/top-ups/%d/confirm".formatted(topUp), confirmation)
                                .text())
                .isEqualTo(
                        other.post("/v1/wallet/top-ups/999999/confirm", confirmation)
                                .expect(404)
                                .text());
        assertThat(other.put("/v1/wallet/budgets/" + family.child(), "{'paise':1}").text())
                .isEqualTo(
                        other.put("/v1/wallet/budgets/999999", "{'paise':1}").expect(404).text());

        long guardian =
                cloud.count("select user_id from guardians where student = " + family.child());
        String lines = "/wallets/%d/lines".formatted(guardian);
        assertThat(school.admin().get(school.path(lines)).expect(200).json().path("items"))
                .hasSize(1);
        SchoolFixture elsewhere = cloud.school("elsewhere-" + family.child());
        assertThat(elsewhere.admin().get(elsewhere.path(lines)).expect(404).text())
                .isEqualTo(
                        elsewhere
                                .admin()
                                .get(elsewhere.path("/wallets/999999/lines"))
                                .expect(404)
                                .text());
        assertThat(elsewhere.admin().get(school.path(lines)).status()).isEqualTo(404);
        assertThat(other.get(school.path(lines)).status()).isEqualTo(403);
    }

    @Test
    void topUp_isCreditedOnceHoweverOftenAndLateItIsConfirmed() throws Exception {
        Family family = family();
        Web.Answer begun =
                family.parent()
                        .with("Idempotency-Key", "once-" + family.child())
                        .post("/v1/wallet/top-ups", "{'amountPaise':12300}")
                        .expect(201);
        String pay =
                "/v1/sandbox/orders/%s/pay".formatted(begun.json().path("gatewayOrder").asText());
        JsonNode paid = family.parent().post(pay).expect(200).json();
        assertThat(family.parent().post(pay).expect(200).json()).isEqualTo(paid);
        assertThat(balance(family.parent())).isZero();
        String confirm = "/v1/wallet/top-ups/%d/confirm".formatted(begun.id());
        String body =
                "{\"payment\":\"%s\",\"signature\":\"%s\"}"
                        .formatted(paid.path("payment").asText(), paid.path("signature").asText());

        List<Web.Answer> answers =
                Parallel.run(20, i -> () -> family.parent().call("POST", confirm, body));
        clock.set(MORNING.plusSeconds(40 * 86_400));
        family.parent().call("POST", confirm, body).expect(200);
        clock.set(MORNING);

        assertThat(answers).allSatisfy(a -> assertThat(a.status()).isEqualTo(200));
        assertThat(balance(family.parent())).isEqualTo(12_300);
        assertThat(kinds(family.parent())).containsExactly("top-up");
    }

    @Test
    void forgedConfirmations_areRefused() {
        Family family = family();
        Family thief = family();
        Web.Answer begun =
                family.parent()
                        .with("Idempotency-Key", "forged-" + family.child())
                        .post("/v1/wallet/top-ups", "{'amountPaise':100}")
                        .expect(201);
        Web.Answer other =
                thief.parent()
                        .with("Idempotency-Key", "forged-" + thief.child())
                        .post("/v1/wallet/top-ups", "{'amountPaise':5000000}")
                        .expect(201);
        JsonNode paid =
                family.parent()
                        .post(
                                "/v1/sandbox/orders/%s/pay"
                                        .formatted(begun.json().path("gatewayOrder").asText()))
                        .expect(200)
                        .json();
        String payment = paid.path("payment").asText();
        String signature = paid.path("signature").asText();
        String flipped = (signature.charAt(0) == '0' ? "1" : "0") + signature.substring(1);
        String confirm = "/v1/wallet/top-ups/%d/confirm";
        for (String[] forged :
                List.of(
                        new String[] {payment, flipped},
                        new String[] {payment + "0", signature},
                        new String[] {payment, "0".repeat(64)})) {
            assertThat(
                            family.parent()
                                    .post(
                                            confirm.formatted(begun.id()),
                                            "{'payment':'%s','signature':'%s'}",
                                            forged[0],
                                            forged[1])
                                    .code())
                    .isEqualTo("bad-signature");
        }
        assertThat( // a true payment of 1 rupee does not pay another top-up of 50,000
                        thief.parent()
                                .post(
                                        confirm.formatted(other.id()),
                                        "{'payment':'%s','signature':'%s'}",
                                        payment,
                                        signature)
                                .code())
                .isEqualTo("bad-signature");
        assertThat( // the amount is not the client's to say
                        family.parent()
                                .post(
                                        confirm.formatted(begun.id()),
                                        "{'payment':'%s','signature':'%s','amountPaise':1}",
                                        payment,
                                        signature)
                                .status())
                .isEqualTo(400);
        assertThat(balance(family.parent())).isZero();
        assertThat(balance(thief.parent())).isZero();
    }
}
