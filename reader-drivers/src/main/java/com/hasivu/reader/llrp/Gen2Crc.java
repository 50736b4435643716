package com.hasivu.reader.llrp;

/**
 * The checksum a Gen2 tag sends: CRC-16/GENIBUS, polynomial 1021, first FFFF, last inverted.
 * Source: EPC Gen2 2.0.1, annex F.
 */
final class Gen2Crc {
    private Gen2Crc() {}

    static int of(byte[] bytes) {
        int crc = 0xFFFF;
        for (byte b : bytes) {
            crc ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
        }
        return ~crc & 0xFFFF;
    }
}
