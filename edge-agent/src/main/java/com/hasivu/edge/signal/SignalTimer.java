package com.hasivu.edge.signal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One platform thread, {@code signal}: a pin is a system call, and nothing else may delay it. */
final class SignalTimer implements Timer {
    private static final Logger LOG = LoggerFactory.getLogger(SignalTimer.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform()
                            .daemon()
                            .name("signal")
                            .priority(Thread.MAX_PRIORITY)
                            .factory());

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void at(long nanos, Runnable work) {
        ScheduledFuture<?> _ =
                thread.schedule(
                        () -> guarded(work),
                        Math.max(0, nanos - System.nanoTime()),
                        TimeUnit.NANOSECONDS);
    }

    /** The executor would drop what work throws, and say nothing. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("a bug in the lamp's patterns; the next tap begins a new one", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
