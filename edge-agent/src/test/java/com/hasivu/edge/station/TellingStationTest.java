package com.hasivu.edge.station;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.edge.KeptPort;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.control.ControlException;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.metrics.Promtool;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.sync.TestBroker;
import com.hasivu.edge.sync.TestCloud;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.Row;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A day at a whole station, and what its metrics, health and log, at DEBUG, tell of it. */
class TellingStationTest {
    private static final String CHILD = "Quxwomble";
    private static final String CARD = "04A1B2C3D4E5F6";
    private static final String BLOCKED = "0499887766AABB";
    private static final String STRANGER = "04DEADBEEF1234";
    private static final String SECRET = "8F3A61D4C07B92E5A1B0C9D8E7F60514";

    @TempDir Path folder;
    private final KeyPair snapshotKeys = TestAuthority.ed25519Pair();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    private final Logger ours = (Logger) LoggerFactory.getLogger("com.hasivu");
    private final KeptPort metrics = new KeptPort();
    private final int port = metrics.number();
    private Level level = Level.INFO;
    private TestBroker broker;
    private TestCloud cloud;
    private StationSettings settings;
    private ControlClient control;

    @BeforeEach
    void setUp() throws IOException {
        TestAuthority authority = new TestAuthority();
        broker = new TestBroker(folder.resolve("broker"), Optional.of(authority));
        Identity identity =
                new TestEnrolment(authority, snapshotKeys)
                        .enrol(
                                folder.resolve("state"),
                                "greenfield-c1",
                                "127.0.0.1",
                                broker.tlsPort);
        cloud =
                new TestCloud(
                        new Topics(identity.school(), identity.station()),
                        snapshotKeys,
                        broker.port);
        settings =
                StationSettings.load(
                        Files.writeString(
                                folder.resolve("edge.yaml"),
                                """
                                state-dir: state
                                metrics: { listen: "127.0.0.1:%d" }
                                readers:
                                  - { name: counter-1, kind: osdp, device: %s/no-such-port, key: %s }
                                """
                                        .formatted(port, folder, SECRET)));
        control = new ControlClient(folder.resolve("state/control.sock"));
        listen();
    }

    private void listen() {
        LoggerContext context = ours.getLoggerContext();
        var text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%level %logger %msg%n%ex{full}");
        text.start();
        appender.setContext(context);
        appender.setEncoder(text);
        appender.setOutputStream(log);
        appender.start();
        level = ours.getLevel();
        ours.setLevel(Level.DEBUG);
        ours.addAppender(appender);
    }

    @AfterEach
    void tearDown() {
        ours.detachAppender(appender);
        ours.setLevel(level); // others take it for that of logback-test.xml
        cloud.close();
        broker.close();
        metrics.close();
    }

    @Test
    void day_isToldWithoutANameACardOrASecret() throws Exception {
        cloud.snapshot(5, day());
        List<String> told = new ArrayList<>();
        try (Station station =
                Station.start(settings, OutputStream.nullOutputStream(), new NoHost())) {
            await().until(() -> control.get("/v1/snapshot").path("version").asLong() == 5);
            for (String card : List.of(CARD, CARD, BLOCKED, STRANGER)) {
                tap(card);
            }
            assertThat(control.get("/v1/lookup", "name", CHILD)).isNotEmpty();
            refused("/v1/lookup?card=" + CARD + "ZZ");
            await().until(() -> acked() == 4); // the station knows it too before the link goes
            broker.restart(
                    () -> {
                        await().until(() -> !online());
                        tap(CARD);
                        told.add(page("/metrics").body());
                        HttpResponse<String> health = page("/health");
                        assertThat(health.statusCode()).isEqualTo(503);
                        assertThat(health.body())
                                .contains("not connected to the cloud", "counter-1 is not online");
                        told.add(health.body());
                    });
            cloud.reconnect();
            await().until(() -> cloud.committed.size() == 5);
            await().until(() -> value("hasivu_backlog_records").equals("0"));
            told.add(page("/metrics").body());
        }
        String offline = told.getFirst();
        assertThat(offline)
                .contains(
                        "hasivu_link_up 0\n",
                        "hasivu_backlog_records 1\n",
                        "hasivu_reader_online{reader=\"counter-1\"} 0\n",
                        "hasivu_taps_total{outcome=\"serve\",reason=\"\"} 1\n",
                        "hasivu_taps_total{outcome=\"refuse\",reason=\"already-served\"} 2\n",
                        "hasivu_taps_total{outcome=\"refuse\",reason=\"card-blocked\"} 1\n",
                        "hasivu_taps_total{outcome=\"refuse\",reason=\"unknown-card\"} 1\n",
                        "hasivu_tap_seconds_count 5\n",
                        "hasivu_journal_append_seconds_count 5\n",
                        "hasivu_journal_sync_seconds_count 5\n",
                        "hasivu_journal_ready 1\n",
                        "hasivu_journal_records 5\n",
                        "hasivu_snapshot_version 5\n",
                        "hasivu_signals_failed_total 0\n");
        assertThat(told.getLast()).contains("hasivu_link_up 1\n", "hasivu_backlog_age_seconds 0\n");
        told.add(log.toString(StandardCharsets.UTF_8));
        assertThat(told.getLast()).as("the log is of this day").contains("counter-1", "serves");
        for (String page : told) {
            assertThat(page.toLowerCase(Locale.ROOT))
                    .doesNotContain(
                            CHILD.toLowerCase(Locale.ROOT),
                            CARD.toLowerCase(Locale.ROOT),
                            BLOCKED.toLowerCase(Locale.ROOT),
                            STRANGER.toLowerCase(Locale.ROOT),
                            SECRET.toLowerCase(Locale.ROOT),
                            "private key");
        }
        judged(offline);
    }

    private static void judged(String page) throws Exception {
        Optional<Promtool> promtool = Promtool.find();
        if (promtool.isEmpty()) {
            System.err.println(Promtool.MISSING);
            return;
        }
        assertThat(promtool.get().complaints(List.of("check", "metrics"), page)).isEmpty();
    }

    private String value(String metric) {
        return page("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .findFirst()
                .map(line -> line.substring(metric.length() + 1))
                .orElse("");
    }

    private HttpResponse<String> page(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode tap(String card) {
        return control.post("/v1/tap", JsonNodeFactory.instance.objectNode().put("card", card));
    }

    private void refused(String question) {
        try {
            throw new AssertionError("answered: " + control.get(question));
        } catch (ControlException e) {
            assertThat(e).hasMessageContaining("card id");
        }
    }

    private long acked() {
        return control.get("/v1/status").at("/journal/ackedSequence").asLong();
    }

    private boolean online() {
        return control.get("/v1/status").at("/sync/online").asBoolean();
    }

    private static final class NoHost implements Host {
        @Override
        public void again(StationSettings file) {}

        @Override
        public void leave() {}
    }

    private static List<Row> day() {
        return List.of(
                SchoolDayRows.allDay(),
                SchoolDayRows.card(CARD, CardState.CARD_STATE_ACTIVE, 1),
                SchoolDayRows.card(BLOCKED, CardState.CARD_STATE_BLOCKED, 1),
                SchoolDayRows.student(1, CHILD),
                SchoolDayRows.order(71, 1));
    }
}
