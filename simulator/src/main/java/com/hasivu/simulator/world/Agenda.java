package com.hasivu.simulator.world;

import java.util.PriorityQueue;

/**
 * What happens next, in order of time, and of planning at the same time. It is the world's clock.
 */
final class Agenda {
    private record Entry(long at, long number, Runnable work) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long planned;
    private long now;
    private long events;

    Agenda(long start) {
        this.now = start;
    }

    /** True time, milliseconds since 1970. */
    long now() {
        return now;
    }

    long events() {
        return events;
    }

    void at(long when, Runnable work) {
        entries.add(new Entry(Math.max(when, now), planned++, work));
    }

    void in(long millis, Runnable work) {
        at(now + millis, work);
    }

    /** Runs the next entry that is due until then; false when there is none. */
    boolean step(long until) {
        Entry next = entries.peek();
        if (next == null || next.at() > until) {
            now = Math.max(now, until);
            return false;
        }
        entries.remove();
        now = next.at();
        events++;
        next.work().run();
        return true;
    }
}
