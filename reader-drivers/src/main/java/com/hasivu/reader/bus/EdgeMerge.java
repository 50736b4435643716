package com.hasivu.reader.bus;

import com.hasivu.reader.bus.GpioEdges.Got;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings the edges of several pins into the order they fell. The kernel queues each pin's edges by
 * itself, so of two that were read the later may come first. Not thread-safe; no I/O, no clock.
 */
final class EdgeMerge {
    private record Raw(int line, long nanos) {}

    private final long quietNanos;
    private final PriorityQueue<Raw> held =
            new PriorityQueue<>(Comparator.comparingLong(Raw::nanos));
    private long lastNanos;
    private boolean any;
    private boolean quietTold = true;

    EdgeMerge(long quietNanos) {
        this.quietNanos = quietNanos;
    }

    void add(int line, long nanos) {
        held.add(new Raw(line, nanos));
    }

    /**
     * What is certain: edges up to {@code horizon}, before which no more will be added, and the
     * pause after them.
     */
    List<Got> upTo(long horizon) {
        var certain = new ArrayList<Got>();
        for (Raw next = held.peek(); next != null && next.nanos() <= horizon; next = held.peek()) {
            held.remove();
            quiet(certain, next.nanos());
            certain.add(
                    new Got.Fell(next.line(), any ? next.nanos() - lastNanos : 0, next.nanos()));
            any = true;
            lastNanos = next.nanos();
            quietTold = false;
        }
        quiet(certain, horizon);
        return certain;
    }

    private void quiet(List<Got> certain, long until) {
        if (!quietTold && until - lastNanos >= quietNanos) {
            quietTold = true;
            certain.add(new Got.Quiet(until - lastNanos));
        }
    }
}
