package com.hasivu.protocol.fault;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a program may be stopped, slowed or made to fail by a test, in the order a tap passes;
 * those of the cloud's sagas and outbox last. Off unless a system property asks for a fault; off,
 * every method is a test or two.
 *
 * <p>{@code hasivu.fault} is a list of {@link Rule}s, separated by commas; {@code
 * hasivu.fault-file} names a file with one rule a line, read again whenever it changes, so that a
 * fault can come and go in a running process; {@code hasivu.halt-at=POINT:N} is short for the rule
 * {@code halt at POINT:N}. A process that is halted ends at once, as by a power cut, with exit code
 * 137.
 */
public enum FaultPoint {
    /** Edge: the verdict is made, nothing written. */
    TAP_DECIDED,
    /** Edge: half of the record's bytes are written. */
    JOURNAL_TORN,
    /** Edge: the record's bytes are written, not yet synced. */
    JOURNAL_WRITTEN,
    /** Edge: bytes are about to be written and synced: records, headers, the cursor. */
    DISK_SYNC,
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
    INTAKE_ACKED,
    /** Cloud: a saga is held by a worker, its step not begun. */
    SAGA_TAKEN,
    /** Cloud: the step's effect and the saga's new state are written, not committed. */
    SAGA_WRITTEN,
    /** Cloud: they are committed, the next step is not begun. */
    SAGA_COMMITTED,
    /** Cloud: changes are taken out of the outbox; what comes of them is not committed. */
    OUTBOX_CONSUMED;

    /** Those a station passes. */
    public static final Set<FaultPoint> STATION =
            Collections.unmodifiableSet(EnumSet.range(TAP_DECIDED, SNAPSHOT_WRITTEN));

    private static final boolean ARMED = Faults.ARMED;

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

    /** As written in a rule, for example {@code journal-durable}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Ends the process here, or waits, when a test asked for it. */
    public void reach() {
        Consumer<FaultPoint> told = watcher;
        if (told != null) {
            told.accept(this);
        }
        if (ARMED) {
            Faults.now().reach(this);
        }
    }

    /**
     * Like {@link #reach}, where a write to disk follows.
     *
     * @throws IOException when a test asked for a disk that fails
     */
    public void io() throws IOException {
        reach();
        if (ARMED) {
            Faults.now().io(this);
        }
    }

    /** Whether a test asked to leave out the step that follows. */
    public boolean isSkipped() {
        return ARMED && Faults.now().skips(this);
    }

    /**
     * Whether the next {@link #reach} of this point will end the process: to leave half a write
     * behind first.
     */
    public boolean isNext() {
        return ARMED && Faults.now().haltsNext(this);
    }

    static FaultPoint parse(String label) {
        for (FaultPoint point : values()) {
            if (point.label().equals(label)) {
                return point;
            }
        }
        throw new IllegalArgumentException("no fault point is called '" + label + "'");
    }
}
