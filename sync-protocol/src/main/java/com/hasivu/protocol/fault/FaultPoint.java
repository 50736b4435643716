package com.hasivu.protocol.fault;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Where a program may be killed by a test, in the order a tap passes. Off unless the system
 * property {@code hasivu.halt-at} names a point and how often it may be passed before, for example
 * {@code journal-durable:3}: the third arrival ends the process at once as a power cut would, with
 * exit code 137. Off, {@link #reach} is two tests.
 */
public enum FaultPoint {
    /** Edge: the verdict is made, nothing written. */
    TAP_DECIDED,
    /** Edge: half of the record's bytes are written. */
    JOURNAL_TORN,
    /** Edge: the record's bytes are written, not yet synced. */
    JOURNAL_WRITTEN,
    /** Edge: the record is on disk, the lamp is dark. */
    JOURNAL_DURABLE,
    /** Edge: the lamp is lit, the shown mark is not set. */
    SIGNAL_SHOWN,
    /** Edge: a batch is handed to the broker. */
    SYNC_SENT,
    /** Edge: the cloud's ack is here, the cursor is not saved. */
    SYNC_ACKED,
    /** Edge: the cursor is saved. */
    CURSOR_SAVED,
    /** Edge: a new snapshot's file is written, not yet renamed. */
    SNAPSHOT_WRITTEN,
    /** Cloud: a batch is here, no transaction begun. */
    INTAKE_RECEIVED,
    /** Cloud: every row is written, not committed. */
    INTAKE_WRITTEN,
    /** Cloud: committed, not acked. */
    INTAKE_COMMITTED,
    /** Cloud: the ack is handed to the broker. */
    INTAKE_ACKED;

    private static final String HALT_AT = System.getProperty("hasivu.halt-at", "");
    private static final boolean ARMED = !HALT_AT.isEmpty();
    private static final FaultPoint POINT = ARMED ? parse(HALT_AT.split(":")[0]) : TAP_DECIDED;
    private static final AtomicInteger LEFT =
            new AtomicInteger(HALT_AT.contains(":") ? Integer.parseInt(HALT_AT.split(":")[1]) : 1);

    private static volatile @Nullable Consumer<FaultPoint> watcher;

    /**
     * Tells {@code watcher} of each arrival in this process, on the arriving thread, until {@link
     * #unwatch}: for the simulator, whose programs die by what the watcher throws.
     */
    public static void watch(Consumer<FaultPoint> watcher) {
        FaultPoint.watcher = watcher;
    }

    /** Ends {@link #watch}. */
    public static void unwatch() {
        watcher = null;
    }

    /** As written in {@code hasivu.halt-at}, for example {@code journal-durable}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Ends the process here when a test asked for it. */
    public void reach() {
        Consumer<FaultPoint> told = watcher;
        if (told != null) {
            told.accept(this);
        }
        if (ARMED && POINT == this && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(137);
        }
    }

    /**
     * Whether the next {@link #reach} of this point will end the process: to leave half a write
     * behind first.
     */
    public boolean isNext() {
        return ARMED && POINT == this && LEFT.get() == 1;
    }

    private static FaultPoint parse(String label) {
        for (FaultPoint point : values()) {
            if (point.label().equals(label)) {
                return point;
            }
        }
        throw new IllegalArgumentException("hasivu.halt-at names no fault point: " + label);
    }
}
