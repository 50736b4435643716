package com.hasivu.edge.screen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.supervision.Supervision;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Serves the counter's page, its events and a supervisor's acts. docs/screen.md.
 *
 * <p>Threading: one virtual thread for each question; a browser's stream of events is one that does
 * not end. At most {@link #MAX_STREAMS} of them.
 */
public final class ScreenServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScreenServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_STREAMS = 16;
    private static final int MAX_BODY = 4 * 1024;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> PAGES =
            Map.of(
                    "/", "text/html; charset=utf-8",
                    "/icon.svg", "image/svg+xml",
                    "/screen.css", "text/css; charset=utf-8",
                    "/screen.js", "text/javascript; charset=utf-8",
                    "/words.js", "text/javascript; charset=utf-8");

    static {
        // else an event may wait 40 ms for the acknowledgement of the one before
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScreenFeed feed;
    private final HandDesk desk;
    private final Semaphore streams = new Semaphore(MAX_STREAMS);
    private final String boot = HexFormat.of().toHexDigits(new SecureRandom().nextInt());

    /** What stands behind the page. */
    public record Parts(
            Supplier<Optional<DayOrders>> orders,
            Supervision supervision,
            HandService hands,
            ScreenFeed feed) {}

    private ScreenServer(HttpServer server, Parts parts) {
        this.server = server;
        this.feed = parts.feed();
        this.desk = new HandDesk(parts.orders(), parts.supervision(), parts.hands(), parts.feed());
    }

    /**
     * Listens.
     *
     * @throws ScreenException if the address is taken or is none of this machine
     */
    public static ScreenServer open(String host, int port, Parts parts) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(host, port), 0);
            ScreenServer screen = new ScreenServer(http, parts);
            http.setExecutor(screen.threads);
            http.createContext("/", screen::answer);
            http.start();
            return screen;
        } catch (IOException | IllegalArgumentException e) {
            throw new ScreenException(
                    "the screen cannot listen on %s:%d: %s; change screen.listen"
                            .formatted(host, port, e.getMessage()),
                    e);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            Optional<String> closed = Doors.closed(exchange.getRequestHeaders());
            if (closed.isPresent()) {
                text(exchange, 421, closed.get());
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange);
                case "POST" -> post(exchange);
                default -> text(exchange, 405, "GET or POST");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("a question of the screen failed", e);
            throw e;
        }
    }

    private void get(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String type = PAGES.get(path);
        if (type != null) {
            send(exchange, 200, type, resource(path.equals("/") ? "/screen.html" : path));
        } else if (path.equals("/events")) {
            events(exchange);
        } else if (path.equals("/supervisors")) {
            send(exchange, desk.supervisors());
        } else {
            text(exchange, 404, "there is nothing here");
        }
    }

    private void post(HttpExchange exchange) throws IOException, InterruptedException {
        Optional<String> closed = Doors.closedToActs(exchange.getRequestHeaders());
        if (closed.isPresent()) {
            text(exchange, 403, closed.get());
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            text(exchange, 413, "at most %d bytes".formatted(MAX_BODY));
            return;
        }
        try {
            JsonNode asked = JSON.readTree(body);
            switch (exchange.getRequestURI().getPath()) {
                case "/supervisor/pin" -> send(exchange, desk.pin(asked));
                case "/supervisor/card" -> send(exchange, desk.card());
                case "/find" -> send(exchange, desk.find(asked));
                case "/serve" -> send(exchange, desk.serve(asked));
                case "/undo" -> send(exchange, desk.undo(asked));
                default -> text(exchange, 404, "there is nothing here");
            }
        } catch (com.fasterxml.jackson.core.JacksonException | IllegalArgumentException e) {
            text(exchange, 400, "malformed"); // no JSON, an id that is none, an unknown reason
        }
    }

    /** The newest state at once, unless the browser has it; then each new one. */
    private void events(HttpExchange exchange) throws IOException, InterruptedException {
        if (!streams.tryAcquire()) {
            text(exchange, 503, "at most %d screens".formatted(MAX_STREAMS));
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            write(out, "retry: 1000\n\n");
            long seen = lastSeen(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
            while (!feed.closed()) {
                Optional<ScreenFeed.Event> next = feed.await(seen, HEARTBEAT);
                if (next.isPresent()) {
                    seen = next.get().id();
                    write(out, "id: %s-%d\ndata: %s\n\n".formatted(boot, seen, next.get().json()));
                } else {
                    write(out, ": here\n\n");
                }
            }
        } catch (IOException e) {
            LOG.debug("a screen left", e);
        } finally {
            streams.release();
        }
    }

    private long lastSeen(@org.jspecify.annotations.Nullable String id) {
        return id != null && id.matches(boot + "-[0-9]{1,18}")
                ? Long.parseLong(id.substring(boot.length() + 1))
                : 0;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void send(HttpExchange exchange, HandDesk.Answer answer) throws IOException {
        send(
                exchange,
                answer.status(),
                "application/json",
                answer.body().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        send(exchange, status, "text/plain; charset=utf-8", body);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = ScreenServer.class.getResourceAsStream(path.substring(1))) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + path);
            }
            return in.readAllBytes();
        }
    }

    /** Ends the streams of the feed it serves only when that is closed before. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
