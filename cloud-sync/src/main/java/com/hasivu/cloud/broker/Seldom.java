package com.hasivu.cloud.broker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what may come in floods and logs it seldom: the first at once, then at most one line in
 * ten seconds with the count so far. Thread-safe.
 */
public final class Seldom {
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Logger log;

    public Seldom(Logger log) {
        this.log = log;
    }

    /** A counter whose log line begins with {@code what}. */
    public Counter counter(String what) {
        return new Counter(log, what);
    }

    /** One kind of thing that may come in floods. */
    public static final class Counter {
        private final Logger log;
        private final String what;
        private final LongAdder count = new LongAdder();
        private final AtomicLong quietUntil = new AtomicLong(System.nanoTime() - 1);

        Counter(Logger log, String what) {
            this.log = log;
            this.what = what;
        }

        public void add(String detail) {
            add(detail, null);
        }

        public void add(String detail, @Nullable Throwable cause) {
            count.increment();
            long until = quietUntil.get();
            long now = System.nanoTime();
            if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE_NANOS)) {
                log.warn("{} ({} so far): {}", what, count.sum(), detail, cause);
            }
        }

        /** How many so far. */
        public long count() {
            return count.sum();
        }
    }
}
