package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The whole service seen from its metrics and its health. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Floor {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 10;

    private final Engine engine;
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web metrics;

    Floor(Engine engine) throws Exception {
        this.engine = engine;
        cloud =
                CloudFixture.start(
                        engine,
                        TestClock.at("2026-11-23T04:30:00Z"),
                        "metrics: {listen: \"127.0.0.1:0\"}");
        school = cloud.school("greenfield");
        metrics = Web.at(cloud.cloud().metricsPort().orElseThrow());
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private double metric(String nameAndLabels) {
        return Pattern.compile("(?m)^" + Pattern.quote(nameAndLabels) + " (\\S+)$")
                .matcher(metrics.get("/metrics").expect(200).text())
                .results()
                .map((MatchResult found) -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElse(0.0);
    }

    private static String status(Web.Answer health, String check) {
        for (var each : health.json().path("checks")) {
            if (each.path("name").asText().equals(check)) {
                return each.path("status").asText();
            }
        }
        return "missing";
    }

    private Web.Answer putWindow(SchoolFixture of, String name) {
        return of.admin()
                .put(
                        of.path("/windows/lunch"),
                        "{'name':'%s','opens':'12:00','closes':'13:30','deadline':{'daysBefore':0,'time':'09:00'}}",
                        name);
    }

    /** Holds the row that every request below wants. */
    private Connection holdWindow() throws SQLException {
        Connection raw = cloud.raw();
        raw.setAutoCommit(false);
        try (var statement = raw.createStatement()) {
            statement.execute(
                    "update meal_windows set name = name where school = 'greenfield' and id = 'lunch'");
        }
        return raw;
    }

    @Test
    void metrics_areOnTheirOwnPortOnly() {
        assertThat(cloud.web().get("/metrics").status()).isEqualTo(404);
        assertThat(metrics.get("/").status()).isEqualTo(404);
        assertThat(metrics.call("POST", "/metrics", "x").status()).isEqualTo(405);
        assertThat(metric("hasivu_cloud_database_connections_most")).isEqualTo(CONNECTIONS);
        assertThat(metric("hasivu_cloud_disk_free_bytes")).isPositive();
        assertThat(metric("hasivu_cloud_database_statement_seconds_count{kind=\"write\"}"))
                .isPositive();
    }

    @Test
    void exhaustedPool_isSeenInMetricsAndHealthAndHeals() throws Exception {
        assertThat(cloud.web().get("/v1/health").expect(200).json().path("status").asText())
                .isEqualTo("healthy");
        Web admin = school.admin();
        assertThat(admin.get(school.path("")).status()).isEqualTo(200); // signed in
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = holdWindow()) {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS + 4; i++) {
                waiting.add(threads.submit(() -> putWindow(school, "Lunch").status()));
            }
            await().atMost(SOON)
                    .until(
                            () ->
                                    metric("hasivu_cloud_database_connections{state=\"active\"}")
                                                    == CONNECTIONS
                                            && metric(
                                                            "hasivu_cloud_database_connections{state=\"waiting\"}")
                                                    > 0);
            await().atMost(SOON).until(() -> cloud.web().get("/v1/health").status() == 503);
            Web.Answer sick = cloud.web().get("/v1/health");
            assertThat(sick.json().path("status").asText()).isEqualTo("critical");
            assertThat(status(sick, "pool")).isEqualTo("degraded");
            assertThat(status(sick, "database")).isEqualTo("critical");
            assertThat(sick.text()).contains("raise database.connections");
            holder.rollback();
            for (Future<Integer> answer : waiting) {
                assertThat(answer.get()).isIn(200, 503);
            }
        }
        await().atMost(SOON)
                .until(
                        () ->
                                cloud.web()
                                        .get("/v1/health")
                                        .json()
                                        .path("status")
                                        .asText()
                                        .equals("healthy"));
        assertThat(metric("hasivu_cloud_database_connections{state=\"waiting\"}")).isZero();
        assertThat(metric("hasivu_cloud_health{check=\"pool\"}")).isZero();
    }

    /** A read mix: ten schools looked at, one window in fifty reads moved. */
    @Test
    void cache_answersMostReadsAndNeverAnOldOneOnItsNode() {
        List<SchoolFixture> schools = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            schools.add(cloud.school("mix-" + i));
        }
        double hits = metric("hasivu_cloud_cache_reads_total{cache=\"schools\",outcome=\"hit\"}");
        double loads = metric("hasivu_cloud_cache_reads_total{cache=\"schools\",outcome=\"load\"}");
        for (int i = 0; i < 1_000; i++) {
            SchoolFixture at = schools.get(i * 7 % schools.size());
            if (i % 50 == 49) {
                putWindow(at, "Lunch " + i).expect(200);
                assertThat(at.admin().get(at.path("")).expect(200).text())
                        .contains("\"Lunch " + i + "\"");
            } else {
                assertThat(at.admin().get(at.path("")).status()).isEqualTo(200);
            }
        }
        hits = metric("hasivu_cloud_cache_reads_total{cache=\"schools\",outcome=\"hit\"}") - hits;
        loads =
                metric("hasivu_cloud_cache_reads_total{cache=\"schools\",outcome=\"load\"}")
                        - loads;
        assertThat(hits + loads).isEqualTo(1_000);
        assertThat(hits / (hits + loads)).isGreaterThanOrEqualTo(0.85);
    }

    @Test
    void cacheOff_everyReadSucceeds() throws Exception {
        try (CloudFixture plain =
                CloudFixture.start(
                        engine, TestClock.at("2026-11-23T04:30:00Z"), "cache: {enabled: false}")) {
            SchoolFixture at = plain.school("greenfield");
            assertThat(at.admin().get(at.path("")).status()).isEqualTo(200);
            putWindow(at, "Later").expect(200);
            assertThat(at.admin().get(at.path("")).text()).contains("Later");
        }
    }

    /**
     * What was accepted is answered and kept; what comes later is refused; nothing is left open.
     */
    @Test
    void close_letsWhatRunsEndAndThenClosesTheDatabase() throws Exception {
        CloudFixture ending = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        SchoolFixture at = ending.school("greenfield");
        assertThat(at.admin().get(at.path("")).status()).isEqualTo(200);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Connection raw = ending.raw();
            raw.setAutoCommit(false);
            try (var statement = raw.createStatement()) {
                statement.execute("update meal_windows set name = name where id = 'lunch'");
            }
            Future<Web.Answer> running = threads.submit(() -> putWindow(at, "Last"));
            await().atMost(SOON).until(() -> ending.count(engine.waiting()) == 1); // it is in
            Future<?> closing = threads.submit(() -> ending.cloud().close());
            await().atMost(SOON).until(() -> refusesNew(ending));
            assertThat(closing.isDone()).isFalse();
            raw.rollback();
            assertThat(running.get().status()).isEqualTo(200);
            closing.get();
            raw.close();
        }
        assertThat(ending.count("select count(*) from meal_windows where name = 'Last'"))
                .isEqualTo(1);
        ending.close();
    }

    private static boolean refusesNew(CloudFixture ending) {
        try {
            return ending.web().get("/v1/health").status() == 503;
        } catch (java.io.UncheckedIOException e) {
            return true;
        }
    }
}
