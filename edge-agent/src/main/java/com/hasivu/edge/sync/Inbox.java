package com.hasivu.edge.sync;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the sync thread: messages in order, and the wish to be looked at. Bounded by count
 * and bytes: what does not fit is dropped and counted, as the station asks again for all it needs.
 * Putting never blocks. Thread-safe.
 */
final class Inbox {
    static final int MAX_MESSAGES = 1_024;
    static final long MAX_BYTES = 24L << 20;

    /** What can come. */
    sealed interface Item {
        /** A message of the link with that number. */
        record Message(long link, String topic, byte[] payload) implements Item {}

        /** That link is lost. */
        record Lost(long link, String why) implements Item {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long bytes;
    private long overflowed;
    private boolean woken;

    void put(Item item) {
        lock.lock();
        try {
            long size = item instanceof Item.Message m ? m.payload().length : 0;
            if (item instanceof Item.Message
                    && (items.size() >= MAX_MESSAGES || bytes + size > MAX_BYTES)) {
                overflowed++;
                return;
            }
            items.add(item);
            bytes += size;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@link #take} return, with or without an item. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next item; empty when woken or when {@code patienceMillis} have passed. */
    Optional<Item> take(long patienceMillis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(Math.max(0, patienceMillis));
            while (items.isEmpty() && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            Item item = items.poll();
            if (item instanceof Item.Message m) {
                bytes -= m.payload().length;
            }
            return Optional.ofNullable(item);
        } finally {
            lock.unlock();
        }
    }

    /** Messages dropped since the last call. */
    long takeOverflowed() {
        lock.lock();
        try {
            long n = overflowed;
            overflowed = 0;
            return n;
        } finally {
            lock.unlock();
        }
    }
}
