package com.hasivu.reader.bus;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.bus.SpiPort.Exchange;
import com.hasivu.reader.contract.Quickest;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The messages of docs/readers/bus-socket.md, byte by byte, and a bus that breaks its word. */
@Timeout(60)
class BusSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SpiSettings SPI = new SpiSettings(1_000_000, Optional.empty());
    private static final GpioSettings GPIO = new GpioSettings(17, 27, Duration.ofMillis(25));
    private static final String SPI_ASK = "0006 53 000F4240 00";
    private static final String GPIO_ASK = "000B 47 00000000017D7840 11 1B";
    private static final String OPENED = "0005 4F 00000000";

    @TempDir private Path folder;
    private ServerSocketChannel server;
    private ReaderConfig config;
    private final List<SocketChannel> peers = new CopyOnWriteArrayList<>();

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
        peers.forEach(BusSocketTest::close);
    }

    @Test
    void transfer_isOneMessageEachWay() throws Exception {
        try (var link = opened(SPI_ASK, OPENED, () -> SpiPort.open(config, SPI))) {
            say(link.peer(), "0003 59 0092"); // lies ready: nobody must be quick in that second
            assertThat(((Exchange.In) link.port().transfer(bytes("EE 00"))).in())
                    .isEqualTo(bytes("00 92"));
            expect(link.peer(), "0003 58 EE00");
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
        try (var link = opened(SPI_ASK, OPENED, () -> SpiPort.open(config, SPI))) {
            if (answer.equals("close")) {
                link.peer().shutdownOutput();
            } else if (!answer.equals("silence")) {
                say(link.peer(), answer);
            }
            assertThat(((Exchange.Lost) link.port().transfer(bytes("EE 00"))).why())
                    .contains(config.device(), why);
            expect(link.peer(), "0003 58 EE00");
        }
    }

    @Test
    void close_freesARunningTransfer() throws Exception {
        Duration promptly = Duration.ofMillis(500);
        assertThat(Quickest.of(promptly, this::closedUnderATransfer)).isLessThan(promptly);
    }

    /** Spoilt if the transfer was over before: it gives up after a second. */
    private Duration closedUnderATransfer() throws Exception {
        try (var link = opened(SPI_ASK, OPENED, () -> SpiPort.open(config, SPI))) {
            var transfer =
                    CompletableFuture.supplyAsync(() -> link.port().transfer(bytes("EE 00")));
            expect(link.peer(), "0003 58 EE00");
            long before = System.nanoTime();
            link.port().close();
            Exchange ended = transfer.get();
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            return ended instanceof Exchange.Closed ? took : Quickest.SPOILT;
        }
    }

    @Test
    void edges_comeWithLineAndTimeAndQuiet() throws Exception {
        try (var link = opened(GPIO_ASK, "0005 4F 00000007", () -> GpioEdges.open(config, GPIO))) {
            GpioEdges edges = link.port();
            SocketChannel peer = link.peer();
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
        var safe = new TreeMap<>(Map.of(17, false, 5, true));
        var link = opened("0005 50 0501 1100", OPENED, () -> OutputPins.open(config, safe));
        OutputPins pins = link.port();
        pins.set(17, true);
        pins.set(5, false);
        expect(link.peer(), "0003 57 1101 0003 57 0500");
        pins.close();
        pins.close();
        expect(link.peer(), "0003 57 0501 0003 57 1100");
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
    void open_saysWhyItIsRefused(String answer, String why) {
        String told = answer.replace("000C", "000B");
        assertThatThrownBy(() -> opened(SPI_ASK, told, () -> SpiPort.open(config, SPI)))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", config.device(), why);
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

    /** Both ends of an open bus. */
    private record Link<P extends AutoCloseable>(P port, SocketChannel peer)
            implements AutoCloseable {
        @Override
        public void close() throws Exception {
            port.close();
        }
    }

    /** An open has two seconds: where the machine stalled for as long, it is tried again. */
    private <P extends AutoCloseable> Link<P> opened(String ask, String answer, Supplier<P> open)
            throws Exception {
        for (int tries = 1; ; tries++) {
            var bus = serving(ask, answer);
            try {
                return new Link<>(open.get(), bus.get());
            } catch (ReaderException e) {
                if (tries == 3 || !String.valueOf(e.getMessage()).contains("does not answer")) {
                    throw e;
                }
                bus.handle((peer, late) -> true).get(); // the next one takes the next connection
            }
        }
    }

    private CompletableFuture<SocketChannel> serving(String ask, String answer) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        SocketChannel peer = server.accept();
                        peers.add(peer);
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
