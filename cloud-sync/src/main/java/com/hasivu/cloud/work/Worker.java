package com.hasivu.cloud.work;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Does what is due, again and again: when the bell rings, and after a while without it. What is due
 * takes its rows itself, so that any number of nodes may look. Threading: {@link #ring} from any
 * thread; one virtual thread works.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration LAST_WORK = Duration.ofSeconds(5);

    private final String what;
    private final Duration look;
    private final BooleanSupplier runOne;
    private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private boolean failing; // the worker's thread alone
    private volatile boolean stopped;

    /**
     * @param what it does, as a log says it, for example {@code recurring orders}
     * @param look longest time without a look
     * @param runOne does some of it in a transaction of its own; false when there is none now
     */
    public Worker(String what, Duration look, BooleanSupplier runOne) {
        this.what = what;
        this.look = look;
        this.runOne = runOne;
        this.thread = Thread.ofVirtual().name(what).unstarted(this::work);
    }

    /** Begins to work. */
    public void start() {
        thread.start();
    }

    /** There is something to do. Never blocks. */
    public void ring() {
        bell.offer(true);
    }

    private void work() {
        try {
            while (!stopped) {
                runDue();
                bell.poll(look.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runDue() {
        try {
            while (!stopped && runOne.getAsBoolean()) {
                continue;
            }
            if (failing) {
                failing = false;
                LOG.info("{}: goes on again", what);
            }
        } catch (RuntimeException e) {
            if (!stopped && !failing) {
                failing = true;
                LOG.warn("{}: does not go on; looking again within {}", what, look, e);
            }
        }
    }

    /** Ends behind the work at hand; no interrupt: that would close an H2 file under its reader. */
    @Override
    public void close() {
        stopped = true;
        bell.offer(true);
        try {
            if (thread.isAlive() && !thread.join(LAST_WORK)) {
                LOG.warn("{}: did not end within {}", what, LAST_WORK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
