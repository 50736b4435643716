package com.hasivu.protocol;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The canonical form of a snapshot's rows: their keys, their order and the digest both sides
 * compute. docs/wire-protocol.md, section "Snapshot". Pure, thread-safe.
 *
 * <pre>
 * key    = 'c' uid | 's' student as 8 bytes | 'w' window id | 'o' order as 8 bytes | 'p' staff as 8 bytes
 * digest = SHA-256 over, in unsigned order of the keys: key length as 4 bytes, key, row length as 4 bytes, row
 * </pre>
 *
 * Rows are kept as the bytes that travelled, so a field this side does not know is covered as well.
 */
public final class SnapshotRows {
    /** The canonical order of keys: unsigned, byte by byte, the shorter first. */
    public static final Comparator<ByteString> ORDER = SnapshotRows::compare;

    private SnapshotRows() {}

    /** An empty set of rows, in canonical order. Not thread-safe. */
    public static NavigableMap<ByteString, ByteString> empty() {
        return new TreeMap<>(ORDER);
    }

    /** The key of a row. */
    public static ByteString key(Row row) throws WireException {
        return switch (row.getRowCase()) {
            case CARD -> prefixed('c', row.getCard().getUid().toByteArray());
            case STUDENT -> prefixed('s', number(row.getStudent().getStudent()));
            case WINDOW ->
                    prefixed('w', row.getWindow().getWindow().getBytes(StandardCharsets.UTF_8));
            case ORDER -> prefixed('o', number(row.getOrder().getOrder()));
            case STAFF -> prefixed('p', number(row.getStaff().getStaff()));
            case ROW_NOT_SET ->
                    throw new WireException(Kind.MALFORMED, "snapshot row of an unknown kind");
        };
    }

    /** The key of a serialized row. */
    public static ByteString key(ByteString row) throws WireException {
        return key(parse(row));
    }

    /** Reads a serialized row. */
    public static Row parse(ByteString row) throws WireException {
        return Wire.parse(row.toByteArray(), Row.parser(), "snapshot row");
    }

    /** The digest of rows in canonical order. */
    public static byte[] digest(NavigableMap<ByteString, ByteString> rows) {
        MessageDigest digest = Sha256.begin();
        ByteBuffer length = ByteBuffer.allocate(4);
        for (Map.Entry<ByteString, ByteString> entry : rows.entrySet()) {
            update(digest, length, entry.getKey());
            update(digest, length, entry.getValue());
        }
        return digest.digest();
    }

    private static void update(MessageDigest digest, ByteBuffer length, ByteString bytes) {
        digest.update(length.putInt(0, bytes.size()).array());
        digest.update(bytes.asReadOnlyByteBuffer());
    }

    /** As ByteString's own comparator, which walks by boxed bytes: 3 times slower. */
    private static int compare(ByteString one, ByteString two) {
        int common = Math.min(one.size(), two.size());
        for (int i = 0; i < common; i++) {
            int difference = (one.byteAt(i) & 0xFF) - (two.byteAt(i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return one.size() - two.size();
    }

    private static ByteString prefixed(char kind, byte[] id) {
        return ByteString.copyFrom(new byte[] {(byte) kind}).concat(ByteString.copyFrom(id));
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
