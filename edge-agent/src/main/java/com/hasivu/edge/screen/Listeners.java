package com.hasivu.edge.screen;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The browsers that listen now, bounded: {@link #ALL} of them, and {@link #EACH} of one address. A
 * tablet that lost its network comes back before its old connection is known to be dead, so of one
 * address the newest stay; nobody else's can be pushed out. Thread-safe.
 */
final class Listeners {
    static final int ALL = 16;
    static final int EACH = 4;

    /**
     * One stream.
     *
     * @param end ends it
     */
    record Listener(InetAddress from, Runnable end) {}

    private final List<Listener> all = new ArrayList<>(); // oldest first

    /** Whether it may listen. */
    boolean add(Listener one) {
        Optional<Listener> oldest;
        synchronized (all) {
            List<Listener> same =
                    all.stream().filter(other -> other.from().equals(one.from())).toList();
            oldest = same.size() < EACH ? Optional.empty() : Optional.of(same.getFirst());
            oldest.ifPresent(all::remove);
            if (all.size() >= ALL) {
                return false;
            }
            all.add(one);
        }
        oldest.map(Listener::end).ifPresent(Runnable::run);
        return true;
    }

    void remove(Listener one) {
        synchronized (all) {
            all.remove(one);
        }
    }

    int count() {
        synchronized (all) {
            return all.size();
        }
    }
}
