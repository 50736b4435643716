package com.hasivu.cloud.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.observe.Health;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.resilience.Dependency;

import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;

/** The sandbox behind a line that loses answers, and one that is down. */
abstract class GatewayOutage {
    private static final long PAISE = 50_000;

    private final Database database;
    private final SandboxGateway sandbox;
    private final Metrics metrics = new Metrics();
    private final Health health = new Health(metrics, System::nanoTime);
    private final GatewayCalls calls;
    private int lost; // so many answers are still to be lost
    private int asked;

    GatewayOutage(Engine engine) throws Exception {
        database = engine.migrated(Files.createTempDirectory("hasivu-gateway"));
        sandbox = new SandboxGateway(new byte[32], TestClock.at("2026-11-23T04:30:00Z"));
        var dependency =
                new Dependency(
                        "gateway",
                        new Dependency.Limits(
                                2,
                                Duration.ofSeconds(5),
                                3,
                                Duration.ofMillis(1),
                                Duration.ofMillis(1),
                                10,
                                Duration.ofMinutes(1),
                                1),
                        metrics,
                        new Random(7));
        dependency.toldBy(health);
        calls = new GatewayCalls(new Lossy(), dependency);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Does what it is asked for, and then its answer is lost. */
    private final class Lossy implements Gateway {
        private <T> T answer(T answer) throws IOException {
            asked++;
            if (lost > 0) {
                lost--;
                throw new IOException("the connection was reset");
            }
            return answer;
        }

        @Override
        public String createOrder(DSLContext tx, String key, long paise) throws IOException {
            return answer(sandbox.createOrder(tx, key, paise));
        }

        @Override
        public String saveToken(DSLContext tx) throws IOException {
            return answer(sandbox.saveToken(tx));
        }

        @Override
        public boolean revoke(DSLContext tx, String token) throws IOException {
            return answer(sandbox.revoke(tx, token));
        }

        @Override
        public Charged charge(DSLContext tx, String token, String order) throws IOException {
            return answer(sandbox.charge(tx, token, order));
        }
    }

    private <T> T in(Function<DSLContext, T> work) {
        return database.transaction(work::apply);
    }

    private int rows(String table) {
        return in(tx -> tx.fetchCount(org.jooq.impl.DSL.table(table)));
    }

    @Test
    void order_isOneWhenItsAnswerIsLostTwice() {
        lost = 2;
        String order = in(tx -> calls.createOrder(tx, "user-1-a", PAISE));
        assertThat(asked).isEqualTo(3);
        assertThat(rows("sandbox_orders")).isEqualTo(1);
        String again = in(tx -> calls.createOrder(tx, "user-1-a", PAISE));
        String other = in(tx -> calls.createOrder(tx, "user-1-b", PAISE));
        assertThat(again).isEqualTo(order);
        assertThat(other).isNotEqualTo(order);
    }

    @Test
    void payer_isChargedOnceWhenTheAnswerIsLost() {
        String token = in(calls::saveToken);
        String order = in(tx -> calls.createOrder(tx, "top-up-1", PAISE));
        lost = 1;
        Gateway.Charged first = in(tx -> calls.charge(tx, token, order));
        assertThat(first).isInstanceOf(Gateway.Charged.Done.class);
        Gateway.Charged again = in(tx -> calls.charge(tx, token, order));
        assertThat(again).isEqualTo(first);
        assertThat(asked).isEqualTo(5);
    }

    @Test
    void savedMethod_isNeverAskedForTwice() {
        lost = 1;
        assertThatThrownBy(() -> in(calls::saveToken)).isInstanceOf(Problem.class);
        assertThat(asked).isEqualTo(1);
        assertThat(rows("sandbox_tokens")).as("undone with the request").isZero();
    }

    @Test
    void gatewayThatIsDown_isLeftAloneAndPeopleAreToldSo() {
        lost = Integer.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            int number = i;
            assertThatThrownBy(() -> in(tx -> calls.createOrder(tx, "k" + number, PAISE)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("gateway-unavailable"));
        }
        assertThat(asked).as("half of ten calls, and no more").isEqualTo(5);
        assertThat(health.now().checks())
                .anySatisfy(
                        check -> {
                            assertThat(check.name()).isEqualTo("gateway");
                            assertThat(check.finding().level()).isEqualTo(Health.Level.DEGRADED);
                        });
        assertThat(metrics.text())
                .contains("hasivu_cloud_dependency_open{dependency=\"gateway\"} 1.0");
        assertThat(rows("sandbox_orders")).isZero();
    }
}
