package com.hasivu.simulator.reader.thingmagic;

import com.hasivu.protocol.CardId;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * What a module tells of one read of one tag. Source: SparkFun library, {@code parseResponse},
 * whose example it gives back byte by byte.
 */
final class TagRecord {
    /** Antenna 1 sends and receives | 923,200 kHz | 295 ms | phase 0 | Gen2 | no data | GPIO. */
    private static final byte[] CIRCUMSTANCES =
            HexFormat.of().parseHex("11" + "0E1640" + "00000127" + "0000" + "05" + "0000" + "0F");

    private TagRecord() {}

    /** Read count, RSSI, circumstances, bits, PC, EPC, the tag's CRC. */
    static byte[] of(CardId card, int dbm) {
        byte[] epc = card.bytes();
        if (epc.length % 2 != 0 || epc.length < 4) {
            throw new IllegalArgumentException(
                    "an EPC has 4, 6, .. 16 bytes, %s has %d".formatted(card, epc.length));
        }
        var tag = new ByteArrayOutputStream();
        tag.write(epc.length / 2 << 3); // PC: words of the EPC
        tag.write(0);
        tag.writeBytes(epc);
        int crc = gen2Crc(tag.toByteArray());
        var record = new ByteArrayOutputStream();
        record.write(1);
        record.write(dbm);
        record.writeBytes(CIRCUMSTANCES);
        int bits = 8 * (tag.size() + 2);
        record.write(bits >> 8);
        record.write(bits);
        record.writeBytes(tag.toByteArray());
        record.write(crc >> 8);
        record.write(crc);
        return record.toByteArray();
    }

    /** CRC-16/GENIBUS: what the tag itself sends behind PC and EPC. */
    private static int gen2Crc(byte[] bytes) {
        int crc = 0xFFFF;
        for (byte b : bytes) {
            for (int bit = 0x80; bit > 0; bit >>= 1) {
                boolean carry = (crc & 0x8000) != 0 ^ (b & bit) != 0;
                crc = crc << 1 & 0xFFFF;
                if (carry) {
                    crc ^= 0x1021;
                }
            }
        }
        return ~crc & 0xFFFF;
    }
}
