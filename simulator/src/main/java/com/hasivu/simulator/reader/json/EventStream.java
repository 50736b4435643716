package com.hasivu.simulator.reader.json;

import com.sun.net.httpserver.HttpExchange;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** One station's stream: each write is one chunk. Thread-safe. */
final class EventStream {
    private final OutputStream out;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Grants the stream: the answer's head goes out at once. */
    EventStream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        out = exchange.getResponseBody();
        out.flush();
    }

    /** False once the station is gone. */
    synchronized boolean write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return true;
        } catch (IOException e) {
            ended.countDown();
            return false;
        }
    }

    void end() {
        ended.countDown();
    }

    /** Keeps the exchange open: it ends with its handler. */
    void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
