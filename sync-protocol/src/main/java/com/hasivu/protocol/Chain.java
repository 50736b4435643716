package com.hasivu.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The hash chain over a station's records; docs/wire-protocol.md, section "The chain". Station and
 * cloud compute the same value, so a record that was changed, left out or forked is found. Pure and
 * thread-safe.
 *
 * <pre>
 * genesis = SHA-256("hasivu-chain-1\n" school "/" station "/" epoch as 8 bytes)
 * hash    = SHA-256(previous hash, type as 1 byte, epoch as 8 bytes, sequence as 8 bytes, payload)
 * </pre>
 */
public final class Chain {
    /** Bytes of a hash. */
    public static final int HASH_BYTES = 32;

    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(Sha256::begin);

    private Chain() {}

    /** The "previous hash" of the first record of an epoch. */
    public static byte[] genesis(SchoolId school, StationId station, long epoch) {
        MessageDigest digest = SHA_256.get();
        digest.update(
                ("hasivu-chain-1\n" + school + "/" + station + "/")
                        .getBytes(StandardCharsets.US_ASCII));
        digest.update(ByteBuffer.allocate(8).putLong(0, epoch));
        return digest.digest();
    }

    /** The hash of a record that follows {@code previous}. */
    public static byte[] next(
            byte[] previous, int type, long epoch, long sequence, byte[] payload) {
        MessageDigest digest = SHA_256.get();
        digest.update(previous);
        digest.update(
                ByteBuffer.allocate(17).put((byte) type).putLong(epoch).putLong(sequence).flip());
        digest.update(payload);
        return digest.digest();
    }
}
