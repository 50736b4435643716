package com.hasivu.reader.bus;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.bus.SpiPort.Exchange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The messages of docs/readers/bus-socket.md, byte by byte, and a bus that breaks its word. */
@Timeout(20)
class BusSocketTest {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final SpiSettings SPI = new SpiSettings(1_000_000, Optional.empty());
    private static final GpioSettings GPIO = new GpioSettings(17, 27, Duration.ofMillis(25));
    private static final String SPI_ASK = "0006 53 000F4240 00";
    private static final String GPIO_ASK = "000B 47 00000000017D7840 11 1B";
    private static final String OPENED = "0005 4F 00000000";

    @TempDir private Path folder;
    private ServerSocketChannel server;
    private ReaderConfig config;

    @BeforeEach
    void setUp() throws IOException {
        Path path = folder.resolve("bus");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        config = new ReaderConfig("counter-1", "mfrc522", "unix:" + path);
    }

    @AfterEach
    void clearUp() throws IOException {
        server.close();
    }

    @Test
    void transfer_isOneMessageEachWay() throws Exception {
        var bus = serving(SPI_ASK, OPENED);
        try (var port = SpiPort.open(config, SPI);
                var peer = bus.get()) {
            var answering =
                    CompletableFuture.runAsync(
                            () -> expect(peer, "0003 58 EE00").say(peer, "0003 59 0092"));
            assertThat(((Exchange.In) port.transfer(bytes("EE 00"))).in())
                    .isEqualTo(bytes("00 92"));
            answering.get();
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "0002 59 00, something else",
        "0003 51 0092, something else",
        "0000, without a type",
        "FFFF 59, without a type",
        "close, closed the connection",
        "silence, unanswered",
    })
    void transfer_isLostWhenTheBusBreaksItsWord(String answer, String why) throws Exception {
        var bus = serving(SPI_ASK, OPENED);
        try (var port = SpiPort.open(config, SPI);
                var peer = bus.get()) {
            var answering =
                    CompletableFuture.runAsync(
                            () -> {
                                expect(peer, "0003 58 EE00");
                                if (answer.equals("close")) {
                                    close(peer);
                                } else if (!answer.equals("silence")) {
                                    say(peer, answer);
                                }
                            });
            assertThat(((Exchange.Lost) port.transfer(bytes("EE 00"))).why())
                    .contains(config.device(), why);
            answering.get();
        }
    }

    @Test
    void close_freesARunningTransfer() throws Exception {
        var bus = serving(SPI_ASK, OPENED);
        var port = SpiPort.open(config, SPI);
        try (var peer = bus.get()) {
            var transfer = CompletableFuture.supplyAsync(() -> port.transfer(bytes("EE 00")));
            expect(peer, "0003 58 EE00");
            long before = System.nanoTime();
            port.close();
            assertThat(transfer.get()).isInstanceOf(Exchange.Closed.class);
            assertThat(System.nanoTime() - before).isLessThan(500_000_000L);
        }
    }

    @Test
    void edges_comeWithLineAndTimeAndQuiet() throws Exception {
        var bus = serving(GPIO_ASK, "0005 4F 00000007");
        try (var edges = GpioEdges.open(config, GPIO);
                var peer = bus.get()) {
            assertThat(edges.staleEdges()).isEqualTo(7);
            say(peer, "000A 45 1B 00000000000F4240 0009 51 0000"); // in two pieces
            say(peer, "0000017D7840");
            var fell = (GpioEdges.Got.Fell) edges.next(SOON);
            assertThat(fell.line()).isEqualTo(27);
            assertThat(fell.sinceNanos()).isEqualTo(1_000_000);
            assertThat(edges.next(SOON)).isEqualTo(new GpioEdges.Got.Quiet(25_000_000));
            assertThat(edges.next(Duration.ZERO)).isInstanceOf(GpioEdges.Got.Nothing.class);
            say(peer, "0002 45 1B");
            assertThat(edges.next(SOON))
                    .isEqualTo(new GpioEdges.Got.Lost(config.device() + " sent what no bus sends"));
        }
    }

    @Test
    void outputs_areSafeAtFirstAndAtLast() throws Exception {
        var bus = serving("0005 50 0501 1100", OPENED);
        var safe = new TreeMap<>(Map.of(17, false, 5, true));
        var pins = OutputPins.open(config, safe);
        try (var peer = bus.get()) {
            pins.set(17, true);
            pins.set(5, false);
            expect(peer, "0003 57 1101 0003 57 0500");
            pins.close();
            pins.close();
            expect(peer, "0003 57 0501 0003 57 1100");
        }
        assertThatThrownBy(() -> pins.set(17, true))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("pin 17", config.device(), "start");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "000C 4E 696E20757365206E6F77, in use now",
        "0003 4F 0000, does not speak as a bus",
        "0006 53 000F4240 00, does not speak as a bus",
    })
    void open_saysWhyItIsRefused(String answer, String why) throws Exception {
        var bus = serving(SPI_ASK, answer.replace("000C", "000B"));
        assertThatThrownBy(() -> SpiPort.open(config, SPI))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", config.device(), why);
        bus.get().close();
    }

    @Test
    void open_saysWhenNothingAnswers() throws IOException {
        assertThatThrownBy(() -> SpiPort.open(config, SPI))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll(config.device(), "does not answer in 2 s");
        server.close();
        assertThatThrownBy(() -> SpiPort.open(config, SPI))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll(config.device(), "no bus answers", "plug");
    }

    private CompletableFuture<SocketChannel> serving(String ask, String answer) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        SocketChannel peer = server.accept();
                        expect(peer, ask).say(peer, answer);
                        return peer;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private BusSocketTest expect(SocketChannel peer, String hex) {
        byte[] wanted = bytes(hex);
        var got = ByteBuffer.allocate(wanted.length);
        try {
            while (got.hasRemaining() && peer.read(got) >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(HexFormat.of().formatHex(got.array()))
                .isEqualTo(HexFormat.of().formatHex(wanted));
        return this;
    }

    private void say(SocketChannel peer, String hex) {
        try {
            peer.write(ByteBuffer.wrap(bytes(hex)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(SocketChannel peer) {
        try {
            peer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
