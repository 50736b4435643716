package com.hasivu.simulator.check;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The cursor's two slots, after docs/journal-format.md, section "Cursor"; the newer whole one
 * counts.
 */
record CursorFile(long sequence, byte[] hash) {
    private static final int SLOT = 4096;
    private static final int CRC_AT = 64;

    static CursorFile parse(byte[] file) {
        CursorFile newest = new CursorFile(0, new byte[32]);
        long count = -1;
        for (int at = 0; at + SLOT <= file.length; at += SLOT) {
            ByteBuffer slot = ByteBuffer.wrap(file, at, SLOT).slice();
            CRC32C crc = new CRC32C();
            crc.update(file, at, CRC_AT);
            if (slot.getInt(CRC_AT) == (int) crc.getValue() && slot.getLong(8) > count) {
                count = slot.getLong(8);
                byte[] hash = new byte[32];
                slot.get(32, hash);
                newest = new CursorFile(slot.getLong(24), hash);
            }
        }
        return newest;
    }
}
