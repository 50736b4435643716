package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

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
