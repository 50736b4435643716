package com.hasivu.edge.sync;

import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.SnapshotChunk;

import java.io.ByteArrayOutputStream;

/**
 * Puts the chunks of one sealed snapshot together, in any order, each any number of times. Holds
 * one version at a time, at most {@link Wire#MAX_SNAPSHOT} bytes. Not thread-safe.
 */
final class SnapshotAssembler {
    static final int MAX_CHUNKS = Wire.MAX_SNAPSHOT / Wire.CHUNK_BYTES + 1;

    /** A version whose chunks stopped coming for so long gives way to another; milliseconds. */
    static final long STALE_MILLIS = 10_000;

    private long version;
    private byte[][] parts = new byte[0][];
    private int missing;
    private long lastAt;

    /** What a chunk made of it. */
    sealed interface Outcome {
        /** All are here. */
        record Complete(long version, byte[] sealed) implements Outcome {}

        /** More are missing, or it was there already. */
        record Waiting(int missing) implements Outcome {}

        /** Of another version than the one in the making, which is newer. */
        record Ignored() implements Outcome {}

        /** Not a chunk; nothing changed. */
        record Malformed(String why) implements Outcome {}
    }

    Outcome add(SnapshotChunk chunk, long nowMillis) {
        int count = chunk.getCount();
        int index = chunk.getIndex();
        if (count < 1 || count > MAX_CHUNKS || index < 0 || index >= count) {
            return new Outcome.Malformed(
                    "chunk %s of %s; at most %d"
                            .formatted(
                                    Integer.toUnsignedString(index),
                                    Integer.toUnsignedString(count),
                                    MAX_CHUNKS));
        }
        int size = chunk.getData().size();
        if (size < 1 || size > Wire.CHUNK_BYTES) {
            return new Outcome.Malformed(
                    "chunk of %d bytes; want 1 to %d".formatted(size, Wire.CHUNK_BYTES));
        }
        if (!belongs(chunk, nowMillis)) {
            return chunk.getVersion() == version
                    ? new Outcome.Malformed(
                            "version %d in %d chunks, %d announced before"
                                    .formatted(version, count, parts.length))
                    : new Outcome.Ignored();
        }
        lastAt = nowMillis;
        if (parts[index] == null) {
            parts[index] = chunk.getData().toByteArray();
            missing--;
        }
        return missing > 0 ? new Outcome.Waiting(missing) : complete();
    }

    private boolean belongs(SnapshotChunk chunk, long nowMillis) {
        boolean inTheMaking = missing > 0 && nowMillis - lastAt < STALE_MILLIS;
        if (inTheMaking && chunk.getVersion() == version) {
            return chunk.getCount() == parts.length;
        }
        if (inTheMaking && Long.compareUnsigned(chunk.getVersion(), version) < 0) {
            return false;
        }
        version = chunk.getVersion();
        parts = new byte[chunk.getCount()][];
        missing = chunk.getCount();
        return true;
    }

    private Outcome complete() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        parts = new byte[0][];
        return new Outcome.Complete(version, whole.toByteArray());
    }
}
