package com.hasivu.cloud.devices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.cloud.Cloud;
import com.hasivu.cloud.settings.CloudConfig;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The whole service in a folder, spoken to over HTTP as its users do. */
public final class CloudBench implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "correct horse battery";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private Cloud cloud;
    private String platformToken = "";

    public CloudBench(Path folder) throws IOException {
        this(folder, "");
    }

    public CloudBench(Path folder, String moreConfig) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("admin-password"), PASSWORD + "\n");
        Files.writeString(
                folder.resolve("cloud.yaml"),
                """
                http: {host: 127.0.0.1, port: 0}
                data-dir: data
                broker: {mode: embedded, host: 127.0.0.1, port: 0}
                bootstrap: {admin: {email: root@example.org, password-file: admin-password}}
                """
                        + moreConfig);
        this.cloud = start();
    }

    private Cloud start() {
        return Cloud.start(CloudConfig.read(folder.resolve("cloud.yaml")), Clock.systemUTC());
    }

    /** Stops everything in order and starts it again on the same folder. */
    public void restart() {
        cloud.close();
        cloud = start();
    }

    public Path data() {
        return folder.resolve("data");
    }

    public int mqttPort() {
        return cloud.mqttPort().orElseThrow();
    }

    public record Answer(int status, JsonNode body) {}

    public Answer call(String token, String method, String path, Object body) {
        return call(token, method, path, body, Optional.empty());
    }

    Answer call(
            String token, String method, String path, Object body, Optional<String> traceparent) {
        try {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + cloud.httpPort() + path))
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .method(
                                    method,
                                    body.equals("")
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(
                                                    body instanceof String text
                                                            ? text
                                                            : JSON.writeValueAsString(body)));
            traceparent.ifPresent(value -> request.header("traceparent", value));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty()
                            ? JSON.createObjectNode()
                            : JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an open address answers, as it is. */
    public String text(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:" + cloud.httpPort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls and expects success. */
    public JsonNode ok(String token, String method, String path, Object body) {
        Answer answer = call(token, method, path, body);
        if (answer.status() / 100 != 2) {
            throw new AssertionError(
                    "%s %s: %d %s".formatted(method, path, answer.status(), answer.body()));
        }
        return answer.body();
    }

    public String signIn(String email) {
        return ok(
                        "",
                        "POST",
                        "/v1/auth/sign-in",
                        JSON.createObjectNode().put("email", email).put("password", PASSWORD))
                .path("accessToken")
                .asText();
    }

    public String platform() {
        if (platformToken.isEmpty()) {
            platformToken = signIn("root@example.org");
        }
        return platformToken;
    }

    /** A zone in which it is now between 10 and 11 o'clock, so that no test meets a midnight. */
    public static ZoneId zoneAtTen() {
        int hour = Instant.now().atOffset(ZoneOffset.UTC).getHour();
        int offset = hour <= 22 ? 10 - hour : 34 - hour;
        String name = offset == 0 ? "Etc/GMT" : "Etc/GMT%+d".formatted(-offset);
        return ZoneId.of(name);
    }

    /** A school with its administrator, an all-day window and a dish on today's menu. */
    public BenchSchool school(String id) {
        ZoneId zone = zoneAtTen();
        ok(
                platform(),
                "POST",
                "/v1/schools",
                JSON.createObjectNode().put("id", id).put("name", id).put("zone", zone.getId()));
        ok(
                platform(),
                "POST",
                "/v1/schools/" + id + "/staff",
                JSON.createObjectNode()
                        .put("email", "admin@" + id + ".org")
                        .put("password", PASSWORD)
                        .put("name", "Admin")
                        .put("role", "school_admin"));
        String admin = signIn("admin@" + id + ".org");
        String base = "/v1/schools/" + id;
        ok(
                admin,
                "PUT",
                base + "/windows/lunch",
                "{\"name\":\"Lunch\",\"opens\":\"00:00\",\"closes\":\"24:00\",\"deadline\":{\"daysBefore\":0,\"time\":\"23:59\"}}");
        long dish =
                ok(
                                admin,
                                "POST",
                                base + "/dishes",
                                "{\"name\":\"Idli\",\"pricePaise\":4500,\"diet\":\"veg\"}")
                        .path("id")
                        .asLong();
        LocalDate today = LocalDate.now(zone);
        ok(
                admin,
                "PUT",
                base + "/menus/" + today + "/lunch",
                "{\"items\":[{\"dish\":%d,\"portions\":5000,\"perOrderLimit\":5}]}"
                        .formatted(dish));
        return new BenchSchool(this, id, admin, today, dish, PASSWORD);
    }

    @Override
    public void close() {
        cloud.close();
    }
}
