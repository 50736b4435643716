package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.CommandSeal;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.CommandState;
import com.hasivu.protocol.wire.SignedCommand;
import com.hasivu.protocol.wire.StationStatus;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Commands from the API to the station and back, over real HTTP, real TLS and the real broker. */
class CommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path folder;
    static CloudBench cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new CloudBench(folder);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void command_isSentAgainUntilItsEndIsToldAndThenNoMore() throws Exception {
        BenchSchool school = cloud.school("told");
        try (TestStation station = school.station("told-c1")) {
            connect(station);
            JsonNode asked =
                    post(
                            school,
                            "told-c1",
                            "{\"kind\":\"set-log-level\",\"level\":\"debug\",\"seconds\":60}");
            String id = asked.path("id").asText();
            assertThat(asked.path("askedBy").asLong()).isPositive();
            await().atMost(PATIENCE).until(() -> !commands(station).isEmpty());
            Command command = commands(station).getFirst();
            assertThat(command.getId()).isEqualTo(id);
            assertThat(command.getSchool()).isEqualTo("told");
            assertThat(command.getStation()).isEqualTo("told-c1");
            assertThat(command.getSetLogLevel().getForMillis()).isEqualTo(60_000);
            assertThat(command.getExpiresMillis() - command.getIssuedMillis()).isEqualTo(3_600_000);
            awaitState(school, "told-c1", id, "sent");

            tell(station, id, CommandState.COMMAND_ACCEPTED, "");
            awaitState(school, "told-c1", id, "accepted");
            int sent = commands(station).size(); // more than one if this took longer than 10 s
            await().atMost(PATIENCE).until(() -> commands(station).size() > sent);
            assertThat(commands(station)).containsOnly(command);

            tell(station, id, CommandState.COMMAND_DONE, "level debug for 60 s");
            awaitState(school, "told-c1", id, "done");
            tell(station, id, CommandState.COMMAND_FAILED, "too late");
            tell(station, id, CommandState.COMMAND_ACCEPTED, "an old one");
            String second = post(school, "told-c1", "{\"kind\":\"reload\"}").path("id").asText();
            tell(station, second, CommandState.COMMAND_REFUSED, "edge.yaml:3: no");
            awaitState(school, "told-c1", second, "refused");
            JsonNode shown = get(school, "told-c1", id);
            assertThat(shown.path("state").asText()).isEqualTo("done");
            assertThat(shown.path("detail").asText()).isEqualTo("level debug for 60 s");
            assertThat(school.ok("GET", "/stations/told-c1/commands", "").path("items"))
                    .extracting(item -> item.path("kind").asText())
                    .containsExactly("set-log-level", "reload");
        }
    }

    @Test
    void command_waitsForAnOfflineStationAndExpiresWhenItDoesNotCome() throws Exception {
        BenchSchool school = cloud.school("offline");
        try (TestStation station = school.station("offline-c1")) {
            String lost =
                    post(
                                    school,
                                    "offline-c1",
                                    "{\"kind\":\"blink\",\"reader\":\"a\",\"expiresSeconds\":1}")
                            .path("id")
                            .asText();
            String kept =
                    post(
                                    school,
                                    "offline-c1",
                                    "{\"kind\":\"configure\",\"settings\":{\"cards.assurance\":\"proven\"}}")
                            .path("id")
                            .asText();
            awaitState(school, "offline-c1", lost, "expired");
            assertThat(get(school, "offline-c1", kept).path("state").asText()).isEqualTo("pending");
            connect(station);
            await().atMost(PATIENCE).until(() -> !commands(station).isEmpty());
            assertThat(commands(station)).extracting(Command::getId).containsExactly(kept);
            assertThat(commands(station).getFirst().getConfigure().getSettings(0).getValue())
                    .isEqualTo("proven");
        }
    }

    @Test
    void result_ofAnotherStationsCommandChangesNothing() throws Exception {
        BenchSchool school = cloud.school("theirs");
        try (TestStation own = school.station("theirs-c1");
                TestStation other = school.station("theirs-c2")) {
            connect(own);
            other.connect();
            String id = post(school, "theirs-c1", "{\"kind\":\"restart\"}").path("id").asText();
            tell(other, id, CommandState.COMMAND_DONE, "");
            tell(own, id, CommandState.COMMAND_FAILED, "no");
            awaitState(school, "theirs-c1", id, "failed");
            assertThat(commands(other)).isEmpty();
        }
    }

    @Test
    void ask_isRefusedWhenFieldsDoNotFitAndDoneOncePerKey() throws Exception {
        BenchSchool school = cloud.school("asking");
        String path = "/v1/schools/asking/stations/asking-c1/commands";
        school.ok("POST", "/stations", "{\"id\":\"asking-c2\",\"name\":\"Counter\"}");
        try (TestStation station = school.station("asking-c1")) {
            for (Map.Entry<String, Integer> wrong :
                    Map.of(
                                    "{\"kind\":\"blink\"}", 422,
                                    "{\"kind\":\"reload\",\"reader\":\"a\"}", 422,
                                    "{\"kind\":\"configure\"}", 422,
                                    "{\"kind\":\"explode\"}", 400,
                                    "{\"kind\":\"set-log-level\",\"level\":\"trace\"}", 400,
                                    "{\"kind\":\"configure\",\"settings\":{\"a b\":\"c\"}}", 400,
                                    "{\"kind\":\"reload\",\"expiresSeconds\":604801}", 400)
                            .entrySet()) {
                assertThat(cloud.call(school.admin(), "POST", path, wrong.getKey()).status())
                        .as(wrong.getKey())
                        .isEqualTo(wrong.getValue());
            }
            assertThat(
                            cloud.call(
                                            school.admin(),
                                            "POST",
                                            path.replace("c1", "c2"),
                                            "{\"kind\":\"reload\"}")
                                    .status())
                    .isEqualTo(409);
            assertThat(station.connected()).isFalse();
            assertThat(school.ok("GET", "/stations/asking-c1/commands", "").path("items"))
                    .isEmpty();
        }
    }

    private static void connect(TestStation station) throws Exception {
        station.connect();
        station.publish(
                station.topics.status(),
                Wire.seal(
                        StationStatus.newBuilder().setOnline(true).setEpoch(station.epoch).build()),
                true);
    }

    /** What the station heard, each signature checked with the key it got at enrolment. */
    private static List<Command> commands(TestStation station) throws Exception {
        JsonNode key = station.enrolment().path("snapshotKeys").path(0);
        PublicKey known =
                KeyFactory.getInstance("Ed25519")
                        .generatePublic(
                                new X509EncodedKeySpec(
                                        Base64.getDecoder()
                                                .decode(key.path("publicKey").asText())));
        var commands = new java.util.ArrayList<Command>();
        for (SignedCommand signed :
                station.heard(station.topics.commands(), SignedCommand.parser())) {
            commands.add(CommandSeal.verify(signed, Map.of(key.path("id").asText(), known)));
        }
        return commands;
    }

    private static void tell(TestStation station, String id, CommandState state, String detail)
            throws Exception {
        station.publish(
                station.topics.results(),
                CommandResult.newBuilder().setId(id).setState(state).setDetail(detail).build());
    }

    private static JsonNode post(BenchSchool school, String station, String body) {
        return school.ok("POST", "/stations/" + station + "/commands", body);
    }

    private static JsonNode get(BenchSchool school, String station, String id) {
        return school.ok("GET", "/stations/" + station + "/commands/" + id, "");
    }

    private static void awaitState(BenchSchool school, String station, String id, String state) {
        await().atMost(PATIENCE)
                .until(() -> get(school, station, id).path("state").asText().equals(state));
    }
}
