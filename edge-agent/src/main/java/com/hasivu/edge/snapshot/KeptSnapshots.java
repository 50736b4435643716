package com.hasivu.edge.snapshot;

import com.hasivu.edge.snapshot.KeptFile.Kind;
import com.hasivu.edge.snapshot.KeptFile.Name;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.SnapshotBody;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Keeps every snapshot version that was in use, so that past decisions can be taken again: a whole
 * snapshot a day and its deltas, some 110 kB and 400 bytes each for 3,000 children. A help, not a
 * promise: a full disk or a power cut loses versions here, and a replay then names them; serving
 * and activation never wait for it. Read back by {@link KeptVersions}.
 *
 * <p>Threading: {@link #activated} from any thread, returns at once; files are written by the
 * executor given.
 */
public final class KeptSnapshots {
    /** Deltas that may wait for the disk; when more come, a whole snapshot is written instead. */
    static final int MAX_WAITING = 1_000;

    /** A file that has grown so far is followed by another. */
    static final long ROLL_BYTES = 8L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(KeptSnapshots.class);

    /**
     * How much is kept.
     *
     * @param days school days back from the newest; 0: nothing is kept
     * @param bytes of all files together; the file being written may exceed it
     */
    public record Limits(long days, long bytes) {}

    private record Change(Delta delta, long to) {}

    private record Work(Held newest, List<Change> changes) {}

    private final KeptFolder folder;
    private final Path where;
    private final Limits limits;
    private final Executor background;
    private final Object writing = new Object(); // one write at a time

    private @Nullable Held newest; // under this, like the next two
    private List<Change> waiting = new ArrayList<>();
    private boolean queued;

    private boolean resumed; // under writing, like all below
    private @Nullable Name open;
    private long last; // the newest version in the open file
    private boolean failing;

    /** Keeps in {@code folder}, made when it is first needed. */
    public KeptSnapshots(Path folder, Limits limits, Executor background) {
        this.folder = new KeptFolder(folder);
        this.where = folder;
        this.limits = limits;
        this.background = background;
    }

    /** This version is in use from now on; {@code delta} led to it from the one before, if any. */
    void activated(Held next, @Nullable Delta delta) {
        synchronized (this) {
            newest = next;
            if (delta != null && waiting.size() < MAX_WAITING) {
                waiting.add(new Change(delta, next.snapshot().version()));
            }
            if (queued) {
                return;
            }
            queued = true;
        }
        try {
            background.execute(this::write);
        } catch (RejectedExecutionException e) {
            LOG.debug("the station stops: snapshot {} is not kept", next.snapshot().version());
        }
    }

    private synchronized Optional<Work> take() {
        queued = false;
        if (newest == null) {
            return Optional.empty();
        }
        Work work = new Work(newest, waiting);
        newest = null;
        waiting = new ArrayList<>();
        return Optional.of(work);
    }

    private void write() {
        synchronized (writing) {
            take().ifPresent(
                            work -> {
                                try {
                                    keep(work);
                                    failing = false;
                                } catch (IOException e) {
                                    open = null; // its end is not known: the next one begins anew
                                    tellOnce(e);
                                }
                            });
        }
    }

    private void keep(Work work) throws IOException {
        LocalDate today = LocalDate.ofEpochDay(work.newest().snapshot().orders().schoolDay());
        if (limits.days() > 0) {
            resume();
            append(work);
            if (open == null
                    || last != work.newest().snapshot().version()
                    || !open.day().equals(today)
                    || folder.size(open) > ROLL_BYTES) {
                begin(work.newest(), today);
            }
        }
        folder.prune(limits, Optional.ofNullable(open), today);
    }

    /** Goes on with the newest file of an earlier run, if it is whole. */
    private void resume() throws IOException {
        if (!resumed) {
            resumed = true;
            List<Name> names = folder.names();
            if (!names.isEmpty()) {
                KeptFile.Scan scan = KeptFile.scan(folder.read(names.getLast()));
                open = scan.whole() ? names.getLast() : null;
                last = scan.lastVersion();
            }
        }
    }

    private void append(Work work) throws IOException {
        for (Change change : work.changes()) {
            if (open != null && change.delta().getFromVersion() == last) {
                byte[] sealed = Wire.seal(change.delta());
                folder.append(open, KeptFile.frame(Kind.DELTA, change.to(), sealed));
                last = change.to();
            }
        }
    }

    private void begin(Held held, LocalDate day) throws IOException {
        SnapshotBody body =
                SnapshotBody.newBuilder()
                        .setManifest(held.signed())
                        .addAllRows(held.rows().values())
                        .build();
        long version = held.snapshot().version();
        open = folder.begin(day, version, KeptFile.frame(Kind.FULL, version, Wire.seal(body)));
        last = version;
    }

    private void tellOnce(IOException e) {
        if (!failing) {
            LOG.warn(
                    "snapshots cannot be kept for replay in {}: {}; serving is not touched, free"
                            + " some space",
                    where,
                    e.getMessage());
        }
        failing = true;
    }
}
