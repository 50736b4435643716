package com.hasivu.edge.signal;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until it is told to pass. */
final class VirtualTimer implements Timer {
    private record Due(long at, long order, Runnable work) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now = 1_000_000_000_000L;
    private long order;
    private boolean closed;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void at(long nanos, Runnable work) {
        due.add(new Due(nanos, order++, work));
    }

    void pass(Duration time) {
        long until = now + time.toNanos();
        while (!closed && !due.isEmpty() && due.peek().at() <= until) {
            Due next = due.remove();
            now = next.at();
            next.work().run();
        }
        now = until;
    }

    @Override
    public void close() {
        closed = true;
    }
}
