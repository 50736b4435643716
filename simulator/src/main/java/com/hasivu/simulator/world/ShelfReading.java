package com.hasivu.simulator.world;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Row;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a snapshot from a station's files, and their digest after docs/wire-protocol.md, by
 * code that shares nothing with the station's but the messages.
 */
final class ShelfReading {
    private static final Pattern BASE = Pattern.compile("snapshot-(\\d+)-[0-9a-f]{16}\\.db");
    private static final Pattern DELTA = Pattern.compile("delta-(\\d+)-(\\d+)\\.bin");
    private static final int DELTA_HEADER = 12;

    private ShelfReading() {}

    /** The rows of a version; empty when the files do not lead to it. */
    static Optional<NavigableMap<ByteString, ByteString>> rows(
            SortedMap<String, WorldShelf.Content> files, long version) {
        TreeMap<Long, WorldShelf.Content> bases = new TreeMap<>();
        files.forEach(
                (name, content) -> {
                    Matcher base = BASE.matcher(name);
                    if (base.matches()) {
                        bases.put(Long.parseLong(base.group(1)), content);
                    }
                });
        Map.Entry<Long, WorldShelf.Content> base = bases.floorEntry(version);
        if (base == null) {
            return Optional.empty();
        }
        NavigableMap<ByteString, ByteString> rows =
                new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        rows.putAll(base.getValue().table().rows());
        long at = base.getKey();
        while (at < version) {
            long next = at;
            for (Map.Entry<String, WorldShelf.Content> file : files.entrySet()) {
                Matcher delta = DELTA.matcher(file.getKey());
                if (delta.matches() && Long.parseLong(delta.group(1)) == at) {
                    apply(file.getValue().bytes(), rows);
                    next = Long.parseLong(delta.group(2));
                }
            }
            if (next == at) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(rows);
    }

    private static void apply(byte[] file, NavigableMap<ByteString, ByteString> rows) {
        try {
            Delta delta = Delta.parseFrom(Arrays.copyOfRange(file, DELTA_HEADER, file.length));
            delta.getDeletesList().forEach(rows::remove);
            for (ByteString row : delta.getUpsertsList()) {
                rows.put(key(Row.parseFrom(row)), row);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new Broken("E7", "a delta on disk is no delta: " + e.getMessage());
        }
    }

    private static ByteString key(Row row) {
        return switch (row.getRowCase()) {
            case CARD -> ByteString.copyFromUtf8("c").concat(row.getCard().getUid());
            case STUDENT -> number('s', row.getStudent().getStudent());
            case WINDOW -> ByteString.copyFromUtf8("w" + row.getWindow().getWindow());
            case ORDER -> number('o', row.getOrder().getOrder());
            case STAFF -> number('p', row.getStaff().getStaff());
            case ROW_NOT_SET -> throw new Broken("E7", "a row of no kind is on disk");
        };
    }

    private static ByteString number(char kind, long id) {
        return ByteString.copyFrom(ByteBuffer.allocate(9).put((byte) kind).putLong(id).flip());
    }

    static byte[] digest(NavigableMap<ByteString, ByteString> rows) {
        MessageDigest digest = Sha256.begin();
        rows.forEach(
                (key, row) -> {
                    digest.update(ByteBuffer.allocate(4).putInt(key.size()).flip());
                    digest.update(key.toByteArray());
                    digest.update(ByteBuffer.allocate(4).putInt(row.size()).flip());
                    digest.update(row.toByteArray());
                });
        return digest.digest();
    }
}
