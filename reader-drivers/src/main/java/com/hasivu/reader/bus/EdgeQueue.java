package com.hasivu.reader.bus;

import com.hasivu.reader.bus.GpioEdges.Got;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands edges from the thread that watches the bus to the reader's. Bounded: while it is full the
 * watching thread waits and the bus holds back, or loses, edges; a frame with lost edges does not
 * pass its checks.
 */
final class EdgeQueue {
    private static final int LIMIT = 4096;
    private static final int HAND_MILLIS = 50; // how late a full queue notices stop

    private final BlockingQueue<Got> waiting = new ArrayBlockingQueue<>(LIMIT);
    private volatile boolean stopped;

    void put(Got got) throws InterruptedException {
        boolean handed = false;
        while (!handed && !stopped) {
            handed = waiting.offer(got, HAND_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    Got take(Duration patience) throws InterruptedException {
        if (stopped) {
            return new Got.Closed();
        }
        Got got = waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (stopped) {
            return new Got.Closed();
        }
        return got == null ? new Got.Nothing() : got;
    }

    void stop() {
        stopped = true;
        waiting.clear();
        waiting.offer(new Got.Closed()); // wakes take; if full, take finds an edge and sees stopped
    }

    boolean stopped() {
        return stopped;
    }
}
