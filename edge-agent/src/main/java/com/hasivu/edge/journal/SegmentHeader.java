package com.hasivu.edge.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first block of a segment file; docs/journal-format.md, section "Segment". Big-endian. Pure.
 *
 * <pre>
 *  0            8         12       16       24               32               64       68      4096
 * +------------+---------+--------+--------+----------------+----------------+--------+-------+
 * | "HASIVUJ1" | version | number | epoch  | first sequence | previous hash  | CRC32C | zeros |
 * |  8 bytes   |   u32   |  u32   |  u64   |      u64       |    32 bytes    |  u32   |       |
 * +------------+---------+--------+--------+----------------+----------------+--------+-------+
 * </pre>
 *
 * @param number as in the file's name
 * @param previousHash of the record before the first
 */
record SegmentHeader(int number, long epoch, long firstSequence, byte[] previousHash) {
    /** A block of its own, so that no later write touches it. */
    static final int BYTES = 4096;

    private static final long MAGIC =
            ByteBuffer.wrap("HASIVUJ1".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final int VERSION = 1;
    private static final int USED = 68;
    private static final int CRC_AT = 64;

    sealed interface Scan {
        record Found(SegmentHeader header) implements Scan {}

        /** Zeros only: prepared, not begun. */
        record Blank() implements Scan {}

        record Broken(String why) implements Scan {}
    }

    byte[] encode() {
        byte[] block = new byte[BYTES];
        ByteBuffer.wrap(block)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(number)
                .putLong(epoch)
                .putLong(firstSequence)
                .put(previousHash)
                .putInt(CRC_AT, checksum(block));
        return block;
    }

    static Scan scan(byte[] file) {
        int length = Math.min(file.length, BYTES);
        if (allZero(file, 0, length)) {
            return new Scan.Blank();
        }
        if (length < USED) {
            return new Scan.Broken("only %d bytes".formatted(length));
        }
        ByteBuffer buffer = ByteBuffer.wrap(file);
        if (buffer.getLong(0) != MAGIC) {
            return new Scan.Broken("it does not begin with HASIVUJ1");
        }
        if (buffer.getInt(CRC_AT) != checksum(file)) {
            return new Scan.Broken("the header's checksum is wrong");
        }
        if (buffer.getInt(8) != VERSION) {
            return new Scan.Broken(
                    "format version %d; this program reads %d"
                            .formatted(buffer.getInt(8), VERSION));
        }
        return new Scan.Found(
                new SegmentHeader(
                        buffer.getInt(12),
                        buffer.getLong(16),
                        buffer.getLong(24),
                        Arrays.copyOfRange(file, 32, CRC_AT)));
    }

    static boolean allZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] block) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
