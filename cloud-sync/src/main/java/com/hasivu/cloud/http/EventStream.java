package com.hasivu.cloud.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An answer that goes on: server-sent events (WHATWG HTML, section 9.2). Whoever reads too slowly
 * is cut off, so that one cannot fill this process. Thread-safe.
 */
public final class EventStream {
    /** Bytes written and not taken by the socket yet; with more the reader is too slow. */
    static final int MAX_WAITING = 256 * 1024;

    private final Context loop;
    private final HttpServerResponse response;
    private final Runnable onEnd;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    EventStream(Context loop, HttpServerResponse response, Runnable onEnd) {
        this.loop = loop;
        this.response = response;
        this.onEnd = onEnd;
    }

    /** Starts to write events to a stream; called once, on a thread that may block. */
    public interface Source {
        void opened(EventStream stream);
    }

    /**
     * Sends one event; its text may have no line break.
     *
     * @param id what the reader names as Last-Event-ID when it comes again
     * @return false when the reader is gone or was cut off
     */
    public boolean event(long id, String kind, String data) {
        if (data.indexOf('\n') >= 0 || data.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("an event's data is one line");
        }
        return write("id: %d\nevent: %s\ndata: %s\n\n".formatted(id, kind, data));
    }

    /** A comment, so that nobody between takes the silence for a dead connection. */
    public boolean beat() {
        return write(": beat\n\n");
    }

    /** Whether somebody still reads. */
    public boolean open() {
        return !ended.get();
    }

    /** Ends it after what was written; any number of times. */
    public void close() {
        if (ended.compareAndSet(false, true)) {
            onEnd.run();
            loop.runOnContext(
                    v -> {
                        if (!response.ended() && !response.closed()) {
                            var unused = response.end();
                        }
                    });
        }
    }

    /** On the loop: the reader went away. */
    void left() {
        if (ended.compareAndSet(false, true)) {
            onEnd.run();
        }
    }

    private boolean write(String text) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (ended.get()) {
            return false;
        }
        if (waiting.addAndGet(size) > MAX_WAITING) {
            cut();
            return false;
        }
        loop.runOnContext(
                v -> {
                    if (response.ended() || response.closed()) {
                        left();
                        return;
                    }
                    response.write(text).onComplete(done -> waiting.addAndGet(-size));
                });
        return true;
    }

    /** What waits is thrown away with the connection. */
    private void cut() {
        if (ended.compareAndSet(false, true)) {
            onEnd.run();
            loop.runOnContext(
                    v -> {
                        var unused = response.reset();
                    });
        }
    }
}
