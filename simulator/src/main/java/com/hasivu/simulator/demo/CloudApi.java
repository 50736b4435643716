package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The cloud's HTTP API as one signed-in person uses it. Thread-safe; every call blocks. */
public final class CloudApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(30))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    private final String base;
    private final String token;

    private CloudApi(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** Signs in. */
    public static CloudApi signIn(String base, String email, String password) {
        JsonNode answer =
                new CloudApi(base, "")
                        .post("/v1/auth/sign-in", Map.of("email", email, "password", password));
        return new CloudApi(base, answer.path("accessToken").asText());
    }

    /** The id a created thing got. */
    public static long id(JsonNode created) {
        long id = created.path("id").asLong();
        if (id < 1) {
            throw new CloudException(0, "the answer has no id: " + created);
        }
        return id;
    }

    public JsonNode post(String path, @Nullable Object body) {
        return call("POST", path, body);
    }

    public JsonNode put(String path, Object body) {
        return call("PUT", path, body);
    }

    JsonNode patch(String path, Object body) {
        return call("PATCH", path, body);
    }

    public JsonNode get(String path) {
        return call("GET", path, null);
    }

    /** The live stream, line by line; close it to hang up. */
    Stream<String> live() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "/v1/live"))
                        .header("Accept", "text/event-stream")
                        .header("Authorization", "Bearer " + token)
                        .build();
        try {
            HttpResponse<Stream<String>> response =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new CloudException(response.statusCode(), "GET /v1/live was refused");
            }
            return response.body();
        } catch (IOException e) {
            throw new CloudException(0, "GET " + base + "/v1/live: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudException(0, "GET /v1/live was interrupted", e);
        }
    }

    private JsonNode call(
            String method, String path, @org.jspecify.annotations.Nullable Object body) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path))
                            .timeout(Duration.ofSeconds(60))
                            .header("Accept", "application/json");
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofByteArray(
                                        JSON.writeValueAsBytes(body)));
            }
            if (method.equals("POST")) {
                request.header("Idempotency-Key", UUID.randomUUID().toString());
            }
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new CloudException(
                        response.statusCode(),
                        method
                                + " "
                                + path
                                + " answered "
                                + response.statusCode()
                                + ": "
                                + response.body());
            }
            return response.body().isEmpty()
                    ? JSON.createObjectNode()
                    : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new CloudException(0, method + " " + base + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudException(0, method + " " + path + " was interrupted", e);
        }
    }
}
