package com.hasivu.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Calls the service as a client would, over a real socket. Thread-safe. */
public final class Web {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Requests that changed something, by service: see {@link AuditAfterEach}. */
    private static final Map<String, Queue<String>> CHANGES = new ConcurrentHashMap<>();

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final Map<String, String> headers;

    private final Supplier<Map<String, String>> identity;

    private Web(String base, Map<String, String> headers, Supplier<Map<String, String>> identity) {
        this.base = base;
        this.headers = headers;
        this.identity = identity;
    }

    public static Web at(int port) {
        return new Web("http://127.0.0.1:" + port, Map.of(), Map::of);
    }

    /** The same service as somebody whose token is asked for at each call. */
    public Web as(Supplier<String> token) {
        return new Web(base, headers, () -> Map.of("Authorization", "Bearer " + token.get()));
    }

    /** The same service as somebody else. */
    public Web as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public Web with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Web(base, more, identity);
    }

    /** An answer; {@code json} is missing when the body is none. */
    public record Answer(int status, JsonNode json, String text, HttpResponse<String> raw) {
        public String code() {
            return json.path("code").asText();
        }

        public long id() {
            return json.path("id").asLong();
        }

        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError(
                        "expected %d, got %d: %s".formatted(expected, status, text));
            }
            return this;
        }
    }

    /** Method, path and request id of what this service has changed. */
    Queue<String> changes() {
        return changes(base);
    }

    private static Queue<String> changes(String base) {
        return CHANGES.computeIfAbsent(base, key -> new ConcurrentLinkedQueue<>());
    }

    /** An answer's text without the id of its request: two such may be compared. */
    public static String withoutRequest(String text) {
        return text.replaceAll("\"request\":\"[^\"]*\",", "");
    }

    public Answer get(String path) {
        return call("GET", path, "");
    }

    /** A POST without a body. */
    public Answer post(String path) {
        return call("POST", path, "");
    }

    /** Sends JSON; single quotes stand for double ones. */
    public Answer post(String path, String json, Object... arguments) {
        return call("POST", path, json.formatted(arguments).replace('\'', '"'));
    }

    public Answer delete(String path) {
        return call("DELETE", path, "");
    }

    public Answer put(String path, String json, Object... arguments) {
        return call("PUT", path, json.formatted(arguments).replace('\'', '"'));
    }

    public Answer patch(String path, String json, Object... arguments) {
        return call("PATCH", path, json.formatted(arguments).replace('\'', '"'));
    }

    /** Sends a body as it is; an empty one is none. */
    public Answer call(String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty() && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        identity.get().forEach(request::header);
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (!method.equals("GET") && response.statusCode() < 300) {
                changes(base)
                        .add(
                                method
                                        + " "
                                        + path
                                        + " "
                                        + response.headers()
                                                .firstValue("X-Request-Id")
                                                .orElse("without an id"));
            }
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode json =
                    type.contains("json") ? JSON.readTree(response.body()) : JSON.missingNode();
            return new Answer(response.statusCode(), json, response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
