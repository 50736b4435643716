package com.hasivu.simulator.reader.json;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.json.ImpinjDriver;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What only an HTTP stream can do. */
@Timeout(240)
class ImpinjOverHttpTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 0);
    private static final CardId CARD = new CardId("7EDA9038051002710002C0AE");

    @TempDir private Path folder;

    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();

    @Test
    void open_logsInWithThePasswordOfTheFile() throws IOException {
        try (var reader = ImpinjEmulator.at(HERE, ImpinjSetup.USUAL.withLogin("root", "impinj"));
                var loop = loop(reader.device(), login("impinj"))) {
            reader.present(CARD);
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(taps.getFirst().read().strength()).hasValue(78);
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void open_namesTheFixWhenTheReaderRefusesThePassword() throws IOException {
        try (var reader = ImpinjEmulator.at(HERE, ImpinjSetup.USUAL.withLogin("root", "other"))) {
            Map<String, String> wrong = login("impinj");
            Map<String, String> wrongWithPreset = new HashMap<>(wrong);
            wrongWithPreset.put("preset", "default");
            for (var settings : List.of(wrong, wrongWithPreset, Map.<String, String>of())) {
                assertThatThrownBy(() -> open(reader.device(), settings))
                        .isInstanceOf(ReaderException.class)
                        .hasMessageContainingAll("counter-1", "401", "password-file")
                        .message()
                        .doesNotContain("impinj ");
            }
        }
    }

    @Test
    void open_startsThePreset() {
        try (var reader = ImpinjEmulator.at(HERE, ImpinjSetup.USUAL.idle());
                var loop = loop(reader.device(), Map.of("preset", "counter"))) {
            reader.present(CARD);
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(reader.running()).contains("counter");
            assertThat(loop).isNotNull();
        }
    }

    /** Another one may read at another power. */
    @Test
    void open_endsTheOtherPresetThatRuns() {
        try (var reader = ImpinjEmulator.at(HERE, ImpinjSetup.USUAL);
                var loop = loop(reader.device(), Map.of("preset", "default"))) {
            await("online", SOON, () -> !changes.isEmpty());
            assertThat(reader.running()).contains("default");
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void open_namesAPresetThatIsNotThere() {
        try (var reader = ImpinjEmulator.at(HERE, ImpinjSetup.USUAL)) {
            assertThatThrownBy(() -> open(reader.device(), Map.of("preset", "gate-7")))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll("counter-1", reader.device(), "gate-7", "create");
        }
    }

    @Test
    void open_namesAServerThatIsNoReader() throws IOException {
        try (var server = new Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> open(server.device(), Map.of()))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll(server.device(), "404", "Impinj IoT Device Interface");
        }
    }

    /** A reader without a tag may grant the stream late: the link is up then, and not before. */
    @TestOfThree
    void loop_isUpOnlyOnceTheStreamIsGranted() throws IOException {
        try (var server = new Answering("");
                var loop = loop(server.device(), Map.of())) {
            await("asked", SOON, () -> server.asked);
            await("open gave up waiting", SOON, () -> server.sinceAsked() > 3_500_000_000L);
            assertThat(changes).isEmpty();
            server.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\r\n\r\n");
            await("online", SOON, () -> !changes.isEmpty());
            assertThat(changes.getFirst()).isInstanceOf(ReaderStatus.Online.class);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void loop_isDownWhenTheReaderHangsAndNotWhileItSendsEmptyLines() {
        var setup = ImpinjSetup.USUAL.withKeepAlive(Duration.ofMillis(100));
        try (var reader = ImpinjEmulator.at(HERE, setup);
                var loop = loop(reader.device(), Map.of("silence-ms", "1000"))) {
            await("online", SOON, () -> changes.size() == 1);
            long up = System.nanoTime();
            await("longer than its patience", SOON, () -> System.nanoTime() - up > 2_000_000_000L);
            assertThat(changes).hasSize(1);
            reader.hang();
            await("offline", SOON, () -> changes.size() == 2);
            assertThat(changes.getLast())
                    .isInstanceOfSatisfying(
                            ReaderStatus.Offline.class,
                            down -> assertThat(down.why()).contains("nothing came for 1 s"));
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void open_speaksTlsWithAReaderWhoseAuthorityIsTrusted() throws Exception {
        var own = TestCertificate.forLoopback(folder.resolve("own"));
        var other = TestCertificate.forLoopback(folder.resolve("other"));
        try (var reader = ImpinjEmulator.at(HERE, ImpinjSetup.USUAL.withTls(own.server()))) {
            assertThatThrownBy(() -> open(reader.device(), Map.of("tls-ca", other.pem())))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll(reader.device(), "tls-ca");
            assertThatThrownBy(() -> open(reader.device(), Map.of("tls-ca", "/none.pem")))
                    .hasMessageContainingAll("/none.pem", "cannot be read");
            Path empty = Files.writeString(folder.resolve("empty.pem"), "no certificate\n");
            assertThatThrownBy(() -> open(reader.device(), Map.of("tls-ca", empty.toString())))
                    .hasMessageContainingAll(empty.toString(), "PEM");
            try (var loop = loop(reader.device(), Map.of("tls-ca", own.pem()))) {
                reader.present(CARD);
                await("a tap", SOON, () -> !taps.isEmpty());
                assertThat(loop).isNotNull();
            }
        }
    }

    /** Nothing is lost while the station is slow: the reader has to wait. */
    @TestOfThree
    void stream_holdsAFastReaderBack() throws Exception {
        try (var server = new Answering("HTTP/1.1 200 OK\r\n\r\n");
                var reader = new ImpinjDriver().open(config(server.device(), Map.of()))) {
            await("asked", SOON, () -> server.asked);
            int lines = 60_000;
            server.flood(lines);
            await("the line is full", SOON, () -> server.stuckFor() > 500_000_000L);
            assertThat(server.said).isLessThan(lines);
            long faults = 0;
            for (var event = reader.next(SOON); event.isPresent(); event = reader.next(SOON)) {
                if (event.get().equals(new ReaderEvent.Fault("old read", 1))) {
                    faults++; // others tell of a line that a busy machine held back
                }
                if (event.get() instanceof ReaderEvent.LinkDown) {
                    break;
                }
            }
            assertThat(faults).as("old reads, each counted").isEqualTo(lines);
        }
    }

    private Map<String, String> login(String password) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), password + "\n");
        return Map.of("user", "root", "password-file", file.toString());
    }

    private static void open(String device, Map<String, String> settings) {
        new ImpinjDriver().open(config(device, settings)).close();
    }

    private ReaderLoop loop(String device, Map<String, String> settings) {
        return ReaderLoop.of(
                        config(device, settings),
                        (arrival, reader) -> taps.add(arrival),
                        (reader, status) -> changes.add(status))
                .start();
    }

    private static ReaderConfig config(String device, Map<String, String> settings) {
        return new ReaderConfig("counter-1", "impinj", device, settings);
    }

    /** A server that answers the first request with the same bytes, whatever it is. */
    private static final class Answering implements AutoCloseable {
        private static final String OLD =
                "{\"timestamp\":\"2024-08-06T12:00:00Z\",\"eventType\":\"tagInventory\",\"tagInventoryEvent\":{\"epcHex\":\"7EDA9038051002710002C0AE\",\"antennaName\":\"%s\"}}\n"
                        .formatted("x".repeat(200));

        private final ServerSocket server;
        private final String answer;

        @SuppressWarnings("NullAway.Init") // there once asked
        private volatile Socket station;

        private volatile long askedAt;
        private volatile long saidAt = Long.MAX_VALUE;
        private volatile int said;
        volatile boolean asked;

        Answering(String answer) throws IOException {
            this.answer = answer;
            this.server = new ServerSocket();
            server.bind(HERE);
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try {
                station = server.accept();
                var request = new StringBuilder();
                while (!request.toString().endsWith("\r\n\r\n")) {
                    request.append((char) station.getInputStream().read());
                }
                say(answer);
                askedAt = System.nanoTime();
                asked = true;
            } catch (IOException e) {
                return; // closed
            }
        }

        void say(String text) throws IOException {
            station.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        void flood(int lines) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    for (said = 0; said < lines; said++) {
                                        say(OLD);
                                        saidAt = System.nanoTime();
                                    }
                                    station.close();
                                } catch (IOException e) {
                                    return; // closed
                                }
                            });
        }

        long stuckFor() {
            return saidAt == Long.MAX_VALUE ? 0 : System.nanoTime() - saidAt;
        }

        long sinceAsked() {
            return System.nanoTime() - askedAt;
        }

        String device() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (station != null) {
                station.close();
            }
        }
    }
}
