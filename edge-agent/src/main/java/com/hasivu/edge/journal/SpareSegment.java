package com.hasivu.edge.journal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The next segment file, made of zeros ahead of time so that no tap waits for it. Threading: called
 * by the leader only; the file itself is made on the housekeeping thread, or by the leader when
 * that has not begun.
 */
final class SpareSegment {
    private static final Logger LOG = LoggerFactory.getLogger(SpareSegment.class);

    private final JournalDisk disk;
    private final JournalSettings settings;
    private final JournalEnvironment environment;
    private int nextNumber;
    private long retryAt = Long.MIN_VALUE;
    private @Nullable FutureTask<Prepared> coming;
    private boolean failing; // told, and not over

    /** A file of zeros of the right size. */
    record Prepared(int number, String name, JournalFile file) {}

    /**
     * Continues the numbering.
     *
     * @param unused a file of zeros that an earlier run has left; {@code null} when there is none
     */
    SpareSegment(
            JournalDisk disk,
            JournalSettings settings,
            JournalEnvironment environment,
            int highestNumber,
            @Nullable String unused)
            throws IOException {
        this.disk = disk;
        this.settings = settings;
        this.environment = environment;
        this.nextNumber = highestNumber + 1;
        if (unused != null) {
            reuse(unused);
        }
    }

    private void reuse(String unused) throws IOException {
        JournalFile file = disk.open(unused);
        if (file.size() == settings.segmentBytes()) {
            Prepared prepared = new Prepared(Segment.numberOf(unused), unused, file);
            FutureTask<Prepared> done = new FutureTask<>(() -> prepared);
            done.run();
            coming = done;
        } else {
            disk.delete(unused);
        }
    }

    /** Begins to make the file, unless it is there, on its way, or failed a moment ago. */
    void prepare() {
        FutureTask<Prepared> current = coming;
        if (current != null && current.state() == FutureTask.State.FAILED) {
            if (retryAt == Long.MIN_VALUE) {
                retryAt = environment.nanoTime().getAsLong() + settings.retryEvery().toNanos();
                tellOnce(current.exceptionNow());
            }
            if (environment.nanoTime().getAsLong() - retryAt < 0) {
                return;
            }
            current = null;
        }
        if (current == null) {
            retryAt = Long.MIN_VALUE;
            coming = task();
            environment.housekeeping().execute(coming);
        }
    }

    private void tellOnce(Throwable cause) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "the next journal segment cannot be prepared in {}: {}; taps go on while the"
                            + " open one has room, free some space",
                    disk.describe(),
                    cause.getMessage());
        }
    }

    /** The prepared file; made here and now if it must be. */
    Prepared take() throws IOException {
        FutureTask<Prepared> current = coming;
        if (current == null || current.state() == FutureTask.State.FAILED) {
            current = task();
        }
        coming = null;
        retryAt = Long.MIN_VALUE;
        current.run();
        Prepared prepared = result(current);
        failing = false;
        return prepared;
    }

    private FutureTask<Prepared> task() {
        int number = nextNumber++;
        String name = Segment.nameOf(number);
        return new FutureTask<>(
                () -> new Prepared(number, name, disk.create(name, settings.segmentBytes())));
    }

    /** Waits, whatever interrupts. */
    private static Prepared result(FutureTask<Prepared> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for what is on its way, so that the folder is quiet afterwards. */
    void settle() {
        FutureTask<Prepared> current = coming;
        if (current != null) {
            try {
                result(current).file().close();
            } catch (IOException e) {
                LOG.debug("no spare segment at the end", e);
            }
        }
    }
}
