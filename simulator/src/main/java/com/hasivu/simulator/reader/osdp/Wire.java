package com.hasivu.simulator.reader.osdp;

import java.io.ByteArrayOutputStream;

/** A reader's frames. Source: SIA OSDP 2.2, section 5; CRC: annex C. */
final class Wire {
    /** CRC of each first byte: eight steps of division by 1021. */
    private static final int[] TABLE = new int[256];

    static {
        for (int first = 0; first < TABLE.length; first++) {
            int rest = first << 8;
            for (int step = 0; step < 8; step++) {
                rest = (rest << 1) ^ ((rest >> 15) * 0x1021);
                rest &= 0xFFFF;
            }
            TABLE[first] = rest;
        }
    }

    private Wire() {}

    /**
     * A reply up to its check.
     *
     * @param block the security block, or none
     * @param room for an authentication code that follows
     */
    static byte[] reply(
            int address, int sequence, boolean crc, byte[] block, int code, byte[] data, int room) {
        int length = 5 + block.length + 1 + data.length + room + (crc ? 2 : 1);
        var out = new ByteArrayOutputStream();
        out.write(0x53);
        out.write(address | 0x80);
        out.write(length % 256);
        out.write(length / 256);
        out.write(sequence + (crc ? 4 : 0) + (block.length > 0 ? 8 : 0));
        out.writeBytes(block);
        out.write(code);
        out.writeBytes(data);
        return out.toByteArray();
    }

    static byte[] checked(byte[] content, boolean crc) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(content);
        if (crc) {
            int rest = 0x1D0F;
            for (byte b : content) {
                rest = ((rest << 8) ^ TABLE[(rest >> 8) ^ (b & 0xFF)]) & 0xFFFF;
            }
            out.write(rest % 256);
            out.write(rest / 256);
        } else {
            int sum = 0;
            for (byte b : content) {
                sum += b & 0xFF;
            }
            out.write(256 - sum % 256);
        }
        return out.toByteArray();
    }
}
