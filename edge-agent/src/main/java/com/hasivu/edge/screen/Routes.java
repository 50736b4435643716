package com.hasivu.edge.screen;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** Which question gets which answer; the stream of events is {@link Streams}'. Thread-safe. */
final class Routes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PAGES =
            Map.of(
                    "/", "text/html; charset=utf-8",
                    "/icon.svg", "image/svg+xml",
                    "/screen.css", "text/css; charset=utf-8",
                    "/screen.js", "text/javascript; charset=utf-8",
                    "/words.js", "text/javascript; charset=utf-8");

    private final HandDesk desk;
    private final ExecutorService acts;

    /**
     * Routes to a desk.
     *
     * @param acts runs what is journalled, to its end: a browser that leaves interrupts only who
     *     answers it
     */
    Routes(HandDesk desk, ExecutorService acts) {
        this.desk = desk;
        this.acts = acts;
    }

    /** A question, whole. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Question(HttpMethod method, String path, HttpHeaders headers, byte[] body) {}

    Answer answer(Question asked) throws InterruptedException {
        if (asked.method().equals(HttpMethod.GET)) {
            return get(asked.path());
        }
        if (!asked.method().equals(HttpMethod.POST)) {
            return Answer.text(405, "GET or POST");
        }
        Optional<String> closed = Doors.closedToActs(asked.headers());
        return closed.isPresent() ? Answer.text(403, closed.get()) : post(asked);
    }

    private Answer get(String path) {
        String type = PAGES.get(path);
        if (type != null) {
            return new Answer(200, type, resource(path.equals("/") ? "/screen.html" : path));
        }
        return path.equals("/supervisors")
                ? desk.supervisors()
                : Answer.text(404, "there is nothing here");
    }

    private Answer post(Question question) throws InterruptedException {
        try {
            JsonNode asked = JSON.readTree(question.body());
            return switch (question.path()) {
                case "/supervisor/pin" -> desk.pin(asked);
                case "/supervisor/card" -> desk.card();
                case "/find" -> desk.find(asked);
                case "/serve" -> toTheEnd(() -> desk.serve(asked));
                case "/undo" -> toTheEnd(() -> desk.undo(asked));
                default -> Answer.text(404, "there is nothing here");
            };
        } catch (JacksonException | IllegalArgumentException e) {
            return Answer.text(400, "malformed"); // no JSON, an id that is none, an unknown reason
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
    }

    private Answer toTheEnd(Callable<Answer> act) throws InterruptedException {
        try {
            return acts.submit(act).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("an act threw what it does not declare", e);
        }
    }

    private static byte[] resource(String path) {
        try (InputStream in = Routes.class.getResourceAsStream(path.substring(1))) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
