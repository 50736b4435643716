package com.hasivu.simulator.demo;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Wire;
import com.hasivu.simulator.process.KeptPort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Mosquitto of its own in a folder: mutual TLS by the cloud's authority, the access list of
 * docs/wire-protocol.md. Nothing is kept on disk, so a kill loses every session and retained
 * message.
 */
public final class Mosquitto implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin/mosquitto"), Path.of("/usr/local/sbin/mosquitto"));

    private final Path folder;
    private final KeptPort port; // also while it is killed
    private final InetSocketAddress at;
    private Process process;

    private Mosquitto(Path folder, KeptPort port, InetSocketAddress at) throws IOException {
        this.folder = folder;
        this.port = port;
        this.at = at;
        this.process = launch();
    }

    /** Why there can be none on this machine. */
    public static Optional<String> missing() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of("no mosquitto here; apt-get install mosquitto");
    }

    private static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /** Starts one for the cloud that will keep its data in {@code dir/cloud}. */
    public static Mosquitto start(Path dir) {
        Path folder = dir.resolve("mosquitto");
        var port = new KeptPort();
        try {
            Files.createDirectories(folder);
            var at = new InetSocketAddress("127.0.0.1", port.number());
            CertificateAuthority authority =
                    CertificateAuthority.open(
                            dir.resolve("cloud").resolve("ca"), Clock.systemUTC());
            write(folder.resolve("ca.pem"), authority.certificate());
            KeyPair server = keys();
            write(folder.resolve("server.pem"), authority.forServer(List.of(), server.getPublic()));
            write(folder.resolve("server-key.pem"), server.getPrivate());
            KeyPair cloud = keys();
            write(
                    folder.resolve("cloud.pem"),
                    authority.forStation(
                            new SchoolId("hasivu"), new StationId("cloud"), cloud.getPublic()));
            write(folder.resolve("cloud-key.pem"), cloud.getPrivate());
            Files.writeString(folder.resolve("acl"), accessList());
            Files.writeString(folder.resolve("mosquitto.conf"), settings(folder, at.getPort()));
            Mosquitto broker = new Mosquitto(folder, port, at);
            broker.awaitUp();
            return broker;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot prepare a Mosquitto in " + folder + ": " + e, e);
        }
    }

    /** As docs/wire-protocol.md, "Who may do what": users are certificates' common names. */
    private static String accessList() {
        return """
        user cloud
        topic readwrite hasivu/v1/#

        pattern write hasivu/v1/%1$s/%%u/up/#
        pattern read hasivu/v1/%1$s/%%u/down/#
        """
                .formatted(SchoolDay.SCHOOL);
    }

    private static String settings(Path folder, int port) {
        return """
        listener %d 127.0.0.1
        cafile %s/ca.pem
        certfile %s/server.pem
        keyfile %s/server-key.pem
        require_certificate true
        use_identity_as_username true
        acl_file %s/acl
        allow_anonymous false
        persistence false
        max_packet_size %d
        log_dest stderr
        user root
        """
                .formatted(port, folder, folder, folder, folder, Wire.MAX_SEALED + 4 * 1024);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static void write(Path file, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        pem(file, "CERTIFICATE", certificate.getEncoded());
    }

    private static void write(Path file, Key key) throws IOException {
        pem(file, "PRIVATE KEY", key.getEncoded());
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                what,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                                what));
    }

    /** How the cloud meets it. */
    public Site.OtherBroker forCloud() {
        return new Site.OtherBroker(
                at,
                folder.resolve("ca.pem"),
                folder.resolve("cloud.pem"),
                folder.resolve("cloud-key.pem"));
    }

    /** SIGKILL; the exit code. */
    public int kill() {
        process.destroyForcibly();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Starts it where it was; it knows of nobody. */
    public void startAgain() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start mosquitto", e);
        }
        awaitUp();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void awaitUp() {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(at, 500);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IllegalStateException(
                            "mosquitto does not listen at %s; its log %s:\n%s"
                                    .formatted(at, folder.resolve("log"), log()),
                            notYet);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20); // a port has no way to say that it opened
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        kill();
        port.close();
    }
}
