package com.hasivu.simulator.reader.yrm100;

import com.hasivu.protocol.CardId;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The module's own frames. Source: M100 command set, sections 1.1, 2.1, 2.2 and 4. */
final class M100Frames {
    private static final int RESPONSE = 1;
    private static final int NOTICE = 2;
    private static final int[] CRC = crcTable();

    private M100Frames() {}

    static byte[] response(int command, int... data) {
        return frame(RESPONSE, command, bytes(data));
    }

    /** Kind of information, then ASCII. */
    static byte[] info(int kind, String text) {
        var data = new ByteArrayOutputStream();
        data.write(kind);
        data.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return frame(RESPONSE, 0x03, data.toByteArray());
    }

    static byte[] failure(int code) {
        return response(0xFF, code);
    }

    /** RSSI, then what the tag sent: PC, EPC and its CRC. */
    static byte[] tag(CardId epc, int dbm) {
        return tag(epc, dbm, 0);
    }

    /**
     * @param pcLow the PC word's low 11 bits: of the tag's own making
     */
    static byte[] tag(CardId epc, int dbm, int pcLow) {
        byte[] number = epc.bytes();
        if (number.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an EPC has whole words of 2 bytes, %s has %d bytes"
                            .formatted(epc, number.length));
        }
        int pc = (number.length / 2) << 11 | pcLow;
        var said = new ByteArrayOutputStream();
        said.write(pc >> 8);
        said.write(pc);
        said.writeBytes(number);
        int check = 0xFFFF;
        for (byte b : said.toByteArray()) {
            check = (check << 8 ^ CRC[(check >> 8 ^ b) & 0xFF]) & 0xFFFF;
        }
        check ^= 0xFFFF;
        var data = new ByteArrayOutputStream();
        data.write(dbm);
        data.writeBytes(said.toByteArray());
        data.write(check >> 8);
        data.write(check);
        return frame(NOTICE, 0x22, data.toByteArray());
    }

    private static byte[] frame(int type, int command, byte[] data) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(bytes(0xBB, type, command, data.length >> 8, data.length));
        frame.writeBytes(data);
        int sum = type + command + (data.length >> 8) + data.length;
        for (byte b : data) {
            sum += b;
        }
        frame.writeBytes(bytes(sum, 0x7E));
        return frame.toByteArray();
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** By table, as small chips compute it: x^16 + x^12 + x^5 + 1. */
    private static int[] crcTable() {
        var table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int value = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                value = value << 1 ^ ((value & 0x8000) == 0 ? 0 : 0x11021);
            }
            table[i] = value & 0xFFFF;
        }
        return table;
    }
}
