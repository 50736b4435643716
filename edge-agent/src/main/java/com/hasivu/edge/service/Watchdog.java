package com.hasivu.edge.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells the service manager that the station is alive, but only after a {@link SyntheticTap} has
 * passed. It looks every third of the manager's time, and a tap that needs longer than a third has
 * not passed: so from the moment the path is stuck, no word leaves, and the manager acts within its
 * time.
 *
 * <p>Threading: the thread {@code watchdog} waits; the tap is on a thread {@code synthetic-tap} of
 * its own, as it may never come back. One at a time, so a stuck path holds one thread, not a heap
 * of them.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int LOOKS_IN_TIME = 3;
    private static final int MAX_FRAMES = 12;
    private static final String OURS = "com.hasivu.";
    private static final String TAP_PATH = "com.hasivu.edge.serving.";

    private final ServiceManager manager;
    private final SyntheticTap tap;
    private final long lookNanos;
    private final Thread thread;

    // by the watchdog's thread
    private Optional<FutureTask<Optional<String>>> underway = Optional.empty();
    private boolean stuck;
    private String told = "";

    private Watchdog(ServiceManager manager, SyntheticTap tap, Duration within) {
        this.manager = manager;
        this.tap = tap;
        this.lookNanos = within.toNanos() / LOOKS_IN_TIME;
        this.thread = Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    /** Watches until closed; without a manager that waits for a sign of life it does nothing. */
    public static Optional<Watchdog> start(ServiceManager manager, SyntheticTap tap) {
        return manager.watchdog().map(within -> new Watchdog(manager, tap, within));
    }

    private void watch() {
        try {
            while (true) {
                long next = System.nanoTime() + lookNanos;
                look();
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void look() throws InterruptedException {
        Optional<String> trouble = pass();
        if (trouble.isEmpty()) {
            manager.alive();
            say(tap.status());
            if (stuck) {
                LOG.info("the tap path moves again");
            }
        } else {
            say("stuck: " + trouble.get());
            if (!stuck) {
                LOG.error(
                        "the tap path is stuck: {}; the service manager is told no more that this station lives\n{}",
                        trouble.get(),
                        threads());
            }
        }
        stuck = trouble.isPresent();
    }

    private Optional<String> pass() throws InterruptedException {
        FutureTask<Optional<String>> task =
                underway.orElseGet(
                        () -> {
                            var begun = new FutureTask<>(tap::pass);
                            Thread.ofPlatform().daemon().name("synthetic-tap").start(begun);
                            return begun;
                        });
        underway = Optional.of(task);
        try {
            Optional<String> trouble = task.get(lookNanos, TimeUnit.NANOSECONDS);
            underway = Optional.empty();
            return trouble;
        } catch (TimeoutException late) {
            return Optional.of("a synthetic tap did not get through");
        } catch (ExecutionException e) {
            underway = Optional.empty();
            return Optional.of("a synthetic tap failed: " + e.getCause());
        }
    }

    private void say(String status) {
        if (!status.equals(told)) {
            manager.status(status);
            told = status;
        }
    }

    /**
     * Where everybody is who has to do with it, for whoever has to find out why: threads on the tap
     * path first, as a log line has an end; those of libraries alone not at all.
     */
    private static String threads() {
        StringBuilder all = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> runs(thread.getValue(), OURS))
                .sorted(Comparator.comparing(thread -> !runs(thread.getValue(), TAP_PATH)))
                .forEach(
                        thread -> {
                            all.append(thread.getKey().getName())
                                    .append(' ')
                                    .append(thread.getKey().getState());
                            Arrays.stream(thread.getValue())
                                    .limit(MAX_FRAMES)
                                    .forEach(frame -> all.append("\n    ").append(frame));
                            all.append('\n');
                        });
        return all.toString();
    }

    private static boolean runs(StackTraceElement[] frames, String code) {
        return Arrays.stream(frames).anyMatch(frame -> frame.getClassName().startsWith(code));
    }

    /** One last word, as closing takes its time. */
    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
        if (!stuck) {
            manager.alive();
        }
    }
}
