package com.hasivu.reader.line;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.contract.Quickest;
import com.hasivu.reader.contract.TlsAuthority;
import com.hasivu.reader.line.Transport.Got;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/** Against real sockets. */
@Timeout(180)
class TcpTransportTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** In ms: a station waits so long for a reader that is there, though the machine may stall. */
    private static final String PATIENCE = "20000";

    private static final Map<String, String> PATIENT = Map.of("connect-ms", PATIENCE);

    private static final String HOST = "127.0.0.1";

    @TempDir private Path folder;

    private final TlsAuthority authority = new TlsAuthority();
    private final List<Socket> stations = new ArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = serve(ServerSocketFactory.getDefault());
    }

    @AfterEach
    void clearUp() throws IOException {
        server.close();
        for (Socket station : stations) {
            station.close();
        }
    }

    @Test
    void read_bringsWhatComesAndWriteSendsIt() throws Exception {
        Duration atOnce = Duration.ofSeconds(1);
        try (var transport = open(PATIENT)) {
            Socket reader = accept();
            assertThat(Quickest.of(atOnce, () -> heard(reader, transport))).isLessThan(atOnce);
            assertThat(transport.write("question".getBytes(StandardCharsets.US_ASCII))).isTrue();
            assertThat(reader.getInputStream().readNBytes(8))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("question");
            assertThat(transport.staleBytes()).isZero();
            assertThat(transport.read(Duration.ZERO)).isInstanceOf(Got.Nothing.class);
        }
    }

    /** From the word to its hearing. */
    private static Duration heard(Socket reader, Transport transport) throws InterruptedException {
        long before = System.nanoTime();
        say(reader, "hello");
        assertThat(hear(transport, 5)).isEqualTo("hello");
        return Duration.ofNanos(System.nanoTime() - before);
    }

    @Test
    void read_tellsAnEndedConnectionOnceAndBehindItsLastBytes() throws Exception {
        try (var transport = open(PATIENT)) {
            Socket reader = accept();
            say(reader, "last words");
            reader.close();
            assertThat(hear(transport, 10)).isEqualTo("last words");
            assertThat(transport.read(SOON))
                    .isInstanceOfSatisfying(
                            Got.Lost.class,
                            lost ->
                                    assertThat(lost.why())
                                            .isEqualTo(device() + " closed the connection"));
            assertThat(transport.read(Duration.ofMillis(200))).isInstanceOf(Got.Nothing.class);
            assertThat(transport.write(new byte[1])).isFalse();
        }
    }

    @Test
    void read_tellsAResetConnectionOnce() throws Exception {
        try (var transport = open(PATIENT)) {
            Socket reader = accept();
            reader.setSoLinger(true, 0); // close by RST
            reader.close();
            assertThat(transport.read(SOON)).isInstanceOf(Got.Lost.class);
            assertThat(transport.read(Duration.ofMillis(200))).isInstanceOf(Got.Nothing.class);
        }
    }

    /** A slow station slows the reader, holds a bounded lot, and then misses nothing. */
    @Test
    void read_slowsAReaderThatIsFasterThanTheStation() throws Exception {
        int words = 8 << 20;
        try (var transport = open(PATIENT)) {
            Socket reader = accept();
            var sent = new AtomicLong();
            var flood = CompletableFuture.runAsync(() -> count(reader, words, sent));
            awaitStandstill(sent);
            assertThat(sent.get()).as("of 32 MiB, taken while nobody reads").isLessThan(24 << 20);
            for (int next = 0; next < words; ) {
                ByteBuffer got = ByteBuffer.wrap(hearBytes(transport, 4));
                while (got.hasRemaining()) {
                    assertThat(got.getInt()).isEqualTo(next++);
                }
            }
            flood.get(SOON.toSeconds(), TimeUnit.SECONDS);
            say(reader, "go on");
            assertThat(hear(transport, 5)).isEqualTo("go on");
        }
    }

    @Test
    void read_resumesAfterEveryPause() throws Exception {
        try (var transport = open(PATIENT)) {
            Socket reader = accept();
            var sent = new AtomicLong();
            var flood = CompletableFuture.runAsync(() -> count(reader, 1 << 20, sent));
            for (long heard = 0; heard < 4 << 20; ) {
                Got got = transport.read(LONG);
                assertThat(got).as("without a resume nothing comes").isInstanceOf(Got.Bytes.class);
                heard += ((Got.Bytes) got).bytes().length;
            }
            flood.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_releasesAWaitingReadWithin100Ms(boolean tls) throws Exception {
        Duration promised = Duration.ofMillis(100);
        assertThat(Quickest.of(promised, () -> closedUnderARead(tls))).isLessThan(promised);
    }

    /** From the call of close to the end of the read. */
    private Duration closedUnderARead(boolean tls) throws Exception {
        try (var transport = openEither(tls)) {
            var released = new CompletableFuture<Long>();
            Thread waiting =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            Got got = transport.read(LONG);
                                            assertThat(got).isInstanceOf(Got.Closed.class);
                                            released.complete(System.nanoTime());
                                        } catch (InterruptedException | AssertionError e) {
                                            released.completeExceptionally(e);
                                        }
                                    });
            await("it waits", SOON, () -> waiting.getState() == Thread.State.TIMED_WAITING);
            long before = System.nanoTime();
            transport.close();
            long after = released.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(transport.read(LONG)).isInstanceOf(Got.Closed.class);
            return Duration.ofNanos(after - before);
        }
    }

    /** The other end takes no more bytes: neither a write nor a close hangs on it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_isPromptAndEndsAWriteThatNobodyTakes(boolean tls) throws Exception {
        Duration promptly = Duration.ofMillis(500);
        assertThat(Quickest.of(promptly, () -> closedUnderAWrite(tls))).isLessThan(promptly);
    }

    /**
     * The close alone. A write that tells a lost link has either given up before the close, as it
     * does after 2 s: then nothing is measured; or the close told it so: then it does each time.
     */
    private Duration closedUnderAWrite(boolean tls) throws Exception {
        try (var transport = openEither(tls)) {
            var stuck =
                    CompletableFuture.supplyAsync(
                            () -> {
                                boolean going = true;
                                for (int i = 0; i < 64 && going; i++) {
                                    going = transport.write(new byte[1 << 20]);
                                }
                                return going;
                            });
            awaitWriteHangs();
            long before = System.nanoTime();
            transport.close();
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            boolean noLostLink = stuck.get(SOON.toSeconds(), TimeUnit.SECONDS);
            return noLostLink ? took : Quickest.SPOILT;
        }
    }

    @Test
    void write_isFalseWhenTheReaderTakesNoMore() throws Exception {
        try (var transport = open(PATIENT)) {
            Socket silent = accept();
            boolean going = true;
            for (int i = 0; i < 64 && going; i++) {
                going = transport.write(new byte[1 << 20]);
            }
            assertThat(going).isFalse();
            assertThat(silent.isClosed()).isFalse();
        }
    }

    @Test
    void open_namesTheFixWhenTheConnectionIsRefused() throws IOException {
        server.close();
        assertThatThrownBy(() -> open(PATIENT))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", device(), "refused", "plug the reader in");
    }

    /** As a black hole: the listening queue is full, so nobody answers. */
    @Test
    void open_givesUpInTimeWhenNobodyAnswers() throws Exception {
        server.close();
        server = new ServerSocket();
        server.bind(new InetSocketAddress(HOST, 0), 1);
        for (int i = 0; i < 3; i++) {
            var waiting = new Socket();
            stations.add(waiting);
            try {
                waiting.connect(server.getLocalSocketAddress(), 300);
            } catch (IOException full) {
                break;
            }
        }
        Duration inTime = Duration.ofSeconds(2);
        assertThat(Quickest.of(inTime, this::gaveUp)).isBetween(Duration.ofMillis(300), inTime);
    }

    private Duration gaveUp() {
        long before = System.nanoTime();
        assertThatThrownBy(() -> open(Map.of("connect-ms", "400")))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("nothing answers", device());
        return Duration.ofNanos(System.nanoTime() - before);
    }

    @Test
    void open_saysThatNobodyKnowsTheName() {
        var config = new ReaderConfig("counter-1", "llrp", "no-such-reader.invalid", Map.of());
        assertThatThrownBy(() -> TcpTransport.open(config, TcpSettings.from(config, 5084, 5085)))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "no-such-reader.invalid", "plug");
    }

    @Test
    void tls_carriesBytesBothWays() throws Exception {
        serveTls(authority, HOST);
        var reader = acceptAnd(peer -> say(peer, "hello"));
        try (var transport = openTls(ca(authority), PATIENCE)) {
            assertThat(hear(transport, 5)).isEqualTo("hello");
            assertThat(transport.write(new byte[] {'y', 'e', 's'})).isTrue();
            assertThat(
                            reader.get(SOON.toSeconds(), TimeUnit.SECONDS)
                                    .getInputStream()
                                    .readNBytes(3))
                    .containsExactly('y', 'e', 's');
            reader.get().close();
            assertThat(transport.read(SOON)).isInstanceOf(Got.Lost.class);
            assertThat(transport.read(Duration.ofMillis(200))).isInstanceOf(Got.Nothing.class);
        }
    }

    @Test
    void tls_refusesACertificateOfAnotherAuthority() throws Exception {
        serveTls(new TlsAuthority(), HOST);
        var reader = acceptAnd(TcpTransportTest::shake);
        refuse("PKIX path", ca(authority));
        reader.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void tls_refusesACertificateOfAnotherAddress() throws Exception {
        serveTls(authority, "10.1.2.3");
        var reader = acceptAnd(TcpTransportTest::shake);
        refuse("No subject alternative names matching IP address " + HOST, ca(authority));
        reader.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void tls_refusesAReaderThatSpeaksNoTls() throws Exception {
        var said = acceptAnd(peer -> say(peer, "I am no TLS server, and I say so at length"));
        refuse("not an SSL/TLS record", ca(authority));
        said.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void tls_givesUpOnAReaderThatDoesNotAnswer() throws Exception {
        Duration inTime = Duration.ofSeconds(3);
        assertThat(Quickest.of(inTime, this::gaveUpTheHandshake)).isLessThan(inTime);
    }

    private Duration gaveUpTheHandshake() throws Exception {
        var taken = acceptAnd(peer -> {});
        long before = System.nanoTime();
        var told = catchThrowableOfType(ReaderException.class, () -> openTls(ca(authority), "500"));
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        taken.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(told).hasMessageContainingAll("counter-1", "no answer in time");
        boolean connected = String.valueOf(told.getMessage()).contains("tls-ca");
        return connected ? took : Quickest.SPOILT; // the time was up before the handshake
    }

    @Test
    void tls_namesAnAuthorityThatIsMissingOrNone() throws IOException {
        refuse("cannot be read", folder.resolve("missing.pem").toString());
        Path none = Files.writeString(folder.resolve("none.pem"), "no certificate");
        refuse("no certificate in PEM form", none.toString());
    }

    private void refuse(String words, String ca) {
        assertThatThrownBy(() -> openTls(ca, PATIENCE))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", words, "tls-ca");
    }

    private TcpTransport openTls(String ca, String patience) {
        return open(Map.of("tls-ca", ca, "connect-ms", patience));
    }

    private String ca(TlsAuthority of) {
        return of.writeTo(folder.resolve("ca.pem")).toString();
    }

    private void serveTls(TlsAuthority by, String name) throws IOException {
        server.close();
        server = serve(by.reader(name).getServerSocketFactory());
    }

    private static ServerSocket serve(ServerSocketFactory sockets) throws IOException {
        return sockets.createServerSocket(0, 0, InetAddress.getByName(HOST));
    }

    private TcpTransport open(Map<String, String> settings) {
        var config = new ReaderConfig("counter-1", "llrp", device(), settings);
        return TcpTransport.open(config, TcpSettings.from(config, 5084, 5085));
    }

    private TcpTransport openEither(boolean tls) throws Exception {
        if (!tls) {
            var transport = open(PATIENT);
            accept();
            return transport;
        }
        serveTls(authority, HOST);
        var shaken = acceptAnd(peer -> say(peer, "x")); // the first bytes shake hands
        var transport = openTls(ca(authority), PATIENCE);
        shaken.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(hear(transport, 1)).isEqualTo("x");
        return transport;
    }

    private String device() {
        return HOST + ":" + server.getLocalPort();
    }

    private Socket accept() throws IOException {
        Socket station = server.accept();
        stations.add(station);
        return station;
    }

    private CompletableFuture<Socket> acceptAnd(Consumer<Socket> act) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Socket peer = accept();
                        act.accept(peer);
                        return peer;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static void say(Socket to, String words) {
        try {
            to.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            to.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As the reader's end, whether the station likes it or not. */
    private static void shake(Socket peer) {
        try {
            ((SSLSocket) peer).startHandshake();
        } catch (IOException turnedAway) {
            assertThat(peer.isConnected()).isTrue();
        }
    }

    /** Sends the numbers from zero, four bytes each. */
    private static void count(Socket to, int numbers, AtomicLong sent) {
        try {
            OutputStream out = to.getOutputStream();
            var chunk = ByteBuffer.allocate(1 << 14);
            for (int next = 0; next < numbers; chunk.clear()) {
                while (chunk.hasRemaining()) {
                    chunk.putInt(next++);
                }
                out.write(chunk.array());
                sent.addAndGet(chunk.capacity());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Nothing more is taken for half a second. */
    private static void awaitStandstill(AtomicLong sent) {
        var last = new AtomicLong(-1);
        var since = new AtomicLong(System.nanoTime());
        await(
                "the flood stands still",
                LONG,
                () -> {
                    if (last.getAndSet(sent.get()) != sent.get()) {
                        since.set(System.nanoTime());
                    }
                    return sent.get() > 0 && System.nanoTime() - since.get() > 500_000_000;
                });
    }

    private static void awaitWriteHangs() {
        long since = System.nanoTime();
        await("the writes hang", SOON, () -> System.nanoTime() - since > 800_000_000);
    }

    private static String hear(Transport from, int bytes) throws InterruptedException {
        var heard = new StringBuilder();
        while (heard.length() < bytes) {
            heard.append(new String(hearBytes(from, 1), StandardCharsets.US_ASCII));
        }
        return heard.toString();
    }

    /** At least one byte, and whole units. */
    private static byte[] hearBytes(Transport from, int unit) throws InterruptedException {
        var heard = new ByteArrayOutputStream();
        while (heard.size() == 0 || heard.size() % unit != 0) {
            Got got = from.read(SOON);
            assertThat(got).isInstanceOf(Got.Bytes.class);
            heard.writeBytes(((Got.Bytes) got).bytes());
        }
        return heard.toByteArray();
    }
}
