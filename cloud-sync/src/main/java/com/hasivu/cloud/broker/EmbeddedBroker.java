package com.hasivu.cloud.broker;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.socket.PromptSockets;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtensionBuilder;
import com.hivemq.embedded.EmbeddedHiveMQ;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HiveMQ CE in this process: one TLS listener for stations, who must show a certificate of our
 * authority, and one plain listener on the loopback address for the cloud itself, with a password
 * made at each start. Why in one process: docs/adr/0003-embedded-broker.md. Thread-safe; start and
 * stop take seconds.
 */
public final class EmbeddedBroker implements Broker {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Fewer files and threads than HiveMQ's 64: a school has a few stations, a region a few
     * hundred.
     */
    private static final int BUCKETS = 8;

    private final CertificateAuthority authority;
    private final StationGate stations;
    private final Path folder;
    private final String host;
    private final int port;
    private final int loopbackPort;
    private final String cloudPassword;
    private @Nullable EmbeddedHiveMQ running;
    private volatile @Nullable GateExtension gate;

    /**
     * Prepares a broker that does not run yet.
     *
     * @param folder for its data and settings, below data-dir
     * @param host what stations are told, and a name in its certificate
     * @param port of the TLS listener; 0: a free one is chosen once and kept in {@code folder}
     */
    public EmbeddedBroker(
            Path folder,
            String host,
            int port,
            CertificateAuthority authority,
            StationGate stations) {
        this.authority = authority;
        this.stations = stations;
        this.folder = folder.toAbsolutePath();
        this.host = host;
        byte[] password = new byte[32];
        new SecureRandom().nextBytes(password);
        this.cloudPassword = HexFormat.of().formatHex(password);
        try {
            this.port = port == 0 ? keptPort() : port;
            this.loopbackPort = freePort();
        } catch (IOException e) {
            throw new BrokerException("no TCP port for the broker: " + e.getMessage(), e);
        }
    }

    @Override
    public Endpoint stations() {
        return new Endpoint(host, port);
    }

    /** Whether it listens now. */
    public synchronized boolean running() {
        return running != null;
    }

    /**
     * Starts it and returns once it listens; nothing when it runs.
     *
     * @throws BrokerException if it cannot listen on its port
     */
    public synchronized void start() {
        if (running != null) {
            return;
        }
        long begun = System.nanoTime();
        var extension = new GateExtension(stations, cloudPassword);
        EmbeddedHiveMQ made = null;
        try {
            new BrokerFolder(folder).prepare(authority, host, port, loopbackPort);
            InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
            InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
            made =
                    EmbeddedHiveMQ.builder()
                            .withConfigurationFolder(folder.resolve("conf"))
                            .withDataFolder(folder.resolve("data"))
                            .withExtensionsFolder(folder.resolve("extensions"))
                            .withEmbeddedExtension(
                                    EmbeddedExtensionBuilder.builder()
                                            .withId("hasivu-gate")
                                            .withName("who may connect and what he may do")
                                            .withVersion("1")
                                            .withPriority(0)
                                            .withStartPriority(1000)
                                            .withExtensionMain(extension)
                                            .build())
                            .withoutLoggingBootstrap()
                            .build();
            // "allow all" is the embedded default when an extension fails to start: not with us
            InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
            made.start().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            abandon(made);
            throw new BrokerException(
                    "embedded broker does not start on port %d (%s); choose another broker.port or free it"
                            .formatted(port, cause(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon(made);
            throw new BrokerException("interrupted while the broker starts", e);
        }
        running = made;
        gate = extension;
        LOG.info(
                "broker listens for stations on port {} after {} ms",
                port,
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    /** Stops it and returns once its ports are closed; nothing when it does not run. */
    public synchronized void stop() {
        EmbeddedHiveMQ broker = running;
        if (broker == null) {
            return;
        }
        running = null;
        gate = null;
        abandon(broker);
        LOG.info("broker on port {} stopped", port);
    }

    /** Ends a station's connection, as after a revocation; nothing when there is none. */
    public void disconnect(Topics station) {
        GateExtension current = gate;
        if (current != null) {
            current.disconnect(GateExtension.clientId(station));
        }
    }

    /** Ends the connection of every station its gate would not let in any more. May block. */
    public void sweep() {
        GateExtension current = gate;
        if (current != null) {
            current.sweep();
        }
    }

    @Override
    public Login cloudLogin() {
        var options = new MqttConnectionOptions();
        options.setUserName(GateExtension.CLOUD);
        options.setPassword(cloudPassword.getBytes(StandardCharsets.US_ASCII));
        options.setSocketFactory(new PromptSockets());
        return new Login("tcp://127.0.0.1:" + loopbackPort, options);
    }

    @Override
    public void close() {
        stop();
    }

    private static void abandon(@Nullable EmbeddedHiveMQ broker) {
        if (broker == null) {
            return;
        }
        try {
            broker.stop().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            broker.close();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("broker did not stop in order: {}", cause(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    private int keptPort() throws IOException {
        Path file = folder.resolve("port");
        if (Files.exists(file)) {
            try {
                return Integer.parseInt(Files.readString(file).strip());
            } catch (NumberFormatException damaged) {
                LOG.warn("{} holds no port; choosing a new one", file);
            }
        }
        int chosen = freePort();
        Files.createDirectories(folder);
        Files.writeString(file, chosen + "\n");
        return chosen;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress("127.0.0.1", 0));
            return probe.getLocalPort();
        }
    }
}
