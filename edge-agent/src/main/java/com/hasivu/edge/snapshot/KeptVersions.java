package com.hasivu.edge.snapshot;

import com.hasivu.edge.snapshot.Held.Refusal;
import com.hasivu.edge.snapshot.Held.Trust;
import com.hasivu.edge.snapshot.KeptFile.Frame;
import com.hasivu.edge.snapshot.KeptFile.Name;
import com.hasivu.protocol.SchoolId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Snapshots by version, as {@link KeptSnapshots} has kept them. Changes nothing and takes no lock,
 * so a running station's may be read; each is verified as on its first day. Asked for rising
 * versions it goes on from the one before; a step back begins at a whole snapshot again. Not
 * thread-safe.
 */
public final class KeptVersions {
    private static final int REMEMBERED = 8;

    private final KeptFolder folder;
    private final Path where;
    private final Trust trust;
    private final NavigableMap<Long, Name> byVersion = new TreeMap<>();
    private final Map<Long, Kept> answers =
            new LinkedHashMap<>(REMEMBERED * 2, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Kept> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final Optional<Snapshot> inUse;
    private @Nullable KeptReading reading;

    /**
     * Looks at what is there.
     *
     * @param keys the cloud's snapshot keys by id
     * @param inUse the station's own newest one, should it not be kept
     * @throws SnapshotException if the folder cannot be read
     */
    public static KeptVersions in(
            Path folder, SchoolId school, Map<String, PublicKey> keys, Optional<Snapshot> inUse) {
        try {
            return new KeptVersions(folder, new Trust(school, Map.copyOf(keys)), inUse);
        } catch (IOException e) {
            throw new SnapshotException(
                    "cannot read the kept snapshots in %s: %s; check the disk and its rights"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private KeptVersions(Path folder, Trust trust, Optional<Snapshot> inUse) throws IOException {
        this.folder = new KeptFolder(folder);
        this.where = folder;
        this.trust = trust;
        this.inUse = inUse;
        for (Name name : this.folder.names()) {
            for (Frame frame : KeptFile.scan(this.folder.read(name)).frames()) {
                byVersion.put(frame.version(), name); // the newest file that has it
            }
        }
    }

    /** How many versions are kept. */
    public int size() {
        return byVersion.size();
    }

    /** The snapshot of that version. */
    public Kept at(long version) {
        return answers.computeIfAbsent(version, this::find);
    }

    private Kept find(long version) {
        if (inUse.isPresent() && inUse.get().version() == version) {
            return new Kept.Found(inUse.get());
        }
        Name name = byVersion.get(version);
        if (name == null) {
            return new Kept.Missing(
                    "snapshot %d is not kept in %s; %s"
                            .formatted(
                                    version,
                                    where,
                                    byVersion.isEmpty()
                                            ? "it holds none"
                                            : "it holds %d version(s), %d to %d"
                                                    .formatted(
                                                            byVersion.size(),
                                                            byVersion.firstKey(),
                                                            byVersion.lastKey())));
        }
        try {
            KeptReading from = reading;
            if (from == null || !from.canReach(name, version)) {
                from = new KeptReading(name, folder.read(name), trust);
                reading = from;
            }
            return new Kept.Found(from.forwardTo(version));
        } catch (IOException e) {
            reading = null;
            return new Kept.Missing(
                    "snapshot %d cannot be read from %s: %s".formatted(version, name, e));
        } catch (Refusal e) {
            reading = null;
            return new Kept.Missing(
                    "snapshot %d in %s does not verify: %s".formatted(version, name, e.why()));
        }
    }
}
