package com.hasivu.edge.signal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Several signals. The first is what the counter looks at: only when it was given do the others
 * follow, so that nobody sees a green the station holds for not shown. That one of the others fails
 * is logged once and changes nothing.
 */
public final class Signals implements Signal {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private record Follower(Signal signal, AtomicBoolean broken) {}

    private final Signal first;
    private final List<Follower> others;

    public Signals(Signal first, List<Signal> others) {
        this.first = first;
        this.others =
                others.stream().map(signal -> new Follower(signal, new AtomicBoolean())).toList();
    }

    @Override
    public long show(Shown shown) {
        long given = first.show(shown);
        others.forEach(other -> follow(other, shown));
        return given;
    }

    private static void follow(Follower other, Shown shown) {
        try {
            long unused = other.signal().show(shown);
            other.broken().set(false);
        } catch (RuntimeException e) {
            if (!other.broken().getAndSet(true)) {
                LOG.error(
                        "{} shows nothing: {}; the first signal is given all the same",
                        other.signal().getClass().getSimpleName(),
                        e.getMessage());
            }
        }
    }
}
