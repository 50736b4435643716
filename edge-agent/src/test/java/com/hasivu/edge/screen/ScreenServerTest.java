package com.hasivu.edge.screen;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.replay.Counter;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.supervision.Supervision;
import com.hasivu.protocol.CardId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the page's server lets in, by plain sockets: a browser would not send most of it. */
class ScreenServerTest {
    @TempDir Path folder;
    private final Cloud cloud = new Cloud().child(1).child(2).supervisor(7, "");
    private Counter counter;
    private ScreenFeed feed;
    private ScreenServer server;

    @BeforeEach
    void start() {
        counter = new Counter(folder, cloud);
        counter.snapshots.applyFull(cloud.full());
        Supplier<Optional<DayOrders>> orders =
                () -> counter.snapshots.active().map(Snapshot::orders);
        feed = new ScreenFeed(orders);
        counter.lamp = feed;
        server =
                ScreenServer.open(
                        new InetSocketAddress("127.0.0.1", 0),
                        new ScreenServer.Parts(
                                orders,
                                new Supervision(
                                        id -> orders.get().flatMap(day -> day.supervisor(id)),
                                        System::nanoTime),
                                counter.hands,
                                feed));
        feed.start(
                new ScreenFeed.Sources(
                        "Counter 1",
                        "en",
                        counter.taps()::progress,
                        () -> new Troubles(false, List.of(), false, false, false),
                        staff -> {}));
    }

    @AfterEach
    void stop() throws Exception {
        feed.close();
        server.close();
        counter.close();
    }

    private String host() {
        return "127.0.0.1:" + server.port();
    }

    private Socket ask(String head, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        write(socket, head, body);
        return socket;
    }

    private static void write(Socket socket, String head, String body) throws IOException {
        String text =
                head.strip().replace("\n", "\r\n")
                        + "\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n"
                        + body;
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> head(Socket socket) throws IOException {
        var in = reader(socket);
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private String status(String head, String body) throws IOException {
        try (Socket socket = ask(head, body)) {
            return head(socket).getFirst().split(" ")[1];
        }
    }

    @Test
    void page_comesWithAStrictPolicyAndIsNotKept() throws IOException {
        try (Socket socket = ask("GET / HTTP/1.1\nHost: " + host(), "")) {
            assertThat(head(socket).toString().toLowerCase(java.util.Locale.ROOT))
                    .contains("content-security-policy: default-src 'none'; script-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .contains("x-content-type-options: nosniff")
                    .contains("cache-control: no-store")
                    .doesNotContain("unsafe");
        }
    }

    /** A foreign name that leads here is how a page of somebody else would read this one. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8480", "127.0.0.1.evil.example", ""})
    void foreignHost_getsNothing(String host) throws IOException {
        assertThat(status("GET /events HTTP/1.1\nHost: " + host, "")).isIn("421", "400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.4.7:8480", "counter-1.local:8480", "localhost", "[::1]:8480"})
    void ownHost_getsThePage(String host) throws IOException {
        assertThat(status("GET / HTTP/1.1\nHost: " + host, "")).isEqualTo("200");
    }

    @ParameterizedTest(name = "{0} as {1} from {2}")
    @CsvSource({
        "http://evil.example, application/json, cross-site",
        "http://SELF, text/plain, same-origin",
        "http://SELF, application/json, cross-site",
        "null, application/json, none",
        "https://SELF, application/json, same-origin",
        "'', application/json, ''"
    })
    void actOfAnotherOrigin_isRefused(String origin, String type, String site) throws IOException {
        for (String path : List.of("/supervisor/pin", "/find", "/serve", "/undo")) {
            String head =
                    "POST %s HTTP/1.1\nHost: %s\nOrigin: %s\nContent-Type: %s\nSec-Fetch-Site: %s"
                            .formatted(path, host(), origin.replace("SELF", host()), type, site);
            assertThat(status(head, "{}")).as(path).isEqualTo("403");
        }
        assertThat(counter.journal.lastSequence()).isZero();
    }

    private String act(String path, String body) throws IOException {
        return status(
                "POST %s HTTP/1.1\nHost: %s\nOrigin: http://%s\nContent-Type: application/json"
                        .formatted(path, host(), host()),
                body);
    }

    @Test
    void actWithoutAPass_doesNothing() throws IOException {
        assertThat(act("/find", "{\"pass\":\"\",\"text\":\"child\"}")).isEqualTo("401");
        assertThat(act("/serve", "{\"pass\":\"0123\",\"student\":1,\"reason\":\"CARD_FORGOTTEN\"}"))
                .isEqualTo("401");
        assertThat(act("/undo", "{\"sequence\":1}")).isEqualTo("401");
        assertThat(act("/supervisor/pin", "{\"staff\":7,\"pin\":\"123456\"}")).isEqualTo("403");
        assertThat(counter.journal.lastSequence()).isZero();
    }

    @Test
    void malformedOrLargeQuestion_isRefused() throws IOException {
        assertThat(act("/serve", "no json")).isEqualTo("400");
        assertThat(act("/supervisor/pin", "{\"staff\":-1}")).isEqualTo("400");
        assertThat(act("/find", "\"" + "x".repeat(5_000) + "\"")).isEqualTo("413");
        assertThat(act("/nothing", "{}")).isEqualTo("404");
        assertThat(status("DELETE / HTTP/1.1\nHost: " + host(), "")).isEqualTo("405");
        assertThat(status("GET /../secret HTTP/1.1\nHost: " + host(), "")).isIn("404", "400");
    }

    private record Received(String id, String data) {}

    private static Received event(BufferedReader in) throws IOException {
        String id = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                return new Received(id, line.substring(6));
            }
        }
        throw new IOException("the stream ended");
    }

    @Test
    void stream_resumesFromWhereTheBrowserWas() throws IOException {
        var unused = counter.tap(Cloud.card(1));
        Received last;
        try (Socket socket = ask("GET /events HTTP/1.1\nHost: " + host(), "")) {
            var in = reader(socket);
            do {
                last = event(in);
            } while (!last.data().contains("\"kind\":\"serve\""));
        }
        String again = "GET /events HTTP/1.1\nHost: %s\nLast-Event-ID: %s";
        try (Socket socket = ask(again.formatted(host(), last.id()), "")) {
            var in = reader(socket);
            unused = counter.tap(Cloud.card(2)); // the one it has is not sent again
            assertThat(event(in).data()).contains("\"n\":2");
        }
        try (Socket socket = ask(again.formatted(host(), "00000000-1"), "")) {
            Received newest = event(reader(socket)); // of another process: all that is shown now
            assertThat(newest.data()).contains("\"n\":1").contains("\"n\":2");
        }
    }

    private Socket listen(String from) throws IOException {
        Socket socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        server.port(),
                        InetAddress.getByName(from),
                        0);
        socket.setSoTimeout(20_000);
        write(socket, "GET /events HTTP/1.1\nHost: " + host(), "");
        return socket;
    }

    @Test
    void listenerThatDoesNotRead_isDroppedAndTheOthersGoOn() throws Exception {
        try (Socket deaf = new Socket();
                Socket other = listen("127.0.0.1")) {
            deaf.setReceiveBufferSize(2_048);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            write(deaf, "GET /events HTTP/1.1\nHost: " + host(), "");
            await().until(() -> server.listeners() == 2);
            var in = reader(other);
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> {
                                var unused = counter.tap(new CardId("04FFFFFF"));
                                return event(in).data().contains("unknown")
                                        && server.listeners() == 1;
                            });
            var unused = counter.tap(Cloud.card(1));
            Received newest = event(in);
            while (!newest.data().contains("\"kind\":\"serve\"")) {
                newest = event(in);
            }
        }
    }

    @Test
    void listeners_areBoundedAndOfOneAddressTheNewestStay() throws Exception {
        List<Socket> all = new ArrayList<>();
        try {
            for (int n = 0; n < Listeners.ALL; n++) {
                Socket one = listen("127.0.0." + (1 + n / Listeners.EACH));
                all.add(one);
                assertThat(head(one).getFirst()).contains("200"); // in this order
            }
            try (Socket refused = listen("127.0.0.200")) {
                assertThat(head(refused).getFirst()).contains("503");
            }
            try (Socket back = listen("127.0.0.1")) {
                assertThat(head(back).getFirst()).contains("200");
                var oldest = reader(all.getFirst());
                while (oldest.readLine() != null) {} // ends
                assertThat(server.listeners()).isEqualTo(Listeners.ALL);
            }
        } finally {
            for (Socket one : all) {
                one.close();
            }
        }
        await().until(() -> server.listeners() == 0);
    }

    @Test
    void connections_areBounded() throws Exception {
        List<Socket> all = new ArrayList<>();
        try {
            for (int n = 0; n < ScreenServer.MAX_CONNECTIONS; n++) {
                all.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            try (Socket more = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                more.setSoTimeout(20_000);
                assertThat(more.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket one : all) {
                one.close();
            }
        }
        await().until(() -> status("GET / HTTP/1.1\nHost: " + host(), "").equals("200"));
    }

    /** The only lists are of supervisors; a child is found by one, or seen as it is served. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/children",
                "/find",
                "/find?text=child",
                "/students",
                "/orders",
                "/snapshot",
                "/state"
            })
    void children_areNotListedToWhoeverAsks(String path) throws IOException {
        assertThat(status("GET %s HTTP/1.1\nHost: %s".formatted(path, host()), ""))
                .isEqualTo("404");
        try (Socket socket = ask("GET /supervisors HTTP/1.1\nHost: " + host(), "")) {
            assertThat(reader(socket).lines().toList().toString()).doesNotContain("Child 1");
        }
    }

    @Test
    void stream_holdsNoFullNameCardOrDebt() throws IOException {
        try (Socket socket = ask("GET /events HTTP/1.1\nHost: " + host(), "")) {
            var in = reader(socket);
            var unused = counter.tap(Cloud.card(1));
            Received received;
            do {
                received = event(in);
            } while (!received.data().contains("\"kind\":\"serve\""));
            assertThat(received.data()).doesNotContain(Cloud.card(1).hex()).doesNotContain("R1");
        }
    }

    @Test
    void addressThatIsTaken_isNamedWithItsFix() {
        assertThatThrownBy(
                        () ->
                                ScreenServer.open(
                                        new InetSocketAddress("127.0.0.1", server.port()),
                                        new ScreenServer.Parts(
                                                Optional::empty,
                                                new Supervision(
                                                        id -> Optional.empty(), System::nanoTime),
                                                counter.hands,
                                                feed)))
                .isInstanceOf(ScreenException.class)
                .hasMessageContaining("screen.listen: 127.0.0.1:")
                .hasMessageContaining("give another port");
    }

    @ParameterizedTest
    @CsvSource({
        "Asha Lakshmi Rao, Asha R.",
        "Asha R, Asha R.",
        "Asha R., Asha R.",
        "Kiran, Kiran",
        "'  Diya   S ', Diya S.",
        "आशा क्षमा, आशा क्ष.",
        "ಆಶಾ ರಾವ್, ಆಶಾ ರಾ."
    })
    void shortName_isTheFirstNameAndAnInitial(String name, String expected) {
        assertThat(Words.shortName(name)).isEqualTo(expected);
    }
}
