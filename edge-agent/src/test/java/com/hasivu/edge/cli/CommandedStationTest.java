package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.KeptPort;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.sync.TestBroker;
import com.hasivu.edge.sync.TestCloud;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Blink;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.CommandState;
import com.hasivu.protocol.wire.Configure;
import com.hasivu.protocol.wire.RefetchSnapshot;
import com.hasivu.protocol.wire.Reload;
import com.hasivu.protocol.wire.RemoteSetting;
import com.hasivu.protocol.wire.Restart;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StudentRow;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real station, a real broker, and commands that change, try and restart it. */
class CommandedStationTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final KeyPair SNAPSHOT_KEYS = TestAuthority.ed25519Pair();

    /** A trial that ends by what happens in it, however slow the machine is. */
    private static final long LONG_TRIAL = 300_000;

    @TempDir static Path brokerFolder;
    private static TestBroker broker;
    private static int stations;

    @TempDir Path folder;
    private final KeptPort nobodys = new KeptPort();
    private Path config;
    private Topics topics;
    private TestCloud cloud;

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(brokerFolder, Optional.of(AUTHORITY));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void enrol() throws IOException {
        Identity identity =
                new TestEnrolment(AUTHORITY, SNAPSHOT_KEYS)
                        .enrol(
                                folder.resolve("state"),
                                "commanded-c" + ++stations,
                                "127.0.0.1",
                                broker.tlsPort);
        config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        "state-dir: state\nmetrics: { listen: off }\n");
        topics = new Topics(identity.school(), identity.station());
        cloud = new TestCloud(topics, SNAPSHOT_KEYS, broker.port);
    }

    @AfterEach
    void close() {
        cloud.close();
        nobodys.close();
    }

    @Test
    void station_reloadsFetchesAnewAndRestarts() throws IOException {
        cloud.snapshot(
                5,
                List.of(
                        Row.newBuilder()
                                .setStudent(StudentRow.newBuilder().setStudent(1))
                                .build()));
        try (EdgeProcess station = start()) {
            cloud.command(command("b1").setBlink(Blink.newBuilder().setReader("none")).build());
            awaitState(CommandState.COMMAND_FAILED, "b1");
            assertThat(result("b1").orElseThrow().getDetail()).contains("no reader 'none'");

            await().until(() -> snapshotFile().isPresent());
            Files.delete(snapshotFile().orElseThrow());
            cloud.command(
                    command("f1").setRefetchSnapshot(RefetchSnapshot.getDefaultInstance()).build());
            awaitState(CommandState.COMMAND_DONE, "f1");
            assertThat(snapshotFile()).isPresent();

            Files.writeString(
                    config, "state-dir: state\nmetrics: { listen: off }\njournal: { keep: 9d }\n");
            cloud.command(command("r1").setReload(Reload.getDefaultInstance()).build());
            awaitState(CommandState.COMMAND_ACCEPTED, "r1");
            awaitAnswer(CommandState.COMMAND_DONE, "r1", reload("r1"));
            assertThat(station.process.isAlive()).isTrue();

            cloud.command(command("s1").setRestart(Restart.getDefaultInstance()).build());
            awaitState(CommandState.COMMAND_ACCEPTED, "s1");
            assertThat(station.exitCode()).isEqualTo(ExitCode.RESTART);
        }
        try (EdgeProcess again = start()) {
            Command repeated = command("s1").setRestart(Restart.getDefaultInstance()).build();
            awaitAnswer(CommandState.COMMAND_DONE, "s1", repeated);
            assertThat(again.process.isAlive()).isTrue();
        }
    }

    @Test
    void trial_thatReachesTheCloudIsCommitted() {
        try (EdgeProcess station = start()) {
            Command good = configure("g1", LONG_TRIAL, "cards.assurance", "proven");
            cloud.command(good);
            awaitAnswer(CommandState.COMMAND_DONE, "g1", good);
            assertThat(shown()).containsPattern("cards.assurance: proven +# remote\n");
            assertThat(station.process.isAlive()).isTrue();
        }
    }

    @Test
    void trial_thatDoesNotReachTheCloudComesBackByItself() {
        try (EdgeProcess station = start()) {
            Command bad = configure("p1", 5_000, "broker.port", Integer.toString(nobodys.number()));
            cloud.command(bad);
            awaitAnswer(CommandState.COMMAND_ROLLED_BACK, "p1", bad);
            assertThat(result("p1").orElseThrow().getDetail())
                    .contains("the cloud was not reached");
            assertThat(station.process.isAlive()).isTrue();
            assertThat(shown()).contains("broker.port: 0").doesNotContain("remote");
            assertThat(results("p1")).doesNotContain(CommandState.COMMAND_DONE);
        }
    }

    @Test
    void trial_isOverWhenTheProcessIsKilledInIt() {
        Command bad =
                configure("k1", LONG_TRIAL, "broker.port", Integer.toString(nobodys.number()));
        try (EdgeProcess station = start()) {
            cloud.command(bad);
            await().until(() -> Files.exists(folder.resolve("state/remote/trial-begun.json")));
            assertThat(shown()).contains("# remote, on trial");
            station.process.destroyForcibly();
            assertThat(station.exitCode()).isEqualTo(137);
        }
        try (EdgeProcess again = start()) {
            awaitAnswer(CommandState.COMMAND_ROLLED_BACK, "k1", bad);
            assertThat(result("k1").orElseThrow().getDetail()).contains("on trial");
            assertThat(shown()).doesNotContain("remote");
            assertThat(again.process.isAlive()).isTrue();
        }
    }

    private EdgeProcess start() {
        EdgeProcess station = new EdgeProcess(folder, "run", "-c", config.toString());
        await().until(station::ready);
        await().until(
                        () ->
                                Cli.run("status", "--json", "-c", config.toString())
                                        .out()
                                        .contains("\"clock\" : \"synced\""));
        return station;
    }

    /** As the cloud does: the command again and again until there is a result. */
    private void awaitAnswer(CommandState state, String id, Command command) {
        await().pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            cloud.command(command);
                            return results(id).contains(state);
                        });
    }

    private void awaitState(CommandState state, String id) {
        await().until(() -> results(id).contains(state));
    }

    private List<CommandState> results(String id) {
        return cloud.results.stream()
                .filter(result -> result.getId().equals(id))
                .map(CommandResult::getState)
                .toList();
    }

    private Optional<CommandResult> result(String id) {
        return cloud.results.stream()
                .filter(result -> result.getId().equals(id))
                .reduce((first, second) -> second);
    }

    private Optional<Path> snapshotFile() throws IOException {
        try (var files = Files.list(folder.resolve("state/snapshots"))) {
            return files.filter(file -> file.toString().endsWith(".db")).findFirst();
        }
    }

    private String shown() {
        return Cli.run("config", "show", "-c", config.toString()).out();
    }

    private Command reload(String id) {
        return command(id).setReload(Reload.getDefaultInstance()).build();
    }

    private Command configure(String id, long trialMillis, String key, String value) {
        return command(id)
                .setConfigure(
                        Configure.newBuilder()
                                .setTrialMillis(trialMillis)
                                .addSettings(
                                        RemoteSetting.newBuilder().setKey(key).setValue(value)))
                .build();
    }

    private Command.Builder command(String id) {
        long now = System.currentTimeMillis();
        return Command.newBuilder()
                .setId(id)
                .setSchool(topics.school().value())
                .setStation(topics.station().value())
                .setIssuedMillis(now)
                .setExpiresMillis(now + 600_000);
    }
}
