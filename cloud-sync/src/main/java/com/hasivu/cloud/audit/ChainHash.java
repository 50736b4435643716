package com.hasivu.cloud.audit;

import com.hasivu.protocol.Sha256;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The hash of a row in the chain (docs/adr/0021): SHA-256 over, each as four bytes of length, most
 * significant first, and UTF-8, an absent one as length 0xFFFFFFFF: the hash before it, place, id,
 * time in milliseconds since 1970, actor, role, school, operation, subject, fields, request id,
 * note. Numbers are decimal. Pure.
 */
final class ChainHash {
    /** Before the first row. */
    static final String START = "0".repeat(64);

    private ChainHash() {}

    static String of(String before, long place, AuditEntry entry) {
        MessageDigest digest = Sha256.begin();
        add(digest, before);
        add(digest, Long.toString(place));
        add(digest, Long.toString(entry.id()));
        add(digest, Long.toString(entry.made().toEpochMilli()));
        add(digest, entry.actor() == null ? null : Long.toString(entry.actor()));
        add(digest, entry.role());
        add(digest, entry.school());
        add(digest, entry.operation());
        add(digest, entry.subject());
        add(digest, entry.fields());
        add(digest, entry.requestId());
        add(digest, entry.note());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, @Nullable String value) {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(value == null ? -1 : bytes.length).flip());
        digest.update(bytes);
    }
}
