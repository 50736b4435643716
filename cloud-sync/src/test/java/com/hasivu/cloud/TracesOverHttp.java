package com.hasivu.cloud;

import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import com.icegreen.greenmail.util.GreenMail;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One id from the request through every row and worker it sets in motion. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TracesOverHttp {
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("com.hasivu.cloud");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String DAY = "2026-11-26";
    private static final String REQUEST = "app-7.order";

    private final GreenMail mail = MailBox.open(0, "smtp");
    private final CloudFixture cloud;
    private final Log log = new Log();

    TracesOverHttp(Engine engine) throws Exception {
        cloud =
                CloudFixture.start(
                        engine,
                        TestClock.at("2026-11-23T04:30:00Z"),
                        "mail: {host: 127.0.0.1, port: %d, tls: none, from: meals@hasivu.test}\n"
                                .formatted(mail.getSmtp().getPort()));
    }

    /** What was logged, by whom, and under which ids. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            String logger = event.getLoggerName();
            lines.add(
                    "%s %s %s"
                            .formatted(
                                    logger.substring(logger.lastIndexOf('.') + 1),
                                    event.getMDCPropertyMap().get("request"),
                                    event.getMDCPropertyMap().get("trace")));
        }

        boolean has(String logger) {
            return lines.contains("%s %s %s".formatted(logger, REQUEST, TRACE));
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        OURS.setLevel(Level.DEBUG);
        OURS.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        OURS.detachAppender(log);
        OURS.setLevel(null);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        mail.stop();
    }

    private static Web traced(Web web) {
        return web.with("traceparent", PARENT).with("X-Request-Id", REQUEST);
    }

    private List<String> traces(String table) {
        return cloud.texts("select trace from %s where trace is not null".formatted(table));
    }

    private static void ofThisRequest(List<String> traces) {
        assertThat(traces)
                .isNotEmpty()
                .allMatch(words -> words.matches("00-" + TRACE + "-[0-9a-f]{16}-01 " + REQUEST));
    }

    /** The live log's head is held, so that its consumer leaves the outbox rows where they are. */
    private Connection holdLiveLog(String school) throws Exception {
        Connection raw = cloud.raw();
        raw.setAutoCommit(false);
        try (var statement = raw.createStatement()) {
            statement.execute(
                    "update live_heads set school = school where school = '%s'".formatted(school));
        }
        return raw;
    }

    @Test
    void order_isFoundByOneIdInLogOutboxAndSaga() throws Exception {
        SchoolFixture school = cloud.school("greenfield");
        long dish = school.dish("Idli", 4_500);
        school.menu(DAY, dish, 100, 5);
        long child = school.student();
        Web parent = school.parent(child);
        topUp(parent, 50_000);
        SchoolFixture.order(parent, child, DAY, dish, 1).expect(201); // makes the live log's head
        await().atMost(SOON).until(() -> cloud.count("select count(*) from live_heads") == 1);
        await().atMost(SOON).until(() -> cloud.count("select count(*) from outbox") == 0);

        try (Connection held = holdLiveLog("greenfield")) {
            traced(parent)
                    .with("Idempotency-Key", "traced")
                    .post(
                            "/v1/orders",
                            "{'student':%d,'date':'%s','window':'lunch','payFrom':'wallet','lines':[{'dish':%d,'quantity':2}]}",
                            child,
                            DAY,
                            dish)
                    .expect(201);
            ofThisRequest(traces("outbox"));
            held.rollback();
        }
        cloud.settle();
        ofThisRequest(traces("sagas"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            assertThat(log.has("WebServer")).as("the request").isTrue();
                            assertThat(log.has("Sagas")).as("the saga's steps").isTrue();
                        });
    }

    @Test
    void mail_bringsTheIdToWhoReadsIt() throws Exception {
        traced(cloud.web())
                .post("/v1/auth/password/forgot", "{'email':'root@hasivu.test'}")
                .expect(202);
        await().atMost(SOON).until(() -> mail.getReceivedMessages().length == 1);
        ofThisRequest(traces("outgoing_mails"));
        assertThat(mail.getReceivedMessages()[0].getHeader("Traceparent", null))
                .matches("00-" + TRACE + "-[0-9a-f]{16}-01");
        await().atMost(SOON).until(() -> log.has("Mails"));
    }
}
