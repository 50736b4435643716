package com.hasivu.edge.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record as bytes; docs/journal-format.md, section "Frame". Big-endian. Pure.
 *
 * <pre>
 *  0        4        8      9       11       19         27               59
 * +--------+--------+------+-------+--------+----------+----------------+-----------+
 * | length | CRC32C | type | place | epoch  | sequence | previous hash  | payload   |
 * |   u32  |   u32  |  u8  |  u16  |  u64   |   u64    |    32 bytes    | length-51 |
 * +--------+--------+------+-------+--------+----------+----------------+-----------+
 *          length counts from type on; CRC covers the length and everything from type on
 * </pre>
 *
 * A length of 0 says that nothing follows in this file.
 *
 * @param at where it starts in the segment
 * @param place how many records stand before it in the same write
 * @param payloadAt where its payload starts in the segment
 */
record Frame(
        int at,
        int type,
        int place,
        long epoch,
        long sequence,
        byte[] previousHash,
        int payloadAt,
        int payloadLength) {
    static final int OVERHEAD = 59;
    static final int MAX_BYTES = OVERHEAD + Journal.MAX_PAYLOAD_BYTES;

    private static final int TYPE_AT = 8;
    private static final int PLACE_AT = 9;
    private static final int EPOCH_AT = 11;
    private static final int SEQUENCE_AT = 19;
    private static final int HASH_AT = 27;

    /** What stands at a place of a segment. */
    sealed interface Scan {
        record Found(Frame frame) implements Scan {}

        /** A length of 0, or no room for another frame. */
        record Nothing() implements Scan {}

        record Broken(String why) implements Scan {}
    }

    /** Where the next frame starts. */
    int end() {
        return payloadAt + payloadLength;
    }

    /** The first record of the write that wrote this one. */
    long firstOfWrite() {
        return sequence - place;
    }

    byte[] payload(byte[] segment) {
        return Arrays.copyOfRange(segment, payloadAt, end());
    }

    /** Writes a frame into {@code to}; the caller has made sure of the room. Returns its bytes. */
    static int encode(
            byte[] to,
            int at,
            int type,
            int place,
            long epoch,
            long sequence,
            byte[] previousHash,
            byte[] payload) {
        int bytes = OVERHEAD + payload.length;
        ByteBuffer buffer = ByteBuffer.wrap(to, at, bytes);
        buffer.putInt(bytes - TYPE_AT).putInt(0);
        buffer.put((byte) type).putShort((short) place).putLong(epoch).putLong(sequence);
        buffer.put(previousHash).put(payload);
        buffer.putInt(at + 4, checksum(to, at, bytes));
        return bytes;
    }

    /** Same bytes, same answer. */
    static Scan scan(byte[] segment, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(segment);
        if (at + 4 > segment.length || buffer.getInt(at) == 0) {
            return new Scan.Nothing();
        }
        int length = buffer.getInt(at);
        if (length < OVERHEAD - TYPE_AT || length > MAX_BYTES - TYPE_AT) {
            return new Scan.Broken("length " + Integer.toUnsignedString(length));
        }
        int bytes = length + TYPE_AT;
        if (bytes > segment.length - at) {
            return new Scan.Broken("length " + length + " reaches behind the file");
        }
        int wanted = buffer.getInt(at + 4);
        int found = checksum(segment, at, bytes);
        if (wanted != found) {
            return new Scan.Broken("checksum %08x, bytes give %08x".formatted(wanted, found));
        }
        return new Scan.Found(
                new Frame(
                        at,
                        segment[at + TYPE_AT] & 0xff,
                        buffer.getShort(at + PLACE_AT) & 0xffff,
                        buffer.getLong(at + EPOCH_AT),
                        buffer.getLong(at + SEQUENCE_AT),
                        Arrays.copyOfRange(segment, at + HASH_AT, at + OVERHEAD),
                        at + OVERHEAD,
                        bytes - OVERHEAD));
    }

    /** The first whole frame of this epoch at or behind {@code from}, at any offset. */
    static Optional<Frame> findLater(byte[] segment, int from, long epoch) {
        ByteBuffer buffer = ByteBuffer.wrap(segment);
        for (int at = from; at + OVERHEAD <= segment.length; at++) {
            if (buffer.getLong(at + EPOCH_AT) == epoch
                    && scan(segment, at) instanceof Scan.Found(Frame frame)) {
                return Optional.of(frame);
            }
        }
        return Optional.empty();
    }

    private static int checksum(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, 4);
        crc.update(bytes, at + TYPE_AT, length - TYPE_AT);
        return (int) crc.getValue();
    }
}
