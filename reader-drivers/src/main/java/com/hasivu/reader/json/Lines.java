package com.hasivu.reader.json;

import com.hasivu.reader.line.Transport.Got;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has come and waits for the reader's thread. A client library's threads add, one thread
 * takes.
 */
final class Lines {
    private static final byte[] EMPTY_LINE = {'\n'};

    private final BlockingQueue<Got> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong size = new AtomicLong();
    private volatile boolean closed;
    private volatile boolean lost;

    /** The reader has granted the stream: an empty line tells the machine. */
    void granted() {
        add(EMPTY_LINE.clone());
    }

    void add(byte[] bytes) {
        if (!lost && bytes.length > 0) {
            size.addAndGet(bytes.length);
            waiting.add(new Got.Bytes(bytes, System.nanoTime()));
        }
    }

    /** The first time only. */
    synchronized void lose(String why) {
        if (!lost) {
            lost = true;
            waiting.add(new Got.Lost(why));
        }
    }

    Got take(Duration patience) throws InterruptedException {
        if (closed) {
            return new Got.Closed();
        }
        Got got = waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (closed) {
            return new Got.Closed();
        }
        if (got instanceof Got.Bytes(var bytes, var at)) {
            size.addAndGet(-bytes.length);
        }
        return got == null ? new Got.Nothing() : got;
    }

    /** Bytes that wait. */
    long size() {
        return size.get();
    }

    int count() {
        return waiting.size();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        waiting.add(new Got.Closed()); // wakes take
    }
}
