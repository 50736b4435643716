package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What stands before every handler, over real sockets and with short patience. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Far more than any patience here, and far less than a client that drips would take. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Metrics metrics = new Metrics();
    private final WebServer server;
    private final Web web;

    FrontTest() {
        server = start(new WebServer.Limits(0, 0, 0, false), PATIENCE);
        web = Web.at(server.port());
    }

    private WebServer start(WebServer.Limits limits, Duration patience) {
        var api =
                new Api(
                        OpenApi.load(),
                        token ->
                                Optional.of(
                                        new Caller(
                                                new UserId(Long.parseLong(token)),
                                                Role.PARENT,
                                                Optional.of(new SchoolId("greenfield")),
                                                "s")));
        api.route("getHealth", Access.everyone(), request -> Reply.ok("fine"));
        api.route("signIn", Access.everyone(), request -> Reply.ok("in"));
        api.route("getWallet", Access.only(Role.PARENT), request -> Reply.ok("rich"));
        api.route("placeOrder", Access.only(Role.PARENT), request -> Reply.ok("placed"));
        new DocsRoutes().register(api);
        api.route(
                "getContract",
                Access.everyone(),
                request -> Reply.ok(new Fixed("application/yaml", api.contract().text())));
        return WebServer.start(api, new WebServer.Setup("127.0.0.1", 0, limits, patience, metrics));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Optional<String> header(Web.Answer answer, String name) {
        return answer.raw().headers().firstValue(name);
    }

    @Test
    void limits_holdPerPersonAndPerAddressAndStricterForSignIns() {
        try (WebServer limited = start(new WebServer.Limits(2, 3, 1, false), PATIENCE)) {
            Web one = Web.at(limited.port());
            for (int i = 0; i < 20; i++) {
                assertThat(one.as("1").get("/v1/wallet").status()).isEqualTo(200);
            }
            Web.Answer refused = until429(one.as("1"), "/v1/wallet");
            assertThat(refused.code()).isEqualTo("rate-limited");
            assertThat(header(refused, "Retry-After")).hasValue("1");
            assertThat(header(refused, "RateLimit-Policy")).hasValue("\"user\";q=20;w=10");
            assertThat(header(refused, "RateLimit")).hasValue("\"user\";r=0;t=1");
            Web.Answer other = one.as("2").get("/v1/wallet");
            assertThat(other.status()).isEqualTo(200);
            assertThat(header(other, "RateLimit").orElseThrow()).startsWith("\"user\";r=19;");
            assertThat(one.get("/v1/health").status()).isEqualTo(200);
            assertThat(header(until429(one, "/v1/health"), "RateLimit-Policy"))
                    .hasValue("\"address\";q=30;w=10");
            int taken = 0;
            long begun = System.nanoTime();
            Web.Answer signIn = signIn(one);
            while (signIn.status() == 200) {
                taken++;
                signIn = signIn(one);
            }
            long refilled = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
            assertThat((long) taken).isBetween(40L, 40 + refilled); // one a second meanwhile
            assertThat(metrics.text()).contains("hasivu_cloud_http_limited_total{policy=\"auth\"}");
        }
    }

    private static Web.Answer signIn(Web web) {
        return web.post("/v1/auth/sign-in", "{'email':'a@b.in','password':'x'}");
    }

    private static Web.Answer until429(Web web, String path) {
        for (int i = 0; i < 500; i++) {
            Web.Answer answer = web.get(path);
            if (answer.status() == 429) {
                return answer;
            }
        }
        throw new AssertionError("500 requests and no 429");
    }

    /** Reads until the server closes; how long that took. */
    private static String rest(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return ""; // reset: closed as well
        }
    }

    private Socket open(String begin) throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void slowHead_losesItsPlaceHoweverBusilyItDrips() throws Exception {
        long begun = System.nanoTime();
        try (Socket slow = open("GET /v1/health HTTP/1.1\r\nHost: x\r\n")) {
            Thread dripper =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (true) {
                                                slow.getOutputStream()
                                                        .write(
                                                                "X-A: 1\r\n"
                                                                        .getBytes(
                                                                                StandardCharsets
                                                                                        .US_ASCII));
                                                Thread.sleep(50);
                                            }
                                        } catch (IOException | InterruptedException e) {
                                            // closed: as it should be
                                        }
                                    });
            assertThat(rest(slow)).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(PATIENCE.dividedBy(2), SOON);
            dripper.join();
        }
        assertThat(metrics.text())
                .contains("hasivu_cloud_http_slow_clients_total{waiting=\"head\"}");
    }

    @Test
    void slowBody_isToldAndClosed() throws Exception {
        try (Socket slow =
                open(
                        "POST /v1/auth/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")) {
            String answer = rest(slow);
            assertThat(answer).startsWith("HTTP/1.1 408").contains("request-timeout");
        }
    }

    /** Also when most of it is still on its way at the answer. */
    @ParameterizedTest
    @CsvSource({
        "GET /v1/wallet?q=%s HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n, 5000, 414, path-too-long",
        "GET /v1/wallet?q=%s HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n, 1000000, 414, path-too-long",
        "GET /v1/wallet HTTP/1.1\\r\\nX-Long: %s\\r\\n\\r\\n, 1000000, 431, headers-too-large",
        "GET /v1/wallet HTTP/1.1\\r\\nX-Long\u0000%s: a\\r\\n\\r\\n, 10, 400, bad-request"
    })
    void whatIsNoRequest_isToldByAProblemOfItsOwn(
            String request, int length, int status, String code) throws Exception {
        for (int i = 0; i < 3; i++) {
            String sent = request.translateEscapes().formatted("a".repeat(length));
            try (Socket socket = open(sent)) {
                String answer = rest(socket);
                assertThat(answer).matches("(?s)HTTP/1\\.[01] %d .*".formatted(status));
                String[] parts = answer.split("\r\n\r\n", 2);
                assertThat(parts[0].toLowerCase(Locale.ROOT))
                        .contains("content-type: application/problem+json", "connection: close");
                JsonNode problem = new ObjectMapper().readTree(parts[1]);
                assertThat(problem.path("code").asText()).isEqualTo(code);
                assertThat(problem.path("status").asInt()).isEqualTo(status);
                assertThat(parts[0]).contains(problem.path("request").asText());
            }
        }
    }

    @Test
    void keptConnection_servesAgainWithinItsPatience() throws Exception {
        Duration patience = Duration.ofSeconds(4); // a stall of this machine must not use it up
        try (WebServer patient = start(new WebServer.Limits(0, 0, 0, false), patience);
                Socket kept = new Socket("127.0.0.1", patient.port())) {
            for (int i = 0; i < 5; i++) { // longer than one patience in all
                kept.getOutputStream()
                        .write(
                                "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                byte[] head = new byte[15];
                assertThat(kept.getInputStream().readNBytes(head, 0, 15)).isEqualTo(15);
                assertThat(new String(head, StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200 OK");
                Thread.sleep(patience.dividedBy(4));
                while (kept.getInputStream().available() > 0) {
                    kept.getInputStream().skipNBytes(1);
                }
            }
        }
        await().atMost(SOON).until(() -> metrics.text().contains("hasivu_cloud_http_connections "));
    }

    @Test
    void headAndOptions_answerWithoutABody() throws Exception {
        Web.Answer head = web.call("HEAD", "/openapi.yaml", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(header(head, "ETag")).isPresent();
        Web.Answer options = web.call("OPTIONS", "/v1/health", "");
        assertThat(options.status()).isEqualTo(204);
        assertThat(header(options, "Allow")).hasValue("GET, HEAD, OPTIONS");
        Web.Answer wrong = web.call("DELETE", "/v1/health", "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(header(wrong, "Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void everyAnswer_saysThatABrowserRunsNothing() {
        for (String path :
                new String[] {"/v1/health", "/v1/nothing", "/docs", "/docs/problems/x"}) {
            Web.Answer answer = web.get(path);
            assertThat(header(answer, "X-Content-Type-Options")).hasValue("nosniff");
            assertThat(header(answer, "Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none';")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void contract_isNotSentAgainToWhoHasIt() {
        Web.Answer first = web.get("/openapi.yaml").expect(200);
        String tag = header(first, "ETag").orElseThrow();
        assertThat(first.text()).startsWith("openapi: 3.1");
        Web.Answer again = web.with("If-None-Match", "\"other\", W/" + tag).get("/openapi.yaml");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(web.with("If-None-Match", "\"other\"").get("/openapi.yaml").status())
                .isEqualTo(200);
        Web.Answer packed = web.with("Accept-Encoding", "br, gzip").get("/openapi.yaml");
        assertThat(header(packed, "Content-Encoding")).hasValue("gzip");
        assertThat(
                        header(
                                web.with("Accept-Encoding", "gzip;q=0").get("/openapi.yaml"),
                                "Content-Encoding"))
                .isEmpty();
    }

    @Test
    void docs_areServedAndProblemsLeadThere() {
        assertThat(web.get("/docs").expect(200).text()).contains("getWallet");
        Web.Answer wrong = web.post("/v1/auth/sign-in", "{'email':1}");
        assertThat(wrong.code()).isEqualTo("invalid-body");
        assertThat(wrong.json().path("request").asText())
                .isEqualTo(header(wrong, "X-Request-Id").orElseThrow());
        String type = wrong.json().path("type").asText();
        assertThat(web.get(type).expect(200).text()).contains("does not fit the operation");
        assertThat(web.get("/docs/problems/no-such-code").status()).isEqualTo(404);
        assertThat(web.get("/docs/style.css").expect(200).text()).contains("body {");
    }

    @Test
    void requestId_isTheClientsWhenItIsHarmless() {
        assertThat(header(web.with("X-Request-Id", "app-7").get("/v1/health"), "X-Request-Id"))
                .hasValue("app-7");
        assertThat(
                        header(web.with("X-Request-Id", "a b<c>").get("/v1/health"), "X-Request-Id")
                                .orElseThrow())
                .matches("[0-9a-f]{32}");
    }

    @Test
    void metrics_countByOperationAndNeverByPath() {
        var unused = web.get("/v1/secret-path");
        var known = web.get("/v1/health");
        assertThat(known.status()).isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(metrics.text())
                                        .contains(
                                                "hasivu_cloud_http_requests_total{operation=\"getHealth\",status=\"200\"}",
                                                "hasivu_cloud_http_requests_total{operation=\"none\",status=\"404\"}",
                                                "hasivu_cloud_http_request_seconds_bucket{operation=\"getHealth\",le=\"0.001\"}",
                                                "hasivu_cloud_http_in_flight{operation=\"getHealth\"} 0.0")
                                        .doesNotContain("secret-path"));
    }

    @Test
    void body_ofTooManyValuesIsRefused() {
        String many = "[" + "1,".repeat(Json.MAX_TOKENS) + "1]";
        assertThat(
                        web.as("1")
                                .with("Idempotency-Key", "many")
                                .call("POST", "/v1/orders", many)
                                .code())
                .isEqualTo("body-too-complex");
        assertThat(web.call("POST", "/v1/auth/sign-in", many).code()).isEqualTo("body-too-large");
        assertThat(web.call("POST", "/v1/auth/sign-in", "{\"" + "n".repeat(300) + "\":1}").code())
                .isEqualTo("body-too-complex");
        assertThat(
                        web.call("POST", "/v1/auth/sign-in", "{\"email\":" + "9".repeat(100) + "}")
                                .code())
                .isEqualTo("body-too-complex");
        Web.Answer faults = web.call("POST", "/v1/auth/sign-in", faulty());
        assertThat(faults.json().path("errors")).hasSize(100);
    }

    private static String faulty() {
        var body = new StringBuilder("{");
        for (int i = 0; i < 1_000; i++) {
            body.append("\"x").append(i).append("\":1,");
        }
        return body.append("\"y\":1}").toString();
    }
}
