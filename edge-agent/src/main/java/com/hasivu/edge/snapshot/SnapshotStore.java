package com.hasivu.edge.snapshot;

import com.hasivu.edge.snapshot.Held.Refusal;
import com.hasivu.edge.snapshot.Held.Trust;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.SnapshotBody;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The snapshots of one school on disk, and the one in use. A snapshot is verified, then on disk,
 * then in use, in this order; so the version in use never falls, over a restart either, as long as
 * the disk keeps what it took. When it did not, the file is set aside and the newest one that
 * verifies is used until the cloud has sent a new one. DESIGN.md, "Sync protocol", "Down".
 *
 * <p>Threading: {@link #active} from any thread, without waiting. Applying is serialized.
 */
public final class SnapshotStore implements AutoCloseable {
    /** Deltas on disk before they are folded into a new base. */
    static final int COMPACT_AFTER = 32;

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);

    private final SnapshotFiles files;
    private final Trust trust;
    private final Executor background;
    private final List<String> notes = new ArrayList<>();
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final Object compacting = new Object(); // one base is written at a time
    private volatile @Nullable Held held; // written under this
    private volatile Optional<Snapshot> active = Optional.empty();
    private int deltas; // since the base; under this
    private boolean compactionQueued; // under this

    /**
     * Opens the folder, or makes it; the newest valid snapshot is in use.
     *
     * @param keys the cloud's snapshot keys by id
     * @param background runs compaction, which takes some 100 ms
     * @throws SnapshotException if the folder cannot be read
     */
    public static SnapshotStore open(
            Path folder, SchoolId school, Map<String, PublicKey> keys, Executor background) {
        try {
            return open(SnapshotDisk.at(folder), school, keys, background);
        } catch (IOException e) {
            throw unreadable(folder.toString(), e);
        }
    }

    /** Like {@link #open(Path, SchoolId, Map, Executor)} on a disk of the caller's. */
    public static SnapshotStore open(
            SnapshotDisk disk, SchoolId school, Map<String, PublicKey> keys, Executor background) {
        try {
            return new SnapshotStore(
                    new SnapshotFiles(disk), new Trust(school, Map.copyOf(keys)), background);
        } catch (IOException e) {
            throw unreadable(disk.toString(), e);
        }
    }

    private static SnapshotException unreadable(String where, IOException e) {
        return new SnapshotException(
                "cannot read the snapshots in %s: %s; check the disk and its rights"
                        .formatted(where, e.getMessage()),
                e);
    }

    private SnapshotStore(SnapshotFiles files, Trust trust, Executor background)
            throws IOException {
        this.files = files;
        this.trust = trust;
        this.background = background;
        SnapshotLoad load = new SnapshotLoad(files, trust, notes);
        Held newest = load.newest();
        this.deltas = load.deltas;
        if (newest != null) {
            held = newest;
            active = Optional.of(newest.snapshot());
        }
    }

    /** One line per thing found at the start that is worth a log line. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The snapshot in use. */
    public Optional<Snapshot> active() {
        return active;
    }

    /** Tells of each activation from now on, after it is in use; on the applying thread. */
    public void onActivation(Consumer<Snapshot> listener) {
        listeners.add(listener);
    }

    /**
     * Verifies a full snapshot, writes it to disk and uses it.
     *
     * @throws SnapshotException if the disk does not take it
     */
    public synchronized SnapshotOutcome applyFull(SnapshotBody body) {
        try {
            Manifest manifest = Held.open(body.getManifest(), trust);
            Optional<SnapshotOutcome> old = notNewer(manifest);
            if (old.isPresent()) {
                return old.get();
            }
            Held next = Held.full(body.getManifest(), body.getRowsList(), trust);
            synchronized (compacting) {
                files.writeBase(next);
                deltas = 0;
                use(next);
                pruneQuietly();
            }
            return activated(next);
        } catch (Refusal e) {
            return new SnapshotOutcome.Refused(e.why(), e.needFull);
        } catch (IOException e) {
            throw notTaken("a full snapshot", e);
        }
    }

    /**
     * Verifies a delta against the snapshot held, writes it to disk and uses the result.
     *
     * @throws SnapshotException if the disk does not take it
     */
    public synchronized SnapshotOutcome applyDelta(Delta delta) {
        try {
            Manifest manifest = Held.open(delta.getTo(), trust);
            Optional<SnapshotOutcome> old = notNewer(manifest);
            if (old.isPresent()) {
                return old.get();
            }
            Held base = held;
            if (base == null) {
                return new SnapshotOutcome.Refused("a delta, but no snapshot is held", true);
            }
            Held.Changed changed = base.with(delta);
            Held next = Held.verified(manifest, delta.getTo(), changed.rows(), changed.parsed());
            files.writeDelta(delta, manifest.getVersion());
            deltas++;
            use(next);
            compactLater();
            return activated(next);
        } catch (Refusal e) {
            return new SnapshotOutcome.Refused(e.why(), true);
        } catch (IOException e) {
            throw notTaken("the delta from version " + delta.getFromVersion(), e);
        }
    }

    private Optional<SnapshotOutcome> notNewer(Manifest manifest) {
        long holding = active.map(Snapshot::version).orElse(0L);
        return manifest.getVersion() > holding
                ? Optional.empty()
                : Optional.of(
                        new SnapshotOutcome.Ignored(
                                "version %d, held is %d"
                                        .formatted(manifest.getVersion(), holding)));
    }

    private void use(Held next) {
        held = next;
        active = Optional.of(next.snapshot());
    }

    private SnapshotOutcome activated(Held next) {
        listeners.forEach(listener -> listener.accept(next.snapshot()));
        return new SnapshotOutcome.Activated(next.snapshot());
    }

    private void compactLater() {
        if (deltas >= COMPACT_AFTER && !compactionQueued) {
            compactionQueued = true;
            background.execute(this::compact);
        }
    }

    /** Folds the deltas into a new base, while taps and deltas go on. */
    private void compact() {
        Held now;
        int folding;
        synchronized (this) {
            now = held;
            folding = deltas;
        }
        int folded = 0;
        try {
            if (now != null) {
                synchronized (compacting) {
                    files.writeBase(now);
                    files.prune();
                }
                folded = folding;
            }
        } catch (IOException e) {
            LOG.warn(
                    "snapshot deltas could not be folded: {}; tried again after the next delta",
                    e.getMessage());
        } finally { // whatever was thrown: else no delta is folded until the next start
            synchronized (this) {
                deltas = Math.max(0, deltas - folded);
                compactionQueued = false;
            }
        }
    }

    private void pruneQuietly() {
        try {
            files.prune();
        } catch (IOException e) {
            LOG.warn("old snapshots could not be removed: {}", e.getMessage());
        }
    }

    private static SnapshotException notTaken(String what, IOException e) {
        return new SnapshotException(
                "the disk does not take %s: %s; the snapshot held stays in use, check free space"
                        .formatted(what, e.getMessage()),
                e);
    }

    /** Waits until no file is being written. */
    @Override
    public void close() {
        synchronized (this) {
            compactionQueued = true; // no new one
        }
        synchronized (compacting) {
            LOG.debug("snapshot store closed");
        }
    }
}
