package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.SchoolFixture.balance;

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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** What the gateway says by itself, true and forged, late, twice and in any order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebhookOverHttp {
    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final long AMOUNT = 12_300;

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Signature secret;

    WebhookOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        secret =
                new Signature(
                        Files.readAllBytes(
                                cloud.config().dataDir().resolve("sandbox-gateway-secret")));
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    /** A top-up that a parent began, and what the gateway's page gave the browser. */
    private record Paid(Web parent, long topUp, String order, JsonNode payment) {
        String event() {
            return payment.at("/webhook/body").asText();
        }

        String id() {
            return payment.path("payment").asText();
        }

        Web.Answer confirm() {
            return parent.post(
                    "/v1/wallet/top-ups/%d/confirm".formatted(topUp),
                    "{'payment':'%s','signature':'%s'}",
                    id(),
                    payment.path("signature").asText());
        }

        String state() {
            return parent.get("/v1/wallet/top-ups/" + topUp).json().path("state").asText();
        }
    }

    private Paid paid() {
        Web parent = school.parent(school.student());
        var begun =
                parent.with("Idempotency-Key", "hook-" + KEYS.incrementAndGet())
                        .post("/v1/wallet/top-ups", "{'amountPaise':%d}", AMOUNT)
                        .expect(201);
        String order = begun.json().path("gatewayOrder").asText();
        return new Paid(
                parent,
                begun.id(),
                order,
                parent.post("/v1/sandbox/orders/%s/pay".formatted(order)).expect(200).json());
    }

    private Web.Answer send(String body, String signature) {
        return cloud.web()
                .with("X-Razorpay-Signature", signature)
                .call("POST", "/v1/gateway/events", body);
    }

    /** As the gateway signs it. */
    private Web.Answer say(String body) {
        return send(body, secret.derived("webhook").of(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String event(String what, Paid of, long paise) {
        return GatewayEvent.text(what, of.id(), of.order(), paise, 1);
    }

    private static long credits(Web parent) {
        JsonNode lines = parent.get("/v1/wallet/lines").expect(200).json().path("items");
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).path("kind").asText().equals("top-up"))
                .count();
    }

    @Test
    void payment_thatNoPageConfirmedFillsTheWalletOnce() {
        Paid paid = paid();
        assertThat(balance(paid.parent())).isZero();
        send(paid.event(), paid.payment().at("/webhook/signature").asText()).expect(204);
        assertThat(balance(paid.parent())).isEqualTo(AMOUNT);
        assertThat(paid.state()).isEqualTo("credited");
        for (int i = 0; i < 3; i++) {
            say(paid.event()).expect(204);
        }
        paid.confirm().expect(200);
        assertThat(balance(paid.parent())).isEqualTo(AMOUNT);
        assertThat(credits(paid.parent())).isEqualTo(1);
    }

    @Test
    void webhookAndConfirmations_agreeWhenTheyRace() throws Exception {
        for (int round = 0; round < 5; round++) {
            Paid paid = paid();
            List<Web.Answer> answers =
                    Parallel.run(12, i -> () -> i % 2 == 0 ? say(paid.event()) : paid.confirm());
            assertThat(answers).allSatisfy(a -> assertThat(a.status()).isIn(200, 204));
            assertThat(balance(paid.parent())).isEqualTo(AMOUNT);
            assertThat(credits(paid.parent())).isEqualTo(1);
        }
    }

    /** Whatever the order, the end is the same. */
    @Test
    void events_endTheSameInAnyOrder() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        for (int round = 0; round < 6; round++) {
            Paid paid = paid();
            var events =
                    new ArrayList<>(
                            List.of(
                                    event("payment.authorized", paid, AMOUNT),
                                    event("payment.failed", paid, AMOUNT),
                                    event(GatewayEvent.CAPTURED, paid, AMOUNT),
                                    event(GatewayEvent.CAPTURED, paid, AMOUNT)));
            Collections.shuffle(events, Random.from(random));
            events.forEach(event -> say(event).expect(204));
            assertThat(balance(paid.parent())).isEqualTo(AMOUNT);
            assertThat(credits(paid.parent())).isEqualTo(1);
        }
    }

    @Test
    void forgedEvents_moveNothing() {
        Paid paid = paid();
        String body = paid.event();
        String good = secret.derived("webhook").of(body.getBytes(StandardCharsets.UTF_8));
        String flipped = (good.charAt(0) == '0' ? "1" : "0") + good.substring(1);
        assertThat(send(body, flipped).status()).isEqualTo(401);
        assertThat(send(body + " ", good).code()).as("another byte").isEqualTo("bad-signature");
        assertThat( // the key for a browser's payment is none for an event
                        send(body, secret.of(body.getBytes(StandardCharsets.UTF_8))).code())
                .isEqualTo("bad-signature");
        assertThat(cloud.web().call("POST", "/v1/gateway/events", body).status()).isEqualTo(400);
        assertThat(say("{\"event\":\"payment.captured\"}").status()).isEqualTo(400);
        assertThat(balance(paid.parent())).isZero();
        assertThat(paid.state()).isEqualTo("created");
    }

    @Test
    void amount_isTheOrdersOwn() {
        Paid paid = paid();
        assertThat(say(event(GatewayEvent.CAPTURED, paid, AMOUNT * 100)).code())
                .isEqualTo("wrong-amount");
        assertThat(balance(paid.parent())).isZero();
        say(event(GatewayEvent.CAPTURED, paid, AMOUNT)).expect(204);
        assertThat(balance(paid.parent())).isEqualTo(AMOUNT);
    }

    @Test
    void eventOfNoOrderOfOurs_orOfASecondPayment_movesNothing() {
        Paid paid = paid();
        say(event(GatewayEvent.CAPTURED, paid, AMOUNT)).expect(204);
        say(GatewayEvent.text(GatewayEvent.CAPTURED, "pay_other", paid.order(), AMOUNT, 1))
                .expect(204);
        say(GatewayEvent.text(GatewayEvent.CAPTURED, "pay_lost", "order_lost", AMOUNT, 1))
                .expect(204);
        assertThat(balance(paid.parent())).isEqualTo(AMOUNT);
        assertThat(
                        cloud.count(
                                "select count(*) from ledger_transfers where reference like 'pay_o%'"))
                .isZero();
    }
}
