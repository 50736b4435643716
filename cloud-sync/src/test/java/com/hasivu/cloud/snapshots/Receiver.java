package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.SnapshotRequest;

import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A station's side of snapshots, by docs/wire-protocol.md: takes what verifies, refuses the rest.
 */
public final class Receiver {
    private final String school;
    private final Map<String, PublicKey> keys;
    private final Map<Long, TreeMap<Integer, SnapshotChunk>> chunks = new TreeMap<>();
    private NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
    private Manifest held = Manifest.getDefaultInstance();

    public Receiver(String school, Map<String, PublicKey> keys) {
        this.school = school;
        this.keys = keys;
    }

    public Manifest held() {
        return held;
    }

    public NavigableMap<ByteString, ByteString> rows() {
        return rows;
    }

    public SnapshotRequest request(boolean full) {
        return SnapshotRequest.newBuilder()
                .setHaveVersion(held.getVersion())
                .setHaveDigest(held.getDigest())
                .setFull(full)
                .build();
    }

    /** True when the delta fitted and is held now. */
    public boolean take(Delta delta) throws WireException {
        if (delta.getFromVersion() != held.getVersion()
                || !delta.getFromDigest().equals(held.getDigest())) {
            return false;
        }
        NavigableMap<ByteString, ByteString> next = SnapshotRows.empty();
        next.putAll(rows);
        for (ByteString key : delta.getDeletesList()) {
            next.remove(key);
        }
        for (ByteString row : delta.getUpsertsList()) {
            next.put(SnapshotRows.key(row), row);
        }
        return activate(delta.getTo(), next);
    }

    /** True when this was the last missing chunk and the whole is held now. */
    public boolean take(SnapshotChunk chunk) throws WireException {
        var parts = chunks.computeIfAbsent(chunk.getVersion(), version -> new TreeMap<>());
        parts.put(chunk.getIndex(), chunk);
        if (parts.size() < chunk.getCount()) {
            return false;
        }
        var sealed = new ByteArrayOutputStream();
        parts.values().forEach(part -> sealed.writeBytes(part.getData().toByteArray()));
        SnapshotBody body =
                Wire.open(
                        sealed.toByteArray(),
                        SnapshotBody.parser(),
                        Wire.MAX_SNAPSHOT,
                        Wire.MAX_SNAPSHOT);
        NavigableMap<ByteString, ByteString> next = SnapshotRows.empty();
        for (ByteString row : body.getRowsList()) {
            next.put(SnapshotRows.key(row), row);
        }
        return activate(body.getManifest(), next);
    }

    private boolean activate(SignedManifest signed, NavigableMap<ByteString, ByteString> next)
            throws WireException {
        Manifest manifest = ManifestSeal.verify(signed, keys);
        boolean fits =
                manifest.getSchool().equals(school)
                        && manifest.getVersion() > held.getVersion()
                        && manifest.getRows() == next.size()
                        && manifest.getDigest()
                                .equals(ByteString.copyFrom(SnapshotRows.digest(next)));
        if (fits) {
            held = manifest;
            rows = next;
        }
        return fits;
    }
}
