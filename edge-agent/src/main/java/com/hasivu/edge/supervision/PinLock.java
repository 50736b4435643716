package com.hasivu.edge.supervision;

import com.hasivu.protocol.StaffId;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many wrong PINs are borne: five of one supervisor, or ten of anybody, within the time of the
 * lock; then no PIN of his, or of anybody, is looked at until the oldest is that long ago. By the
 * monotonic clock. Forgotten with the process: who can restart it has the machine. Not thread-safe.
 */
final class PinLock {
    static final Duration LOCKED = Duration.ofMinutes(5);
    static final int EACH = 5;
    static final int ALL = 10;

    private final Map<StaffId, Deque<Long>> wrong = new HashMap<>(); // times, oldest first
    private final Deque<Long> anybody = new ArrayDeque<>();

    /** How long no PIN of this supervisor is looked at; zero when it is. */
    Duration left(StaffId staff, long now) {
        Duration own = left(wrong.getOrDefault(staff, new ArrayDeque<>()), EACH, now);
        Duration all = left(anybody, ALL, now);
        return own.compareTo(all) > 0 ? own : all;
    }

    private static Duration left(Deque<Long> times, int borne, long now) {
        while (!times.isEmpty() && now - times.peekFirst() >= LOCKED.toNanos()) {
            times.removeFirst();
        }
        return times.size() < borne ? Duration.ZERO : LOCKED.minusNanos(now - times.peekFirst());
    }

    /** One more; how many are borne still. */
    int wrong(StaffId staff, long now) {
        Deque<Long> own = wrong.computeIfAbsent(staff, one -> new ArrayDeque<>());
        own.addLast(now);
        anybody.addLast(now);
        return Math.max(0, Math.min(EACH - own.size(), ALL - anybody.size()));
    }

    void right(StaffId staff) {
        wrong.remove(staff);
    }
}
