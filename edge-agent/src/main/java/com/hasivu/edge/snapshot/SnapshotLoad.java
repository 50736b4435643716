package com.hasivu.edge.snapshot;

import com.hasivu.edge.snapshot.Held.Refusal;
import com.hasivu.edge.snapshot.Held.Trust;
import com.hasivu.edge.snapshot.SnapshotFiles.BaseFile;
import com.hasivu.edge.snapshot.SnapshotFiles.DeltaFile;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the newest snapshot on disk that verifies. Sets aside what does not. */
final class SnapshotLoad {
    private final SnapshotFiles files;
    private final Trust trust;
    private final List<String> notes;

    /** Deltas between the base and what was loaded. */
    int deltas;

    SnapshotLoad(SnapshotFiles files, Trust trust, List<String> notes) {
        this.files = files;
        this.trust = trust;
        this.notes = notes;
    }

    @Nullable Held newest() throws IOException {
        for (BaseFile file : files.bases()) {
            try {
                SnapshotFiles.Content content = files.readBase(file);
                Held base = Held.full(content.signed(), content.rows(), trust);
                if (base.snapshot().version() != file.version()) {
                    throw new SnapshotDisk.Damaged(
                            file.name(), "its manifest names another version");
                }
                return withDeltas(base);
            } catch (SnapshotDisk.Damaged e) {
                setAside(file.name(), String.valueOf(e.getMessage()));
            } catch (Refusal e) {
                setAside(file.name(), e.why());
            }
        }
        return null;
    }

    private void setAside(String file, String why) throws IOException {
        notes.add("%s; set aside as %s".formatted(why, files.setAside(file)));
    }

    /** The longest chain of deltas whose result verifies. Only that result's digest is computed. */
    private Held withDeltas(Held base) throws IOException {
        List<Step> chain = chain(base.snapshot().version());
        Refusal why = null;
        for (int n = chain.size(); n > 0; n--) {
            try {
                Held result = apply(base, chain.subList(0, n));
                deltas = n;
                if (why != null) {
                    setAside(chain.get(n).file().name(), why.why());
                }
                return result;
            } catch (Refusal e) {
                why = e;
            }
        }
        if (why != null) {
            setAside(chain.getFirst().file().name(), why.why());
        }
        return base;
    }

    private record Step(DeltaFile file, Delta delta) {}

    private List<Step> chain(long version) throws IOException {
        Map<Long, DeltaFile> byFrom = new HashMap<>();
        files.deltas().stream()
                .sorted(Comparator.comparingLong(DeltaFile::to))
                .forEach(delta -> byFrom.put(delta.from(), delta));
        List<Step> chain = new ArrayList<>();
        long at = version;
        while (byFrom.get(at) instanceof DeltaFile file && file.to() > at) {
            try {
                chain.add(new Step(file, files.readDelta(file)));
            } catch (SnapshotDisk.Damaged e) {
                setAside(file.name(), String.valueOf(e.getMessage()));
                break;
            }
            at = file.to();
        }
        return chain;
    }

    private Held apply(Held base, List<Step> steps) throws Refusal {
        Held.Changed changed = new Held.Changed(base.rows(), base.parsed());
        for (Step step : steps) {
            changed = changed.with(step.delta());
        }
        Step last = steps.getLast();
        Manifest manifest = Held.open(last.delta().getTo(), trust);
        if (manifest.getVersion() != last.file().to()) {
            throw new Refusal(last.file().name() + " names another version", true);
        }
        return Held.verified(manifest, last.delta().getTo(), changed.rows(), changed.parsed());
    }
}
