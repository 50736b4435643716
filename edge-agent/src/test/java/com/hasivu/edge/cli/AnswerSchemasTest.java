package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.station.SchoolDayRows;
import com.hasivu.edge.station.Station;
import com.hasivu.edge.sync.TestBroker;
import com.hasivu.edge.sync.TestCloud;
import com.hasivu.protocol.Topics;

import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Every command that knows {@code --json}, against a real station with a cloud and a reader, and
 * with the station down: what it prints is as its schema says ({@link Cli} sees to that), and no
 * command and no schema is left out.
 */
class AnswerSchemasTest {
    private static final Host NOBODY =
            new Host() {
                @Override
                public void again(StationSettings file) {}

                @Override
                public void leave() {}
            };

    private static final String RDM6300 = "02 36 37 30 30 33 42 35 31 43 36 43 42 03";

    @TempDir Path folder;
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> used = new TreeSet<>();
    private Path config = Path.of("edge.yaml");

    @Test
    void everyJsonAnswer_fitsItsSchemaAndNoneIsWithout() throws Exception {
        TestAuthority authority = new TestAuthority();
        KeyPair keys = TestAuthority.ed25519Pair();
        try (TestBroker broker = new TestBroker(folder.resolve("broker"), Optional.of(authority))) {
            Identity identity =
                    new TestEnrolment(authority, keys)
                            .enrol(
                                    folder.resolve("state"),
                                    "greenfield-c1",
                                    "127.0.0.1",
                                    broker.tlsPort);
            config = settings(broker);
            Topics topics = new Topics(identity.school(), identity.station());
            try (TestCloud cloud = new TestCloud(topics, keys, broker.port)) {
                cloud.snapshot(5, SchoolDayRows.ofThree());
                up(broker);
            }
            down();
        }
        assertThat(asked).as("commands with --json that this test runs").isEqualTo(jsonCommands());
        assertThat(used).as("schemas that were put to use").containsExactlyElementsOf(names());
        assertThat(shipped()).isEqualTo(used);
    }

    private Path settings(TestBroker broker) throws IOException {
        Path log = folder.resolve("edge.log");
        Files.writeString(
                log,
                "2026-11-23T10:00:00.000+00:00 WARN  [main] Station: it was so\n\tat Station\n");
        return Files.writeString(
                folder.resolve("edge.yaml"),
                """
                state-dir: state
                cloud: { url: "http://127.0.0.1:9" }
                metrics: { listen: off }
                log: { file: %s }
                readers:
                  - { name: counter-1, kind: zebra, device: "mqtt://127.0.0.1:%d/tags", dwell-ms: 400, reads: 2, no-time: accept }
                """
                        .formatted(log, broker.port));
    }

    private void up(TestBroker broker) throws Exception {
        StationSettings settings = StationSettings.load(config);
        try (Station station = Station.start(settings, new ByteArrayOutputStream(), NOBODY)) {
            withTagsTold(broker, this::serving);
        }
    }

    private void serving() {
        await().until(this::serves);
        run(0, "status");
        run(0, "tap", "--card", SchoolDayRows.CARD);
        run(0, "tap", "--card", SchoolDayRows.CARD);
        run(0, "tap", "--card", SchoolDayRows.CARD, "--dry-run");
        run(0, "tap", "--card", "04999999");
        run(0, "lookup", "--card", SchoolDayRows.CARD);
        run(0, "lookup", "--name", "asha");
        run(1, "lookup", "--number", "0003887558");
        run(0, "readers list");
        run(0, "readers list", "--kinds");
        run(0, "readers test", "counter-1", "--cards", "1", "--seconds", "60");
        run(1, "readers blink", "counter-1"); // it has no lamp
        run(1, "signals test", "--outcome", "served");
        run(1, "demo", "on"); // a meal is open all day
        run(0, "demo", "off");
        both();
    }

    private void down() throws Exception {
        both();
        run(0, "readers list");
        run(1, "readers scan", folder.resolve("no-such-port").toString());
        run(0, "readers decode", "--driver", "rdm6300", "--hex", RDM6300);
        run(1, "readers decode", "--driver", "rdm6300", "--hex", "00 01");
        run(0, "enroll", "--code", "TEST"); // is enrolled by it already
        run(0, "backup", folder.resolve("last.backup").toString());
        run(0, "restore", "--force", folder.resolve("last.backup").toString());
        run(0, "setup", "--dry-run", "--reader", "rdm6300:/dev/ttyUSB9");
        assertThat(Cli.with(config, "status", "--json").code()).isEqualTo(ExitCode.NOT_RUNNING);
        Path other = Files.writeString(folder.resolve("other.yaml"), "state-dir: state\n");
        run(other, 1, "logs");
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "state-dri: state\n");
        run(wrong, 78, "config validate");
        run(wrong, 1, "doctor");
    }

    /** Those that work with the station up or down. */
    private void both() {
        run(0, "journal ls");
        run(0, "journal tail");
        run(0, "journal show", "1");
        run(0, "journal verify");
        run(0, "journal replay");
        run(0, "explain", "1");
        run(0, "explain", "2");
        run(0, "snapshot show");
        run(0, "snapshot verify");
        run(0, "config show");
        run(0, "config validate");
        run(0, "logs");
        run(0, "version");
        Path backup = folder.resolve("b" + System.nanoTime() + ".backup");
        run(0, "backup", backup.toString());
        run(0, "bundle", folder.resolve("b" + System.nanoTime() + ".tar.gz").toString());
        Cli doctor = Cli.with(config, "doctor", "--json"); // 0 or 1: it sees this machine
        used.addAll(SchemaCheck.fits(doctor.out()));
        used.addAll(SchemaCheck.fits(Cli.with(config, "setup", "--json").out())); // as doctor
        used.addAll(SchemaCheck.fits(Cli.with(config, "journal", "export").out()));
        asked.add("doctor");
    }

    private void run(int code, String command, String... more) {
        run(config, code, command, more);
    }

    private void run(Path file, int code, String command, String... more) {
        asked.add(command);
        String[] words =
                Stream.of(
                                Arrays.stream(command.split(" ")),
                                Arrays.stream(more),
                                Stream.of("--json"))
                        .flatMap(s -> s)
                        .toArray(String[]::new);
        boolean takesConfig = spec(command).optionsMap().containsKey("--config");
        Cli cli = takesConfig ? Cli.with(file, words) : Cli.run(words);
        assertThat(cli.code()).as("%s: %s %s", command, cli.out(), cli.err()).isEqualTo(code);
        Set<String> names = SchemaCheck.fits(cli.out());
        assertThat(names).as(command).isNotEmpty();
        used.addAll(names);
    }

    private boolean serves() {
        Cli status = Cli.with(config, "status", "--json");
        if (status.code() == ExitCode.NOT_RUNNING) {
            return false;
        }
        try {
            JsonNode node = new ObjectMapper().readTree(status.out());
            return node.path("problems").isEmpty()
                    && node.at("/snapshot/version").asLong() == 5
                    && node.at("/readers/0/state").asText().equals("online");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Meanwhile tags come, as the reader publishes them; each another, so that each arrives. */
    private static void withTagsTold(TestBroker broker, Runnable meanwhile) throws Exception {
        MqttClient client =
                new MqttClient(
                        "tcp://127.0.0.1:" + broker.port, "a-reader", new MemoryPersistence());
        client.connect();
        var done = new CountDownLatch(1);
        var published =
                new FutureTask<Void>(
                        () -> {
                            for (int tag = 0; done.getCount() > 0; tag++) {
                                publish(client, tag, done);
                            }
                            return null;
                        });
        Thread.ofPlatform().start(published);
        try {
            meanwhile.run();
        } finally {
            done.countDown();
            published.get(); // what went wrong there
            client.disconnect();
            client.close();
        }
    }

    /**
     * Held for two seconds, then out of the field until it has faded. Read well within the dwell,
     * or it would lose its lead between two reads.
     */
    private static void publish(MqttClient client, int number, CountDownLatch done)
            throws MqttException, InterruptedException {
        String tag =
                "{\"data\":{\"idHex\":\"E2003411B8020113%08X\",\"peakRssi\":-34,\"antenna\":1},\"type\":\"SIMPLE\"}"
                        .formatted(number);
        for (int i = 0; i < 40 && !done.await(50, TimeUnit.MILLISECONDS); i++) {
            client.publish("tags", new MqttMessage(tag.getBytes(StandardCharsets.UTF_8)));
        }
        boolean _ = done.await(4, TimeUnit.SECONDS);
    }

    private static CommandLine.Model.CommandSpec spec(String command) {
        CommandLine line = EdgeMain.commandLine();
        for (String word : command.split(" ", -1)) {
            line = Objects.requireNonNull(line.getSubcommands().get(word), command);
        }
        return line.getCommandSpec();
    }

    private static Set<String> jsonCommands() {
        Set<String> found = new TreeSet<>();
        collect(EdgeMain.commandLine(), "", found);
        return found;
    }

    private static void collect(CommandLine line, String path, Set<String> found) {
        if (line.getCommandSpec().optionsMap().containsKey("--json")) {
            found.add(path.strip());
        }
        line.getSubcommands().forEach((name, sub) -> collect(sub, path + " " + name, found));
    }

    private static Set<String> names() {
        return new TreeSet<>(AnswerSchemas.NAMES);
    }

    private Set<String> shipped() throws IOException {
        Path to = folder.resolve("schemas");
        assertThat(Cli.run("generate", "schemas", to.toString()).code()).isZero();
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(to)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                found.add(name);
                JsonNode schema = new ObjectMapper().readTree(file.toFile());
                assertThat(schema.path("additionalProperties").isBoolean()).as(name).isTrue();
                assertThat(schema.path("additionalProperties").asBoolean()).as(name).isFalse();
                assertThat(schema.at("/properties/schema/const").asText())
                        .isEqualTo("hasivu-edge/" + name);
                assertThat(schema.at("/properties/version/const").asInt())
                        .isEqualTo(Answers.VERSION);
                Cli printed = Cli.run("generate", "schema", "hasivu-edge/" + name);
                assertThat(printed.out()).isEqualTo(Files.readString(file));
            }
        }
        assertThat(Cli.run("generate", "schema").err()).contains("bundle, config-show");
        return found;
    }
}
