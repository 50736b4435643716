package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The service as a process with the heap it is shipped with: no request ends it. */
class SmallHeapTest {
    private static final int MAX_SHEET = 10 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir Path dir;
    private Process cloud;
    private URI base;
    private String token = "";

    @BeforeEach
    void start() throws Exception {
        Files.writeString(dir.resolve("password"), "a long enough platform password");
        Files.writeString(
                dir.resolve("cloud.yaml"),
                """
                data-dir: data
                http: { host: 127.0.0.1, port: 0, limit: { user: 0, address: 0, auth: 0 } }
                metrics: { listen: off }
                broker: { mode: none }
                bootstrap: { admin: { email: root@hasivu.example, password-file: password } }
                """);
        cloud =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@" + Path.of("..", "packaging", "cloud", "java-options"),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                "com.hasivu.cloud.cli.CloudMain",
                                "serve",
                                "--config",
                                dir.resolve("cloud.yaml").toString())
                        .redirectError(dir.resolve("log").toFile())
                        .start();
        base = URI.create(ready(cloud.inputReader(StandardCharsets.UTF_8)));
        token =
                JSON.readTree(
                                post(
                                                "/v1/auth/sign-in",
                                                "application/json",
                                                JSON.writeValueAsBytes(
                                                        Map.of(
                                                                "email",
                                                                "root@hasivu.example",
                                                                "password",
                                                                "a long enough platform password")))
                                        .get(60, TimeUnit.SECONDS)
                                        .body())
                        .path("accessToken")
                        .asText();
        assertThat(
                        post(
                                        "/v1/schools",
                                        "application/json",
                                        "{\"id\":\"one\",\"name\":\"One\",\"zone\":\"Asia/Kolkata\"}"
                                                .getBytes(StandardCharsets.UTF_8))
                                .get(60, TimeUnit.SECONDS)
                                .statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() throws Exception {
        cloud.destroy();
        if (!cloud.waitFor(60, TimeUnit.SECONDS)) {
            cloud.destroyForcibly().waitFor(); // nobody writes into the folder any more
        }
    }

    private static String ready(BufferedReader output) throws IOException {
        String line;
        while ((line = output.readLine()) != null) {
            if (line.contains("\"ready\"")) {
                return JSON.readTree(line).path("http").asText();
            }
        }
        throw new IllegalStateException("the cloud ended before it was ready");
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String type, byte[] body) {
        var request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", type)
                        .header("Idempotency-Key", "k" + System.identityHashCode(body))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertServes() throws Exception {
        assertThat(cloud.isAlive()).as(Files.readString(dir.resolve("log"))).isTrue();
        assertThat(
                        CLIENT.send(
                                        HttpRequest.newBuilder(base.resolve("/v1/health/live"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
    }

    private static byte[] filled(String head, String again) {
        var text = new StringBuilder(head);
        while (text.length() + again.length() <= MAX_SHEET) {
            text.append(again);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sheets_atOnceAndOfAnyShapeAreAnsweredEach() throws Exception {
        for (byte[] sheet :
                List.of(
                        filled("roll,name,class\n", "1," + "x".repeat(500) + ",5A\n"),
                        filled("roll,name,class\n\"", "x"),
                        filled("", "a,"),
                        filled("roll,name,class\n", ","))) {
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(post("/v1/schools/one/student-sheet/check", "text/csv", sheet));
            }
            for (var one : all) {
                assertThat(one.get(300, TimeUnit.SECONDS).statusCode()).isIn(200, 503);
            }
            assertServes();
        }
    }

    @Test
    void halfBodies_ofStrangersHoldNothing() throws Exception {
        byte[] part = new byte[900_000];
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                var socket = new Socket(base.getHost(), base.getPort());
                sockets.add(socket);
                try {
                    socket.getOutputStream()
                            .write(
                                    "POST /v1/auth/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(part);
                } catch (IOException refused) {
                    assertThat(refused).isNotNull(); // cut off, as it should be
                }
            }
            assertServes();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
