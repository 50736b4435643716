package com.hasivu.edge.station;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.serving.TapService;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is done beside the taps: a failed journal is tried again, old acknowledged records are
 * removed, snapshots are compacted. One platform thread, {@code housekeeping}, as it waits for the
 * disk.
 */
final class Housekeeping implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration HEAL_EVERY = Duration.ofSeconds(1);
    private static final Duration TRIM_EVERY = Duration.ofHours(1);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("housekeeping").factory());
    private boolean failed; // by the thread

    void start(Journal journal, TapService taps, Duration keep) {
        every(HEAL_EVERY, () -> heal(journal));
        every(TRIM_EVERY, () -> trim(taps, keep));
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(() -> guarded(work));
    }

    void every(Duration period, Runnable work) {
        ScheduledFuture<?> _ =
                thread.scheduleWithFixedDelay(
                        () -> guarded(work),
                        period.toMillis(),
                        period.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** The executor would drop work that throws, and say nothing. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (VirtualMachineError e) {
            Thread thread = Thread.currentThread(); // its handler may end the process
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } catch (RuntimeException | Error e) {
            LOG.error("housekeeping failed; it is tried again in its turn", e);
        }
    }

    private void heal(Journal journal) {
        if (journal.state() instanceof JournalState.Ready) {
            return;
        }
        JournalState now = journal.heal();
        switch (now) {
            case JournalState.Ready ready -> {
                failed = false;
                LOG.info("journal takes records again; the counter is back in service");
            }
            case JournalState.Failed(var why) -> {
                if (!failed) {
                    LOG.error("out of service: {}", why);
                }
                failed = true;
            }
        }
    }

    private static void trim(TapService taps, Duration keep) {
        int files = taps.trim(keep);
        if (files > 0) {
            LOG.info("journal: {} old file(s) removed, all acknowledged by the cloud", files);
        }
    }

    @Override
    public void close() {
        thread.shutdown(); // no interrupt: that would close a file in the middle of a write
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("housekeeping is still busy; left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
