package com.hasivu.edge.station;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.edge.KeptPort;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.state.StationException;
import com.hasivu.edge.sync.TestBroker;
import com.hasivu.edge.sync.TestCloud;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.CardState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;

/** A whole station: own disk, mutual TLS to a real broker, a small cloud behind it. */
class StationTest {
    private static final String CARD = SchoolDayRows.CARD;
    private static final Host NOBODY =
            new Host() {
                @Override
                public void again(StationSettings file) {}

                @Override
                public void leave() {}
            };

    @TempDir Path folder;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final KeyPair snapshotKeys = TestAuthority.ed25519Pair();
    private TestBroker broker;
    private TestCloud cloud;
    private StationSettings settings;
    private ControlClient control;
    private Optional<Station> station = Optional.empty();
    private Optional<KeptPort> screen = Optional.empty();

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
                                "state-dir: state\nmetrics: { listen: off }\n"
                                        + "signal: { console: { full-card: true } }\n"));
        control = new ControlClient(folder.resolve("state/control.sock"));
    }

    @AfterEach
    void tearDown() {
        station.ifPresent(Station::close);
        cloud.close();
        broker.close();
        screen.ifPresent(KeptPort::close);
    }

    @Test
    void screen_tellsOfATapWhenTheSettingsSaySo() throws Exception {
        screen = Optional.of(new KeptPort());
        int port = screen.get().number();
        settings =
                StationSettings.load(
                        Files.writeString(
                                folder.resolve("edge.yaml"),
                                "state-dir: state\nmetrics: { listen: off }\nscreen: { listen: '127.0.0.1:%d', language: kn }\n"
                                        .formatted(port)));
        cloud.snapshot(5, SchoolDayRows.ofThree());
        start();
        await().until(() -> version() == 5);
        assertThat(tap(CARD).path("decision").asText()).isEqualTo("serve");
        var events = java.net.URI.create("http://127.0.0.1:%d/events".formatted(port)).toURL();
        try (var in =
                new java.io.BufferedReader(
                        new java.io.InputStreamReader(
                                events.openStream(), StandardCharsets.UTF_8))) {
            String line;
            do {
                line = in.readLine();
            } while (!line.contains("\"kind\":\"serve\""));
            assertThat(line).contains("\"lang\":\"kn\"").contains("\"name\":\"Asha\"");
        }
    }

    @Test
    void demonstration_isToldByTheStatusAndEnds() throws Exception {
        start();
        JsonNode begun =
                control.post("/v1/demo", JsonNodeFactory.instance.objectNode().put("on", true));
        assertThat(begun.path("on").asBoolean()).isTrue();
        assertThat(control.get("/v1/status").path("problems").toString())
                .contains("demonstration: taps serve nobody for 30 min");
        control.post("/v1/demo", JsonNodeFactory.instance.objectNode().put("on", false));
        assertThat(control.get("/v1/status").path("problems").toString())
                .doesNotContain("demonstration");
    }

    @Test
    void station_servesSyncsServesOnWithoutBrokerAndCatchesUp() throws Exception {
        cloud.snapshot(5, SchoolDayRows.ofThree());
        start();
        await().until(() -> version() == 5);

        assertThat(control.get("/v1/lookup", "name", "ASH").get(0).at("/student/name").asText())
                .isEqualTo("Asha");
        assertThat(tap(CARD).path("decision").asText()).isEqualTo("serve");
        assertThat(tap(CARD).path("reason").asText()).isEqualTo("ALREADY_SERVED");
        await().until(() -> cloud.committed.size() == 2);
        assertThat(cloud.committed.getFirst().getServe().getOrder()).isEqualTo(71);

        broker.restart(
                () -> {
                    await().until(() -> !online());
                    assertThat(tap("04000002").path("decision").asText()).isEqualTo("serve");
                });
        cloud.reconnect();
        await().until(() -> cloud.committed.size() == 3);
        await().until(() -> control.get("/v1/status").at("/journal/ackedSequence").asLong() == 3);

        cloud.delta(SchoolDayRows.card("04000003", CardState.CARD_STATE_BLOCKED, 3));
        await().until(() -> version() == 6);
        assertThat(tap("04000003").path("reason").asText()).isEqualTo("CARD_BLOCKED");

        JsonNode status = control.get("/v1/status");
        assertThat(status.path("state").asText()).isEqualTo("serving");
        assertThat(status.at("/sync/counters/failures").asLong()).isZero();
        assertThat(events())
                .contains(
                        "\"event\":\"ready\"",
                        "\"event\":\"snapshot\"",
                        "\"event\":\"link\"",
                        "\"event\":\"acked\"",
                        CARD);
    }

    @Test
    void station_remembersWhatItServedAndWhatItHoldsOverARestart() throws Exception {
        cloud.snapshot(5, SchoolDayRows.ofThree());
        start();
        await().until(() -> version() == 5);
        assertThat(tap(CARD).path("decision").asText()).isEqualTo("serve");
        station.orElseThrow().close();
        broker.restart(
                () -> {
                    try {
                        start(); // nobody to ask
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    assertThat(version()).isEqualTo(5);
                    assertThat(tap(CARD).path("reason").asText()).isEqualTo("ALREADY_SERVED");
                    assertThat(tap("04000002").path("decision").asText()).isEqualTo("serve");
                });
    }

    @Test
    void start_freesTheStateFolderWhenItFails() throws Exception {
        Path journal = folder.resolve("state/journal");
        Files.writeString(journal, "a file where a folder belongs");
        assertThatThrownBy(() -> Station.start(settings, console, NOBODY))
                .isInstanceOf(StationException.class)
                .hasMessageContaining("journal");
        Files.delete(journal);
        start();
        assertThat(control.get("/v1/status").path("station").asText()).isEqualTo("greenfield-c1");
    }

    private void start() throws InterruptedException {
        station = Optional.of(Station.start(settings, console, NOBODY));
    }

    private JsonNode tap(String card) {
        return control.post("/v1/tap", JsonNodeFactory.instance.objectNode().put("card", card));
    }

    private long version() {
        return control.get("/v1/snapshot").path("version").asLong();
    }

    private boolean online() {
        return control.get("/v1/status").at("/sync/online").asBoolean();
    }

    private String events() {
        return console.toString(StandardCharsets.UTF_8);
    }
}
