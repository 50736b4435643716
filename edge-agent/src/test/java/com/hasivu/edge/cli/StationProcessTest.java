package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.KeptPort;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** The station as a real process, its commands against it. The broker is nowhere. */
class StationProcessTest {
    @TempDir Path folder;
    private final KeptPort nobodys = new KeptPort();
    private Path config;

    @BeforeEach
    void enrol() throws IOException {
        new TestEnrolment(new TestAuthority(), TestAuthority.ed25519Pair())
                .enrol(folder.resolve("state"), "greenfield-c1", "127.0.0.1", nobodys.number());
        config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        """
                        state-dir: state
                        metrics: { listen: off }
                        readers:
                          - name: counter-1-a
                            kind: rdm6300
                            device: %s/no-such-port
                        """
                                .formatted(folder));
    }

    @AfterEach
    void letThePortGo() {
        nobodys.close();
    }

    @Test
    void run_servesWithoutNetworkAnswersAndEndsOrderly() throws IOException {
        try (EdgeProcess station = start()) {
            Cli status =
                    await() // sync begins to connect once everything serves
                            .until(
                                    () -> cli("status", "--json"),
                                    s -> !s.out().contains("not connected yet"));
            assertThat(status.code()).isEqualTo(1);
            assertThat(status.out())
                    .contains("\"station\" : \"greenfield-c1\"")
                    .contains("no snapshot yet")
                    .contains("not connected to the cloud: no link to ssl://127.0.0.1")
                    .contains("reader counter-1-a is not online");
            assertThat(cli("status").out()).contains("of school greenfield: degraded");

            Cli dry = cli("tap", "--card", "04A1B2C3", "--dry-run");
            assertThat(dry.code()).isZero();
            assertThat(dry.out()).contains("would refuse: NO_SNAPSHOT");
            assertThat(cli("journal", "tail").out()).isEmpty();

            Cli tap = cli("tap", "--card", "04:a1:b2:c3", "--reader", "desk");
            assertThat(tap.out()).contains("refuse: NO_SNAPSHOT").contains("/1\n");
            await() // it was written before the answer; another thread reads it here
                    .until(
                            () ->
                                    station.out.stream()
                                            .anyMatch(
                                                    line ->
                                                            line.contains("\"event\":\"signal\"")
                                                                    && line.contains(
                                                                            "\"reason\":\"NO_SNAPSHOT\"")));

            assertThat(cli("journal", "tail").out()).contains("desk").contains("..B2C3");
            assertThat(cli("journal", "ls", "--json", "--reveal").out()).contains("04A1B2C3");
            assertThat(cli("journal", "show", "1").out()).contains("\"reason\" : \"NO_SNAPSHOT\"");
            assertThat(cli("journal", "show", "2").code()).isEqualTo(1);
            assertThat(cli("lookup", "--name", "asha").code()).isEqualTo(1);
            assertThat(cli("snapshot", "show").code()).isEqualTo(1);
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            folder.resolve("state/control.sock"))))
                    .isEqualTo("rw-rw----");

            station.process.destroy(); // SIGTERM
            assertThat(station.exitCode()).as(station.log()).isZero();
            assertThat(station.log()).contains("ending");
        }
        assertThat(cli("status").code()).isEqualTo(3);
        Cli verify = cli("journal", "verify");
        assertThat(verify.out()).contains("1 record(s), 1 to 1").contains("sound");
        assertThat(verify.code()).isZero();
    }

    @Test
    void run_startsAgainAfterAHardKillWithTheRecordsItHad() {
        try (EdgeProcess station = start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(cli("tap", "--card", "04A1B2C3").code()).isZero();
            }
            station.process.destroyForcibly();
            station.exitCode();
        }
        assertThat(cli("status").code()).isEqualTo(3); // the dead socket is still there
        try (EdgeProcess again = start()) {
            assertThat(cli("tap", "--card", "04A1B2C3").out()).contains("/6\n");
            assertThat(again.out.getFirst()).contains("\"event\":\"ready\"");
        }
    }

    @Test
    void run_notesNoSignalAsShownThatStdoutDoesNotTakeAndGoesOn() {
        try (EdgeProcess station =
                new EdgeProcess(
                        folder,
                        List.of(),
                        Redirect.to(new File("/dev/full")),
                        "run",
                        "--config",
                        config.toString())) {
            await().until(() -> cli("status").code() == 1);
            for (int i = 0; i < 2; i++) {
                assertThat(cli("tap", "--card", "04A1B2C3", "--json").out())
                        .contains("\"reason\" : \"NO_SNAPSHOT\"")
                        .contains("\"signalled\" : false");
            }
            await().until(
                            () ->
                                    cli("status", "--json")
                                            .out()
                                            .contains("no link to ssl://127.0.0.1"));
            station.process.destroy(); // SIGTERM
            assertThat(station.exitCode()).as(station.log()).isZero();
            assertThat(station.log()).containsOnlyOnce("no station events on the console");
        }
    }

    @Test
    void run_twiceOnOneStateFolderEnds75AndChangesNothing() throws IOException {
        try (EdgeProcess first = start();
                EdgeProcess second = new EdgeProcess(folder, "run", "-c", config.toString())) {
            assertThat(second.exitCode()).as(second.log()).isEqualTo(75);
            assertThat(second.log())
                    .contains(
                            "state folder %s is in use by process %d; stop that one first"
                                    .formatted(folder.resolve("state"), first.process.pid()));
            assertThat(second.out).isEmpty();
            assertThat(Files.readString(folder.resolve("state/lock")))
                    .isEqualTo(Long.toString(first.process.pid()));
            assertThat(cli("tap", "--card", "04A1B2C3").code()).isZero();
            assertThat(cli("journal", "verify").code()).isZero();
            Cli enroll = cli("enroll", "--code", "ABCD");
            assertThat(enroll.code()).isEqualTo(2); // no cloud.url; and the lock is not even asked
        }
    }

    @Test
    void control_answersProblemsAndOutlivesNonsense() throws IOException {
        try (EdgeProcess station = start()) {
            assertThat(ask("GET /v1/nothing HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 404")
                    .contains("application/problem+json");
            assertThat(ask("GET /v1/tap HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405");
            assertThat(ask("POST /v1/tap HTTP/1.1\r\nContent-Length: 3\r\n\r\n{{{"))
                    .startsWith("HTTP/1.1 400")
                    .contains("body is not JSON");
            assertThat(ask("GET /v1/lookup?card=zz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(ask("GET /v1/lookup?name=Asha%zz HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("badly escaped");
            assertThat(station.log()).doesNotContain("Asha");
            assertThat(ask("GET /v1/journal?count=x HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(ask("\u0000\u0001 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(
                            ask(
                                    "POST /v1/tap HTTP/1.1\r\nConnection: close\r\n"
                                            + "Content-Length: 99999\r\n\r\n"
                                            + "x".repeat(99_999)))
                    .startsWith("HTTP/1.1 413");
            assertThat(ask("GET /v1/status HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(station.process.isAlive()).isTrue();
        }
    }

    @Test
    void run_withADamagedIdentityNamesTheFile() throws IOException {
        Files.writeString(folder.resolve("state/identity/slot-a.json"), "{");
        try (EdgeProcess station = new EdgeProcess(folder, "run", "-c", config.toString())) {
            assertThat(station.exitCode()).isEqualTo(1);
            assertThat(station.log())
                    .contains("slot-a.json cannot be used")
                    .contains("enrol again");
        }
    }

    private EdgeProcess start() {
        EdgeProcess station = new EdgeProcess(folder, "run", "--config", config.toString());
        await().failFast(
                        () -> {
                            assertThat(station.process.isAlive()).as(station.log()).isTrue();
                        })
                .until(station::ready);
        return station;
    }

    private Cli cli(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config.toString();
        return Cli.run(all);
    }

    private String ask(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("state/control.sock")));
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            Optional<IOException> broken = Optional.empty();
            try {
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                broken = Optional.of(e); // answered and closed before all was sent
            }
            ByteBuffer in = ByteBuffer.allocate(64 * 1024);
            try {
                while (in.hasRemaining() && channel.read(in) >= 0) {}
            } catch (IOException e) {
                broken = Optional.of(e); // closed with what we sent unread, behind its answer
            }
            String answer = StandardCharsets.UTF_8.decode(in.flip()).toString();
            return answer.isEmpty() && broken.isPresent() ? broken.get().toString() : answer;
        }
    }
}
