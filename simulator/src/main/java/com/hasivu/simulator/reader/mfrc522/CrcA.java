package com.hasivu.simulator.reader.mfrc522;

import java.util.Arrays;

/**
 * The CRC of ISO/IEC 14443-3, annex B, and of the chip's coprocessor, bit by bit: a shift register
 * that takes the lowest bit first, polynomial x16 + x12 + x5 + 1.
 */
final class CrcA {
    static final int PRESET_A = 0x6363;

    private CrcA() {}

    static int of(byte[] bytes, int preset) {
        int register = preset;
        for (byte b : bytes) {
            for (int bit = 0; bit < 8; bit++) {
                int out = (b >> bit ^ register) & 1;
                register = register >>> 1;
                if (out == 1) {
                    register ^= (1 << 15) | (1 << 10) | (1 << 3);
                }
            }
        }
        return register;
    }

    static byte[] append(byte... bytes) {
        int crc = of(bytes, PRESET_A);
        byte[] all = Arrays.copyOf(bytes, bytes.length + 2);
        all[bytes.length] = (byte) crc;
        all[bytes.length + 1] = (byte) (crc >>> 8);
        return all;
    }
}
