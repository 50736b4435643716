package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.resilience.Dependency;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Wallets that fill themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AutoTopUpOverHttp {
    private static final String DAY = "2026-11-26";
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final long PRICE = 4_500;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final long dish;
    private final Database database;

    AutoTopUpOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        dish = school.dish("Idli", PRICE);
        database = Database.open(cloud.config().database());
        school.menu(DAY, dish, 10_000, 5);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        database.close();
    }

    private record Family(long child, Web parent) {
        JsonNode wish() {
            return parent.get("/v1/wallet/auto-top-up").expect(200).json();
        }

        void wish(long below, long fill, int times) {
            parent.put(
                            "/v1/wallet/auto-top-up",
                            "{'belowPaise':%d,'fillPaise':%d,'timesADay':%d}",
                            below,
                            fill,
                            times)
                    .expect(200);
        }
    }

    private Family family(long paise) {
        clock.set(MORNING);
        long child = school.student();
        Web parent = school.parent(child);
        topUp(parent, paise);
        return new Family(child, parent);
    }

    private long ordered(Family family) {
        return order(family.parent(), family.child(), DAY, dish, 1).expect(201).id();
    }

    private static Web.Answer pay(Family family, long order) {
        return family.parent()
                .with("Idempotency-Key", "auto-" + KEYS.incrementAndGet())
                .post("/v1/orders/%d/wallet-payment".formatted(order));
    }

    private void spend(Family family) {
        pay(family, ordered(family)).expect(201);
        cloud.settle();
    }

    private static long balance(Family family) {
        return SchoolFixture.balance(family.parent());
    }

    @Test
    void spendingBelowTheWish_fillsOnce() {
        Family family = family(3 * PRICE);
        family.wish(2 * PRICE, 10_000, 3);
        cloud.settle();
        assertThat(balance(family)).as("a wish fills nothing").isEqualTo(3 * PRICE);
        spend(family);
        assertThat(balance(family)).as("not below").isEqualTo(2 * PRICE);
        spend(family);
        assertThat(balance(family)).isEqualTo(PRICE + 10_000);
        assertThat(family.wish().path("begunToday").asInt()).isEqualTo(1);
    }

    /** Switched off beside a change: no token that was saved stays good behind it. */
    @Test
    void switchingOff_revokesTheTokenThatIsBeingSaved() throws Exception {
        Family family = family(PRICE);
        family.wish(1_000, 1_000, 1);
        var guardian =
                new UserId(
                        cloud.count(
                                "select user_id from guardians where student = " + family.child()));
        AutoTopUps there = node();
        Beside.transaction(
                        database,
                        tx -> {
                            there.set(tx, new SchoolId(school.id()), guardian, 2_000, 2_000, 2);
                            return there;
                        },
                        () -> family.parent().put("/v1/wallet/auto-top-up", "{}"))
                .expect(200);
        assertThat(family.wish().path("token").asText()).isIn("", "null");
        assertThat(
                        cloud.count(
                                "select count(*) from sandbox_tokens where revoked is null and id not in (select token from auto_top_ups)"))
                .isZero();
    }

    private AutoTopUps node() {
        var sandbox = new SandboxGateway(new byte[32], clock);
        var limits =
                new Dependency.Limits(
                        2,
                        Duration.ofSeconds(5),
                        1,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        10,
                        Duration.ofMinutes(1),
                        1);
        var calls =
                GatewayCalls.to(
                        sandbox, new Dependency("gateway", limits, new Metrics(), new Random(7)));
        var wallets = new Wallets(new Ledger(clock), new Schools(new Outbox(clock), clock), clock);
        return new AutoTopUps(
                calls,
                new TopUps(calls, sandbox, wallets, clock),
                new Sagas(database, clock),
                clock);
    }

    /** Filled by less than is wanted, it stays below: only the next spending begins another. */
    @Test
    void fillingThatIsNotEnough_runsInNoCircle() {
        Family family = family(PRICE);
        family.wish(1_000_000, 1_000, 2);
        spend(family);
        assertThat(balance(family)).isEqualTo(1_000);
        topUp(family.parent(), 3 * PRICE);
        cloud.settle();
        assertThat(balance(family)).isEqualTo(1_000 + 3 * PRICE);
        spend(family);
        spend(family);
        spend(family);
        assertThat(balance(family)).as("twice a day").isEqualTo(2_000);
        assertThat(family.wish().path("begunToday").asInt()).isEqualTo(2);
        clock.set(Instant.parse("2026-11-23T18:30:00Z")); // the next day in Kolkata
        topUp(family.parent(), PRICE);
        spend(family);
        assertThat(balance(family)).isEqualTo(3_000);
        clock.set(MORNING);
    }

    @Test
    void refusedOne_tellsWhyAndIsNotTriedOnAndOn() {
        Family family = family(4 * PRICE);
        family.wish(100 * PRICE, 1_000, 2);
        family.parent()
                .post(
                        "/v1/sandbox/tokens/%s/revoke"
                                .formatted(family.wish().path("token").asText()))
                .expect(204);
        spend(family);
        spend(family);
        spend(family);
        assertThat(balance(family)).isEqualTo(PRICE);
        assertThat(family.wish().path("lastRefusal").asText()).contains("revoked");
        assertThat(family.wish().path("begunToday").asInt()).isEqualTo(2);
        family.parent().put("/v1/wallet/auto-top-up", "{}").expect(200);
        assertThat(family.wish().has("belowPaise")).isFalse();
    }

    @Test
    void oneThatIsOnItsWay_isJoinedByNoOther() {
        Family family = family(3 * PRICE);
        family.wish(100 * PRICE, 1_000, 5);
        long guardian =
                cloud.count("select user_id from guardians where student = " + family.child());
        cloud.execute( // nobody is at work on it, so it stays on its way
                "insert into top_ups (school, guardian, amount_paise, gateway_order, created, automatic_on)"
                        + " values ('greenfield', %d, 1000, 'order_slow%d', current_timestamp, date '2026-11-20')"
                                .formatted(guardian, guardian));
        spend(family);
        assertThat(balance(family)).isEqualTo(2 * PRICE);
        cloud.execute(
                "update top_ups set refusal = 'at last' where guardian = "
                        + guardian
                        + " and credited is null");
        spend(family);
        assertThat(balance(family)).isEqualTo(PRICE + 1_000);
    }

    @Test
    void manySpendersAtOnce_beginOneAtATime() throws Exception {
        Family family = family(6 * PRICE);
        family.wish(100 * PRICE, 1_000, 5);
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            orders.add(ordered(family));
        }
        var answers = Parallel.run(6, i -> () -> pay(family, orders.get(i)));
        assertThat(answers).allSatisfy(a -> assertThat(a.status()).isEqualTo(201));
        cloud.settle();
        long guardian =
                cloud.count("select user_id from guardians where student = " + family.child());
        long begun =
                cloud.count(
                        "select count(*) from top_ups where automatic_on is not null and guardian = "
                                + guardian);
        assertThat(begun).isBetween(1L, 5L);
        assertThat(balance(family)).isEqualTo(begun * 1_000);
    }

    @Test
    void wish_needsAllItsParts() {
        Family family = family(PRICE);
        assertThat(family.parent().put("/v1/wallet/auto-top-up", "{'belowPaise':100}").status())
                .isEqualTo(400);
        assertThat(family.parent().post("/v1/sandbox/tokens/token_none/revoke").status())
                .isEqualTo(404);
    }
}
