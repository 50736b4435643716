package com.hasivu.simulator.demo;

import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.process.KeptPort;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.Programs;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One machine's worth of the system in a folder: cloud-sync with its embedded broker (or two nodes
 * of it with another one), one edge-agent, and a database. Ports are chosen once, so each program
 * comes back where it was. One thread at a time.
 */
public final class Site implements AutoCloseable {
    /** The platform administrator the cloud is started with. */
    public static final String ADMIN = "platform@hasivu.example";

    /** His password. */
    public static final String ADMIN_PASSWORD = "a long enough platform password";

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(60);

    /** What the cloud keeps its rows in. */
    public enum Store {
        H2,
        POSTGRES
    }

    private final Path dir;
    private final Programs programs = new Programs();
    private final Store store;
    private final List<KeptPort> httpPorts = List.of(new KeptPort(), new KeptPort());
    private final KeptPort mqttPort = new KeptPort();
    private final KeptPort postgresPort = new KeptPort();
    private final @Nullable EmbeddedPostgres postgres;
    private final SortedMap<Integer, Program> nodes = new TreeMap<>();
    private @Nullable Program edge;
    private int starts;
    private final Optional<OtherBroker> other;
    private final boolean stations;
    private Path state;
    private Optional<InetSocketAddress> stationsBroker = Optional.empty();
    private String journalSettings = "";
    private String lampSettings = "";

    /**
     * A broker that is no part of the cloud.
     *
     * @param caFile PEM of the authority of its certificate
     * @param certificateFile PEM of the cloud's client certificate
     * @param keyFile PEM of its key
     */
    public record OtherBroker(
            InetSocketAddress at, Path caFile, Path certificateFile, Path keyFile) {}

    /** Prepares the folder; starts only PostgreSQL when asked for. */
    public Site(Path dir, Store store) {
        this(dir, store, Optional.empty());
    }

    /** As {@link #Site(Path, Store)}, with another broker than the embedded one. */
    public static Site withBroker(Path dir, Store store, OtherBroker broker) {
        return new Site(dir, store, Optional.of(broker));
    }

    /** Two nodes on one PostgreSQL, with the sandbox gateway and without a broker: no stations. */
    public static Site withoutStations(Path dir) {
        return new Site(dir, Store.POSTGRES, Optional.empty(), false);
    }

    private Site(Path dir, Store store, Optional<OtherBroker> other) {
        this(dir, store, other, true);
    }

    private Site(Path dir, Store store, Optional<OtherBroker> other, boolean stations) {
        this.other = other;
        this.stations = stations;
        this.dir = dir;
        this.store = store;
        this.state = dir.resolve("edge");
        try {
            this.postgres =
                    store == Store.POSTGRES
                            ? EmbeddedPostgres.builder()
                                    .setPort(postgresPort.number())
                                    .setDataDirectory(dir.resolve("postgres"))
                                    .setCleanDataDirectory(false)
                                    .setServerConfig("fsync", "on")
                                    .setServerConfig("synchronous_commit", "on")
                                    .setPGStartupWait(START)
                                    .start()
                            : null;
            Files.writeString(dir.resolve("admin-password"), ADMIN_PASSWORD);
            Files.writeString(cloudConfig(1), cloudYaml(1));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + dir, e);
        }
    }

    private String cloudYaml(int node) {
        String database =
                postgres == null
                        ? ""
                        : "database:\n  url: %s\n  user: postgres\n  password: postgres\n"
                                .formatted(
                                        postgres.getJdbcUrl("postgres", "postgres")
                                                .replaceAll("\\?.*", ""));
        return """
                data-dir: %s
                http:
                  host: 127.0.0.1
                  port: %d
                  limit: { user: 0, address: 0, auth: 0 }
                metrics: { listen: "127.0.0.1:0" }
                %sbroker:
                  host: 127.0.0.1
                  port: %d
                %sbootstrap:
                  admin:
                    email: %s
                    password-file: admin-password
                """
                .formatted(
                        dataFolder(node).getFileName(),
                        httpPorts.get(node - 1).number(),
                        database,
                        broker().getPort(),
                        brokerMode(),
                        ADMIN);
    }

    private String brokerMode() {
        if (!stations) {
            return "  mode: none\npayments:\n  gateway: sandbox\n";
        }
        return other.map(
                        b ->
                                "  mode: external\n  ca-file: %s\n  certificate-file: %s\n  key-file: %s\n"
                                        .formatted(b.caFile(), b.certificateFile(), b.keyFile()))
                .orElse("  mode: embedded\n");
    }

    /**
     * A reader of the station.
     *
     * @param settings the kind's own, by key
     */
    public record SiteReader(
            String name, String kind, String device, Map<String, String> settings) {}

    /** Writes the station's configuration: a claim code and its readers. */
    public void configureEdge(String claimCode, List<SiteReader> readers) {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        state-dir: %s
                        cloud:
                          url: %s
                        enroll:
                          code: %s
                        signal:
                          console:
                            full-card: true
                        %smetrics: { listen: off }
                        %sreaders:
                        """
                                .formatted(state, http(), claimCode, lampSettings, moreSettings()));
        for (SiteReader reader : readers) {
            yaml.append(
                    "  - name: %s\n    kind: %s\n    device: \"%s\"\n"
                            .formatted(reader.name(), reader.kind(), reader.device()));
            reader.settings()
                    .forEach((key, value) -> yaml.append("    %s: \"%s\"\n".formatted(key, value)));
        }
        try {
            Files.writeString(edgeConfig(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + edgeConfig(), e);
        }
    }

    private String moreSettings() {
        return stationsBroker
                        .map(
                                broker ->
                                        "broker:\n  host: %s\n  port: %d\n"
                                                .formatted(
                                                        broker.getHostString(), broker.getPort()))
                        .orElse("")
                + journalSettings;
    }

    /** The station keeps its state there instead of in {@code edge}; before it is configured. */
    public void keepStateAt(Path folder) {
        state = folder;
    }

    /** The station's broker is there, whatever enrolment says; before it is configured. */
    public void stationsMeetAt(InetSocketAddress broker) {
        stationsBroker = Optional.of(broker);
    }

    /**
     * Lamp, buzzer and relay are pins of this bus: green 17, red 27, buzzer 22, relay 5, which
     * closes by low; before it is configured.
     */
    public void lampAt(String device) {
        lampSettings =
                "  gpio: { device: \"%s\", green: 17, red: 27, buzzer: 22, relay: 5, active-low: [relay] }\n"
                        .formatted(device);
    }

    /** Small segment files, so that a few hundred taps fill some; before it is configured. */
    public void smallSegments() {
        journalSettings = "journal:\n  segment-size: 64 KiB\n";
    }

    /** Backlogs may come as fast as they can; before the cloud is started. */
    public void drainUnpaced() {
        addSettings("intake:\n  drain-rate: 0\n");
    }

    /** Wallets may be filled without real money; before the cloud is started. */
    public void sandboxGateway() {
        addSettings("payments:\n  gateway: sandbox\n");
    }

    private void addSettings(String yaml) {
        try {
            Files.writeString(cloudConfig(1), yaml, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + cloudConfig(1), e);
        }
    }

    /** Starts cloud-sync, or its first node, and waits until it answers. */
    public Program startCloud(String... jvm) {
        return awaitReady(launchNode(1, jvm));
    }

    /**
     * Starts a cloud node, 1 or 2, and does not wait. The second shares PostgreSQL and broker with
     * the first, and has a copy of its keys, made when it is first started.
     */
    public Program launchNode(int node, String... jvm) {
        if (node > 1 && !Files.exists(cloudConfig(node))) {
            addNode(node);
        }
        Program started =
                programs.cloud(
                        dir,
                        dataFolder(node).getFileName() + "-" + ++starts,
                        List.of(jvm),
                        "serve",
                        "--config",
                        cloudConfig(node).toString());
        nodes.put(node, started);
        return started;
    }

    /** Waits until a node that was launched answers. */
    public static Program awaitReady(Program node) {
        node.await("ready", START);
        return node;
    }

    private void addNode(int node) {
        if (postgres == null || (stations && other.isEmpty())) {
            throw new IllegalStateException("two nodes need PostgreSQL and a broker of their own");
        }
        try {
            Files.createDirectories(dataFolder(node));
            for (String keys : sharedKeys()) {
                copy(dataFolder(1).resolve(keys), dataFolder(node).resolve(keys));
            }
            Files.writeString(cloudConfig(node), cloudYaml(node));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare node " + node, e);
        }
    }

    /** What every node of one cloud has a copy of, as far as the first has made it. */
    private List<String> sharedKeys() {
        return Stream.of("ca", "keys", "token-key.json", "sandbox-gateway-secret")
                .filter(keys -> Files.exists(dataFolder(1).resolve(keys)))
                .toList();
    }

    /** Copies a file, or a folder with all in it. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(p -> !p.endsWith("control.sock")).toList()) {
                Files.copy(
                        path,
                        to.resolve(from.relativize(path).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from, e);
        }
    }

    private Path dataFolder(int node) {
        return dir.resolve(node == 1 ? "cloud" : "cloud-node" + node);
    }

    private Path cloudConfig(int node) {
        return dir.resolve(dataFolder(node).getFileName() + ".yaml");
    }

    /** Starts the edge-agent; does not wait. */
    public Program startEdge(String... jvm) {
        Program started =
                programs.edge(
                        dir,
                        "edge-" + ++starts,
                        List.of(jvm),
                        "run",
                        "--config",
                        edgeConfig().toString());
        edge = started;
        return started;
    }

    /**
     * Runs a command of {@code hasivu-cloud} that reads the first node's database, as an operator
     * does; on H2 the cloud must be stopped.
     */
    public Program askCloud(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--config", cloudConfig(1).toString()));
        return programs.cloud(
                dir,
                String.join("-", command) + "-" + ++starts,
                List.of(),
                words.toArray(String[]::new));
    }

    public Program cloud() {
        return node(1);
    }

    /** The cloud node that was last started under this number. */
    public Program node(int node) {
        return running(nodes.get(node), "cloud-sync node " + node);
    }

    public Program edge() {
        return running(edge, "edge-agent");
    }

    private static Program running(@Nullable Program program, String what) {
        if (program == null) {
            throw new IllegalStateException(what + " was not started");
        }
        return program;
    }

    /** The station first, then the cloud's nodes. */
    private Stream<Program> started() {
        return Stream.concat(Optional.ofNullable(edge).stream(), nodes.values().stream());
    }

    /** SIGTERM to all, edge first; the exit codes that were not 0. */
    public Optional<String> stopPrograms() {
        StringBuilder bad = new StringBuilder();
        for (Program program : started().toList()) {
            if (program.isAlive()) {
                Optional<Integer> code = program.stop(STOP);
                if (code.isEmpty() || (code.get() != 0 && code.get() != 143)) {
                    bad.append(program.log().getFileName())
                            .append(": ")
                            .append(code.map(c -> "exit " + c).orElse("did not end"))
                            .append("; ");
                }
            }
        }
        return bad.isEmpty() ? Optional.empty() : Optional.of(bad.toString());
    }

    public String http() {
        return http(1);
    }

    /** Where a cloud node answers. */
    public String http(int node) {
        return "http://127.0.0.1:" + httpPorts.get(node - 1).number();
    }

    public String mqtt() {
        return "127.0.0.1:" + mqttPort.number();
    }

    public Path dir() {
        return dir;
    }

    public Path edgeConfig() {
        return dir.resolve("edge.yaml");
    }

    /** The edge's state folder. */
    public Path state() {
        return state;
    }

    /** The edge's journal folder. */
    public Path journal() {
        return state.resolve("journal");
    }

    /** Where the broker listens. */
    public InetSocketAddress broker() {
        return other.map(OtherBroker::at)
                .orElseGet(() -> new InetSocketAddress("127.0.0.1", mqttPort.number()));
    }

    /** The cloud's tables, for a checker; on H2 only while cloud-sync is stopped. */
    public RawCloud openDatabase() {
        return RawCloud.open(
                postgres != null
                        ? postgres.getJdbcUrl("postgres", "postgres")
                        : RawCloud.h2Url(dir.resolve("cloud").resolve("hasivu")));
    }

    /**
     * Where its PostgreSQL answers, user and password included.
     *
     * @throws IllegalStateException on H2
     */
    public String postgresUrl() {
        if (postgres == null) {
            throw new IllegalStateException("this site keeps its rows in H2");
        }
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    public Store store() {
        return store;
    }

    /** The shell command that stops everything this site started and removes it. */
    public String stopCommand() {
        StringBuilder pids = new StringBuilder();
        started().filter(Program::isAlive).forEach(p -> pids.append(' ').append(p.pid()));
        if (postgres != null) {
            pids.append(" $(head -1 ")
                    .append(dir.resolve("postgres").resolve("postmaster.pid"))
                    .append(')');
        }
        return "kill" + pids + "; rm -rf " + dir;
    }

    @Override
    public void close() {
        started().forEach(Program::close);
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot stop PostgreSQL", e);
            }
        }
        httpPorts.forEach(KeptPort::close);
        mqttPort.close();
        postgresPort.close();
    }
}
