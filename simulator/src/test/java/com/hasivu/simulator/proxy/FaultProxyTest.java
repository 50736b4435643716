package com.hasivu.simulator.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.simulator.proxy.Toxic.Direction;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** Over real sockets, against a server that sends back what it gets. */
class FaultProxyTest {
    private static final InetSocketAddress FREE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final Duration SOON = Duration.ofSeconds(30);

    /** What 13 chunks each way would take, one waiting for the other. */
    private static final Duration IN_TURNS = Duration.ofMillis(13 * 160);

    private ServerSocket echo;
    private FaultProxy proxy;
    private Socket client;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        proxy = FaultProxy.open(FREE, (InetSocketAddress) echo.getLocalSocketAddress(), 1);
        client = connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        echo.close();
    }

    private void echo() {
        while (!echo.isClosed()) {
            try (Socket socket = echo.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                continue; // reset, as the tests ask for
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(proxy.address());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private Duration roundTrip(byte[] bytes) throws IOException {
        long begun = System.nanoTime();
        client.getOutputStream().write(bytes);
        assertThat(client.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void none_passesBytesAsTheyAre() throws IOException {
        roundTrip(bytes(300_000));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(proxy.tally().passed()).isEqualTo(600_000));
        assertThat(proxy.tally().dropped()).isZero();
        assertThat(proxy.tally().connections()).isEqualTo(1);
    }

    @Test
    void latency_isAddedOnceForEachDirectionAndDoesNotThinTheStream() throws IOException {
        proxy.set(new Toxic.Latency(Direction.BOTH, Duration.ofMillis(80), Duration.ofMillis(20)));
        Duration quickest = roundTrip(bytes(200_000));
        int trips = 1; // the later only when needed: one may meet a busy machine
        for (; trips < 3 && quickest.compareTo(IN_TURNS) > 0; trips++) {
            Duration next = roundTrip(bytes(200_000));
            quickest = next.compareTo(quickest) < 0 ? next : quickest;
        }
        assertThat(quickest).isBetween(Duration.ofMillis(160), IN_TURNS);
        int delayed = 400_000 * trips;
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(proxy.tally().delayed()).isEqualTo(delayed));
    }

    @Test
    void bandwidth_takesItsTime() throws IOException {
        proxy.set(new Toxic.Bandwidth(Direction.UP, 100_000));
        assertThat(roundTrip(bytes(30_000))).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void slicer_takesItsTimeAndLosesNothing() throws IOException {
        proxy.set(new Toxic.Slicer(Direction.DOWN, 100, Duration.ofMillis(5)));
        assertThat(roundTrip(bytes(2_000))).isGreaterThan(Duration.ofMillis(90));
    }

    @Test
    void vanish_leavesTheConnectionOpenAndCounts() throws IOException {
        proxy.set(new Toxic.Vanish(Direction.DOWN));
        client.getOutputStream().write(bytes(10));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(proxy.tally().dropped()).isEqualTo(10));
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout((int) SOON.toMillis());
        proxy.set();
        roundTrip(bytes(20)); // what vanished stays gone, what follows passes
    }

    @Test
    void limitData_endsTheConnectionAtItsByte() throws IOException {
        proxy.set(new Toxic.LimitData(Direction.DOWN, 1_000));
        client.getOutputStream().write(bytes(5_000));
        byte[] got = new byte[5_000];
        int count = 0;
        try {
            for (int n = client.getInputStream().read(got); n >= 0; ) {
                count += n;
                n = client.getInputStream().read(got, count, got.length - count);
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThat(Arrays.copyOf(got, count)).isEqualTo(Arrays.copyOf(bytes(5_000), count));
        assertThat(count).isLessThanOrEqualTo(1_000);
        assertThat(proxy.tally().ended()).isEqualTo(1);
        assertThat(proxy.tally().dropped()).isGreaterThan(0);
    }

    @Test
    void reset_isSeenAsAReset() throws IOException {
        roundTrip(bytes(10));
        proxy.set(new Toxic.Reset(Direction.BOTH, Duration.ofMillis(50)));
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(proxy.tally().ended()).isEqualTo(1);
    }

    @Test
    void cut_endsWhatStandsAndLetsOthersIn() throws IOException {
        roundTrip(bytes(10));
        proxy.cut();
        assertThatThrownBy(() -> roundTrip(bytes(10))).isInstanceOf(SocketException.class);
        client = connect();
        roundTrip(bytes(10));
    }

    @Test
    void slowClose_passesTheEndLater() throws IOException {
        proxy.set(new Toxic.SlowClose(Direction.UP, Duration.ofMillis(200)));
        roundTrip(bytes(10));
        long begun = System.nanoTime();
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThan(Duration.ofMillis(180));
        assertThat(proxy.tally().ended()).isEqualTo(1);
    }

    @Test
    void nobodyThere_endsTheConnection() throws IOException {
        echo.close();
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(
                        () -> {
                            try (Socket late = connect()) {
                                assertThat(late.getInputStream().read()).isEqualTo(-1);
                            }
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    latency:200ms:50ms | Latency[direction=BOTH, by=PT0.2S, jitter=PT0.05S]
                    up/latency:20      | Latency[direction=UP, by=PT0.02S, jitter=PT0S]
                    down/vanish        | Vanish[direction=DOWN]
                    bandwidth:1000     | Bandwidth[direction=BOTH, bytesPerSecond=1000]
                    slow-close:5       | SlowClose[direction=BOTH, by=PT0.005S]
                    reset:1            | Reset[direction=BOTH, after=PT0.001S]
                    limit-data:77      | LimitData[direction=BOTH, bytes=77]
                    slicer:10:20       | Slicer[direction=BOTH, bytes=10, pause=PT0.02S]
                    """)
    void parse_readsEachToxic(String text, String expected) {
        assertThat(Toxic.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latency", "reset", "vanish:1", "latency:0", "left/vanish", "x:1"})
    void parse_refusesWhatIsNoToxic(String text) {
        assertThatThrownBy(() -> Toxic.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
