package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * One version of a school's snapshot. Immutable: nobody changes {@code rows} once it is here.
 *
 * @param digest of the rows, as both sides compute it
 */
record Snapshot(
        long version,
        LocalDate day,
        NavigableMap<ByteString, ByteString> rows,
        ByteString digest,
        SignedManifest manifest) {
    byte[] notice() {
        return Wire.seal(ManifestNotice.newBuilder().setManifest(manifest).build());
    }

    /** When it was made. */
    Instant made() {
        return Instant.ofEpochMilli(read(manifest).getMadeMillis());
    }

    /**
     * The version that another node made out of this one.
     *
     * @return empty when the step begins elsewhere, or leads to other rows than its digest says
     */
    Optional<Snapshot> after(Delta step) {
        if (step.getFromVersion() != version || !step.getFromDigest().equals(digest)) {
            return Optional.empty();
        }
        NavigableMap<ByteString, ByteString> next = SnapshotRows.empty();
        next.putAll(rows);
        step.getDeletesList().forEach(next::remove);
        try {
            for (ByteString row : step.getUpsertsList()) {
                next.put(SnapshotRows.key(row), row);
            }
        } catch (WireException e) {
            return Optional.empty();
        }
        Manifest to = read(step.getTo());
        return ByteString.copyFrom(SnapshotRows.digest(next)).equals(to.getDigest())
                ? Optional.of(
                        new Snapshot(
                                to.getVersion(),
                                LocalDate.ofEpochDay(to.getSchoolDay()),
                                next,
                                to.getDigest(),
                                step.getTo()))
                : Optional.empty();
    }

    private static Manifest read(SignedManifest signed) {
        try {
            return Manifest.parseFrom(signed.getManifest());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a manifest we made is no manifest", e);
        }
    }

    /** The whole, cut into sealed chunks in order. */
    List<byte[]> chunks() {
        byte[] sealed =
                Wire.seal(
                        SnapshotBody.newBuilder()
                                .setManifest(manifest)
                                .addAllRows(rows.values())
                                .build());
        int count = Math.ceilDiv(sealed.length, Wire.CHUNK_BYTES);
        var chunks = new ArrayList<byte[]>(count);
        for (int index = 0; index < count; index++) {
            int from = index * Wire.CHUNK_BYTES;
            int length = Math.min(Wire.CHUNK_BYTES, sealed.length - from);
            chunks.add(
                    Wire.seal(
                            SnapshotChunk.newBuilder()
                                    .setVersion(version)
                                    .setIndex(index)
                                    .setCount(count)
                                    .setData(ByteString.copyFrom(sealed, from, length))
                                    .build()));
        }
        return chunks;
    }
}
