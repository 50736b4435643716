package com.hasivu.cloud.payments;

import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random sequences of paying, refunding, cancelling and paying out against a sum that a child could
 * keep: never more comes back than was paid, and nothing twice. A failure names its seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefundSequencesTest {
    private static final String DAY = "2026-11-24";
    private static final long PRICE = 4_500;
    private static final int SEQUENCES = 25;
    private static final int STEPS = 12;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final long dish;

    RefundSequencesTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        dish = school.dish("Idli", PRICE);
        school.menu(DAY, dish, 10_000, 5);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private static Web keyed(Web web) {
        return web.with("Idempotency-Key", "seq-" + KEYS.incrementAndGet());
    }

    /** What must be so. */
    private static final class Expected {
        long paid;
        boolean wallet;
        boolean cancelled;
        long back;
        final List<Long> due = new ArrayList<>();
        final Set<Long> paidOut = new HashSet<>();
    }

    @Test
    void whateverIsAsked_atMostWhatWasPaidComesBack() {
        long first = Long.getLong("hasivu.seed", 20_261_126);
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            sequence(seed);
        }
    }

    private void sequence(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        long child = school.student();
        Web parent = school.parent(child);
        int quantity = 1 + random.nextInt(3);
        topUp(parent, quantity * PRICE);
        long order = order(parent, child, DAY, dish, quantity).expect(201).id();
        var expected = new Expected();
        for (int step = 0; step < STEPS; step++) {
            String what = "seed %d step %d".formatted(seed, step);
            switch (random.nextInt(8)) {
                case 0, 1 -> pay(expected, parent, order, quantity * PRICE, random.nextBoolean());
                case 2 -> cancel(expected, parent, order);
                case 3, 4 -> payOut(expected, random, what);
                default -> refund(expected, order, 1 + random.nextLong(quantity * PRICE), what);
            }
            long back =
                    cloud.count(
                            "select coalesce(sum(amount_paise), 0) from refunds_due where order_id = "
                                    + order);
            assertThat(back).as(what).isEqualTo(expected.back).isLessThanOrEqualTo(expected.paid);
        }
    }

    private void pay(Expected expected, Web parent, long order, long paise, boolean wallet) {
        Web.Answer answer =
                wallet
                        ? keyed(parent).post("/v1/orders/%d/wallet-payment".formatted(order))
                        : school.pay(order, paise);
        if (expected.paid > 0 || expected.cancelled) {
            assertThat(answer.code()).isEqualTo("order-state");
        } else {
            answer.expect(201);
            expected.paid = paise;
            expected.wallet = wallet;
        }
    }

    private void cancel(Expected expected, Web parent, long order) {
        Web.Answer answer = parent.post("/v1/orders/%d/cancel".formatted(order));
        if (expected.cancelled) {
            assertThat(answer.code()).isEqualTo("order-state");
            return;
        }
        answer.expect(200);
        expected.cancelled = true;
        if (expected.paid > expected.back && !expected.wallet) {
            expected.due.add(
                    cloud.count("select max(id) from refunds_due where order_id = " + order));
        }
        expected.back = expected.paid;
    }

    private void refund(Expected expected, long order, long paise, String what) {
        Web.Answer answer =
                keyed(school.admin())
                        .post(
                                "/v1/orders/%d/refunds".formatted(order),
                                "{'amountPaise':%d,'reason':'cold'}",
                                paise);
        if (expected.paid == 0) {
            assertThat(answer.code()).as(what).isEqualTo("not-paid");
        } else if (paise > expected.paid - expected.back) {
            assertThat(answer.code()).as(what).isEqualTo("more-than-paid");
        } else {
            answer.expect(201);
            expected.back += paise;
            if (!expected.wallet) {
                expected.due.add(answer.id());
            }
        }
    }

    private void payOut(Expected expected, RandomGenerator random, String what) {
        if (expected.due.isEmpty()) {
            return;
        }
        long refund = expected.due.get(random.nextInt(expected.due.size()));
        Web.Answer answer = payOut(school.admin(), refund);
        if (expected.paidOut.add(refund)) {
            assertThat(answer.expect(200).json().path("reference").asText()).isEqualTo("voucher 7");
        } else {
            assertThat(answer.code()).as(what).isEqualTo("refund-paid-out");
        }
    }

    private Web.Answer payOut(Web who, long refund) {
        return keyed(who)
                .post(
                        school.path("/refunds/%d/payout".formatted(refund)),
                        "{'reference':'voucher 7'}");
    }

    @Test
    void officeList_namesWhatIsDueAndWhatWasPaidOut() {
        long child = school.student();
        Web parent = school.parent(child);
        List<Long> refunds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long order = order(parent, child, DAY, dish, 1).expect(201).id();
            school.pay(order, PRICE).expect(201);
            parent.post("/v1/orders/%d/cancel".formatted(order)).expect(200);
            refunds.add(cloud.count("select max(id) from refunds_due where order_id = " + order));
        }
        payOut(school.admin(), refunds.get(1)).expect(200);
        assertThat(ids("state=due&limit=500")).contains(refunds.get(0), refunds.get(2));
        assertThat(ids("state=due&limit=500")).doesNotContain(refunds.get(1));
        assertThat(ids("state=paid-out&limit=500")).contains(refunds.get(1));
        assertThat(ids("cursor=%d&limit=1".formatted(refunds.get(0))))
                .containsExactly(refunds.get(1));
        SchoolFixture other = cloud.school("bluehill");
        assertThat(
                        keyed(other.admin())
                                .post(
                                        other.path("/refunds/%d/payout".formatted(refunds.get(0))),
                                        "{'reference':'x'}")
                                .expect(404)
                                .text())
                .isEqualTo(
                        keyed(other.admin())
                                .post(other.path("/refunds/999999/payout"), "{'reference':'x'}")
                                .expect(404)
                                .text());
    }

    private List<Long> ids(String query) {
        JsonNode items =
                school.admin()
                        .get(school.path("/refunds?" + query))
                        .expect(200)
                        .json()
                        .path("items");
        var ids = new ArrayList<Long>();
        items.forEach(item -> ids.add(item.path("id").asLong()));
        return ids;
    }
}
