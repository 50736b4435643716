package com.hasivu.cloud.work;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks for work that has come due, again and again. Each kind takes its rows itself, so that any
 * number of nodes may look. One kind that fails does not stop the others. Threading: one virtual
 * thread.
 */
public final class DueWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DueWork.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LAST_WORK = Duration.ofSeconds(5);

    private final List<Kind> kinds;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread worker = Thread.ofVirtual().name("due-work").unstarted(this::work);

    /**
     * One kind of work.
     *
     * @param runOne does some of it in a transaction of its own; false when there is none now
     */
    public record Kind(String name, BooleanSupplier runOne) {}

    public DueWork(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /** Begins to look. */
    public void start() {
        worker.start();
    }

    private void work() {
        var failing = new ArrayList<String>();
        try {
            do {
                for (Kind kind : kinds) {
                    runDue(kind, failing);
                }
            } while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runDue(Kind kind, List<String> failing) {
        try {
            while (stopped.getCount() > 0 && kind.runOne().getAsBoolean()) {
                continue;
            }
            if (failing.remove(kind.name())) {
                LOG.info("{} goes on again", kind.name());
            }
        } catch (RuntimeException e) {
            if (stopped.getCount() > 0 && !failing.contains(kind.name())) {
                failing.add(kind.name());
                LOG.warn("{} does not go on; looking again every {}", kind.name(), LOOK, e);
            }
        }
    }

    /** Ends behind the work at hand; no interrupt: that would close an H2 file under its reader. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            if (worker.isAlive() && !worker.join(LAST_WORK)) {
                LOG.warn("due work did not end within {}", LAST_WORK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
