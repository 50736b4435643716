package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.cloud.Cloud;
import com.hasivu.cloud.settings.CloudConfig;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.edge.station.Station;
import com.hasivu.protocol.StationKeyFile;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** A whole station and a whole cloud in this process, with certificates that live for seconds. */
@SuppressWarnings("NullAway.Init") // set before each test
class IdentityLifeTest {
    private static final Host NO_COMMANDS =
            new Host() {
                @Override
                public void again(StationSettings file) {
                    throw new IllegalStateException("nobody asks for that here");
                }

                @Override
                public void leave() {
                    throw new IllegalStateException("nobody asks for that here");
                }
            };

    private static final String PASSWORD = "a long enough platform password";
    private static final String STATION = "/v1/schools/greenfield/stations/greenfield-c1";

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir Path folder;

    private Cloud cloud;
    private CloudApi office;
    private SchoolDay day;
    private Iterator<Child> hungry;
    private Optional<Station> station = Optional.empty();
    private ControlClient control;

    private void open(String certificateLife) throws IOException {
        Files.writeString(folder.resolve("pw"), PASSWORD);
        Files.writeString(
                folder.resolve("cloud.yaml"),
                """
                http: {port: 0}
                data-dir: cloud
                broker: {port: 0}
                stations: {certificate-life: %s}
                bootstrap: {admin: {email: root@hasivu.example, password-file: pw}}
                """
                        .formatted(certificateLife));
        cloud = Cloud.start(CloudConfig.read(folder.resolve("cloud.yaml")), Clock.systemUTC());
        String base = "http://127.0.0.1:" + cloud.httpPort();
        day = SchoolDay.open(base, "root@hasivu.example", PASSWORD);
        office = CloudApi.signIn(base, "root@hasivu.example", PASSWORD);
        School school = School.of(7, School.fewestTaps(), 40);
        day.fill(school);
        hungry = school.children().stream().filter(c -> c.part() == Part.REGULAR).iterator();
        Files.writeString(
                folder.resolve("edge.yaml"),
                "state-dir: edge\nmetrics: { listen: off }\nsignal: none\n");
        control = new ControlClient(folder.resolve("edge/control.sock"));
    }

    @AfterEach
    void close() {
        station.ifPresent(Station::close);
        cloud.close();
    }

    private String announce() {
        return office.post(
                        "/v1/schools/greenfield/stations",
                        Map.of("id", "greenfield-c1", "name", "Counter 1"))
                .path("keyFile")
                .asText();
    }

    private String reopen() {
        return office.post(STATION + "/reopen", Map.of()).path("keyFile").asText();
    }

    private Identity enrol(String keyFile) throws Exception {
        StateDir state = new StateDir(folder.resolve("edge"));
        Path stick = Files.writeString(folder.resolve("station.key"), keyFile);
        try (StateDir.Lock _ = state.lock()) {
            return Enrolling.enrol(state, Enrolling.keyFile(stick));
        }
    }

    private void start() throws InterruptedException {
        station =
                Optional.of(
                        Station.start(
                                StationSettings.load(folder.resolve("edge.yaml")),
                                OutputStream.nullOutputStream(),
                                NO_COMMANDS));
    }

    private void stop() {
        station.ifPresent(Station::close);
        station = Optional.empty();
    }

    private JsonNode status() {
        return control.get("/v1/status");
    }

    private String problems() {
        return status().path("problems").toString();
    }

    private boolean online() {
        return status().at("/sync/online").asBoolean();
    }

    private boolean allAcked() {
        return online() && status().at("/sync/waiting").asLong() == 0;
    }

    private void serve() {
        Child child = hungry.next();
        JsonNode answer =
                control.post(
                        "/v1/tap",
                        JsonNodeFactory.instance.objectNode().put("card", child.card().hex()));
        assertThat(answer.path("decision").asText()).as(answer.toString()).isEqualTo("serve");
    }

    private void awaitServing() {
        await().atMost(SOON).until(() -> online() && status().at("/snapshot/version").asLong() > 0);
    }

    @Test
    void station_renewsIsRevokedServesOnAndComesBackWithItsJournal() throws Exception {
        open("60s"); // due at two thirds: a busy machine has 15 s for it
        Identity first = enrol(announce());
        start();
        awaitServing();
        serve();
        JsonNode before = status().path("identity");
        assertThat(before.path("subject").asText()).isEqualTo("CN=greenfield-c1,O=greenfield");
        assertThat(before.path("serial").asText()).isEqualTo(first.serial());
        assertThat(before.path("slot").asText()).isEqualTo("a");
        String epoch = status().at("/journal/epoch").asText();

        await("renewed before it expires")
                .atMost(Duration.ofSeconds(120))
                .until(
                        () -> {
                            JsonNode now = status().path("identity");
                            return now.path("slot").asText().equals("b")
                                    && !now.path("renewing").asBoolean()
                                    && !Files.exists(folder.resolve("edge/identity/slot-a.json"));
                        });
        assertThat(Instant.now()).isBefore(first.certificate().getNotAfter().toInstant());
        await().atMost(SOON).until(this::online);
        assertThat(status().at("/identity/serial").asText()).isNotEqualTo(first.serial());
        serve();
        await().atMost(SOON).until(this::allAcked);
        assertThat(day.deliveries()).hasSize(2);

        long revoked = System.nanoTime();
        office.post(STATION + "/revoke", Map.of());
        await("says that it is refused, and why")
                .atMost(Duration.ofSeconds(60))
                .until(() -> status().at("/identity/state").asText().equals("refused"));
        System.err.printf(
                "revoked: the station says so after %d ms: %s%n",
                Duration.ofNanos(System.nanoTime() - revoked).toMillis(), problems());
        assertThat(problems()).contains("refused by the cloud", "revoked", "hasivu-edge enroll");
        serve();
        serve();
        assertThat(status().at("/sync/waiting").asLong()).isEqualTo(2);
        stop();

        assertThatThrownBy(() -> enrol(Files.readString(folder.resolve("station.key"))))
                .as("the used key file is good for nothing")
                .isInstanceOf(StationException.class);
        enrol(reopen());
        start();
        await().atMost(SOON).until(this::allAcked);
        assertThat(status().at("/journal/epoch").asText()).isEqualTo(epoch);
        await().atMost(SOON).until(() -> day.deliveries().size() == 4);
        assertThat(status().at("/identity/state").asText()).isEqualTo("valid");
    }

    @Test
    void expiredStation_servesSaysSoAndDrainsOnceEnrolledAnew() throws Exception {
        open("40s"); // drained long before, and before its renewal is due
        Identity first = enrol(announce());
        start();
        awaitServing();
        serve();
        await().atMost(SOON).until(this::allAcked);
        String epoch = status().at("/journal/epoch").asText();
        stop();
        Instant end = first.certificate().getNotAfter().toInstant();
        await().atMost(SOON).until(() -> Instant.now().isAfter(end));

        start();
        serve();
        serve();
        JsonNode status = status();
        assertThat(status.at("/identity/state").asText()).isIn("expired", "refused");
        assertThat(status.path("state").asText()).isEqualTo("degraded");
        assertThat(problems())
                .contains("certificate expired on " + end, "hasivu-edge enroll", "re-open");
        assertThat(status.at("/sync/waiting").asLong()).isEqualTo(2);
        assertThat(status.at("/sync/online").asBoolean()).isFalse();
        stop();

        StationKeyFile another =
                StationKeyFile.read(
                        office.post(
                                        "/v1/schools/greenfield/stations",
                                        Map.of("id", "greenfield-c2", "name", "Counter 2"))
                                .path("keyFile")
                                .asText());
        assertThatThrownBy(() -> enrol(another.text()))
                .hasMessageContaining("the key file is for station greenfield-c2")
                .hasMessageContaining("that of station greenfield-c1");
        enrol(reopen());
        start();
        await().atMost(SOON).until(this::allAcked);
        assertThat(status().at("/journal/epoch").asText()).isEqualTo(epoch);
        assertThat(day.deliveries()).hasSize(3);
    }
}
