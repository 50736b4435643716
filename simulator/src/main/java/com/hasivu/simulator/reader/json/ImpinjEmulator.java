package com.hasivu.simulator.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * An R700 with the Impinj IoT device interface: an HTTP server whose stream tells an event per read
 * while a preset runs, and an empty line now and then. Source: Impinj IoT device interface, and
 * docs/readers/impinj.md.
 *
 * <p>Threading: one daemon thread reads tags and writes to every stream; the server has virtual
 * threads of its own; the methods may be called from any.
 */
public final class ImpinjEmulator implements EmulatedReader {
    static final int HELD_CDBM = -4100;
    private static final Duration READ_EVERY = Duration.ofMillis(20);
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(2);
    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else lines wait for ACKs
    }

    private final ImpinjSetup setup;
    private final InetSocketAddress address;
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final Thread sender;
    private volatile Optional<HttpServer> server;
    private volatile Optional<String> running;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile byte[] unheard = new byte[0];
    private volatile boolean hung;
    private volatile boolean closed;

    /**
     * A reader at {@code listen}; port 0 takes a free one.
     *
     * @throws UncheckedIOException if the port is taken
     */
    public static ImpinjEmulator at(InetSocketAddress listen, ImpinjSetup setup) {
        return new ImpinjEmulator(listen, setup);
    }

    private ImpinjEmulator(InetSocketAddress listen, ImpinjSetup setup) {
        this.setup = setup;
        this.running = setup.autostart();
        HttpServer first = serve(listen);
        this.address = new InetSocketAddress(listen.getAddress(), first.getAddress().getPort());
        this.server = Optional.of(first);
        this.sender = Thread.ofPlatform().daemon().name("emulated impinj").start(this::send);
    }

    private HttpServer serve(InetSocketAddress where) {
        try {
            HttpServer made = create(where);
            made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            made.createContext("/api/v1/data/stream", this::stream);
            made.createContext("/api/v1/profiles/inventory/presets/", this::start);
            made.createContext("/api/v1/profiles/stop", this::stop);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("no reader at " + where + ": " + e.getMessage(), e);
        }
    }

    private HttpServer create(InetSocketAddress where) throws IOException {
        if (setup.tls().isEmpty()) {
            return HttpServer.create(where, 0);
        }
        HttpsServer secure = HttpsServer.create(where, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(setup.tls().get()));
        return secure;
    }

    /** One read as the reader tells it. */
    static byte[] event(CardId epc, int cdbm, Instant at) {
        byte[] number = epc.bytes();
        if (number.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an EPC has whole words of 2 bytes, %s has %d bytes"
                            .formatted(epc, number.length));
        }
        String line =
                "{\"timestamp\":\"%s\",\"eventType\":\"tagInventory\",\"tagInventoryEvent\":{\"epc\":\"%s\",\"epcHex\":\"%s\",\"antennaPort\":1,\"peakRssiCdbm\":%d}}\r\n";
        return line.formatted(at, Base64.getEncoder().encodeToString(number), epc.hex(), cdbm)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void send() {
        long lastLine = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(READ_EVERY.toNanos());
            Optional<CardId> now = card;
            if (hung) {
                continue;
            }
            if (now.isPresent() && running.isPresent() && !streams.isEmpty()) {
                deliver(event(now.get(), HELD_CDBM, Instant.now()));
                lastLine = System.nanoTime();
            } else if (System.nanoTime() - lastLine > setup.keepAlive().toNanos()) {
                write(EMPTY_LINE);
                lastLine = System.nanoTime();
            }
        }
    }

    private void deliver(byte[] event) {
        boolean first = true;
        for (byte[] piece : delivery.pieces(event)) {
            if (!first) {
                LockSupport.parkNanos(BETWEEN_PIECES.toNanos());
            }
            first = false;
            write(piece);
        }
    }

    private void write(byte[] bytes) {
        streams.removeIf(stream -> !stream.write(bytes));
    }

    private void stream(HttpExchange exchange) throws IOException {
        if (!isAsked(exchange, "GET")) {
            return;
        }
        var stream = new EventStream(exchange);
        stream.write(unheard);
        unheard = new byte[0];
        streams.add(stream);
        stream.awaitEnd();
    }

    private void start(HttpExchange exchange) throws IOException {
        if (!isAsked(exchange, "POST")) {
            return;
        }
        String[] parts = exchange.getRequestURI().getPath().split("/");
        String preset = parts[parts.length - 2];
        boolean known = parts[parts.length - 1].equals("start") && setup.presets().contains(preset);
        if (!known) {
            answer(exchange, 404);
        } else if (running.isPresent()) {
            answer(exchange, 409);
        } else {
            running = Optional.of(preset);
            answer(exchange, 204);
        }
    }

    private void stop(HttpExchange exchange) throws IOException {
        if (isAsked(exchange, "POST")) {
            running = Optional.empty();
            answer(exchange, 204);
        }
    }

    private boolean isAsked(HttpExchange exchange, String method) throws IOException {
        if (setup.isRefused(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"reader\"");
            answer(exchange, 401);
            return false;
        }
        if (!exchange.getRequestMethod().toUpperCase(Locale.ROOT).equals(method)) {
            answer(exchange, 405);
            return false;
        }
        return true;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** The preset that runs, if one does. */
    public Optional<String> running() {
        return running;
    }

    /** The reader hangs with its connections open: no event, no empty line. */
    public void hang() {
        hung = true;
    }

    /** {@code host:port}. */
    @Override
    public String device() {
        return "%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
    }

    @Override
    public void present(CardId held) {
        event(held, HELD_CDBM, Instant.EPOCH); // refuses a card of another family
        card = Optional.of(held);
        LockSupport.unpark(sender);
    }

    @Override
    public void remove() {
        card = Optional.empty();
    }

    /** With no station there, the next one hears it: a proxy on the way may keep bytes. */
    @Override
    public void noise(byte[] bytes) {
        if (streams.isEmpty()) {
            unheard = bytes.clone();
        } else {
            write(bytes);
        }
    }

    @Override
    public void deliver(Delivery wanted) {
        delivery = wanted;
    }

    @Override
    public void unplug() {
        server.ifPresent(serving -> serving.stop(0));
        server = Optional.empty();
        streams.forEach(EventStream::end);
        streams.clear();
    }

    @Override
    public void plugIn() {
        unplug();
        running = setup.autostart();
        unheard = new byte[0];
        server = Optional.of(serve(address));
    }

    @Override
    public void close() {
        closed = true;
        unplug();
    }
}
