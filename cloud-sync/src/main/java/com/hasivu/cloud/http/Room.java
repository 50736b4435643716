package com.hasivu.cloud.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A part of the heap that requests share. Who finds it full waits, in the order of coming and not
 * for long; then it is told to come back. Thread-safe; {@link #take} blocks, so call it on a
 * virtual thread.
 */
final class Room {
    private static final int KIBI = 1 << 10;

    /** Who waits for a room at once; the next one is told to come back. */
    static final int MOST_WAITING = 64;

    private final String what;
    private final int most;
    private final Duration patience;
    private final Semaphore free;

    /** Held until closed, which may be done on any thread and more than once. */
    interface Place extends AutoCloseable {
        Place NONE = () -> {};

        @Override
        void close();
    }

    /**
     * @param what waits in it, for the problem's text
     * @param bytes there are; who wants more takes them all
     * @param patience longest wait
     */
    Room(String what, long bytes, Duration patience) {
        this.what = what;
        this.most = Math.max(1, kibi(bytes));
        this.patience = patience;
        this.free = new Semaphore(most, true);
    }

    /**
     * Takes a place.
     *
     * @throws Problem 503 when there is none in time
     */
    Place take(long bytes) {
        int size = Math.min(most, kibi(bytes));
        if (free.getQueueLength() >= MOST_WAITING || !taken(size)) {
            throw new Problem(
                    503,
                    "busy",
                    "Busy",
                    "too many %s at once; nothing was changed, try again in a while"
                            .formatted(what));
        }
        var closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                free.release(size);
            }
        };
    }

    private boolean taken(int size) {
        try {
            return free.tryAcquire(size, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int kibi(long bytes) {
        return Math.toIntExact((bytes + KIBI - 1) / KIBI);
    }
}
