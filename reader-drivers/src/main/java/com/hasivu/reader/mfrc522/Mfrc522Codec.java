package com.hasivu.reader.mfrc522;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a card answers while it is selected, and the checks in it. Source: ISO/IEC 14443-3, sections
 * 6.2.4 (CRC_A) and 6.5.3 (SELECT).
 *
 * <pre>
 * each cascade level:  UID, 4 bytes | BCC      BCC = XOR of the 4
 *                      SAK | CRC_A             bit 04: another level follows, and the UID bytes begin with 88
 * </pre>
 */
final class Mfrc522Codec {
    static final int PART = 5;
    static final int SAK = 3;
    static final int CASCADE_TAG = 0x88;
    private static final int CASCADE_BIT = 0x04;
    private static final int LEVEL = PART + SAK;
    private static final int LEVELS = 3;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Mfrc522Codec() {}

    /** Answers one after another, as captured. Same bytes, same answer. Never moves {@code in}. */
    static Scan<CardId> scan(ByteBuffer in) {
        var uid = new StringBuilder();
        for (int level = 1; level <= LEVELS; level++) {
            int at = in.position() + (level - 1) * LEVEL;
            if (in.limit() - at >= PART && !isPart(bytes(in, at, PART))) {
                return new Scan.Noise<>(1, "checksum");
            }
            if (in.limit() - at < LEVEL) {
                return new Scan.NeedMore<>(level * LEVEL);
            }
            byte[] sak = bytes(in, at + PART, SAK);
            if (!isSak(sak)) {
                return new Scan.Noise<>(1, "checksum");
            }
            boolean more = isCascade(sak);
            if (more != ((in.get(at) & 0xFF) == CASCADE_TAG)) {
                return new Scan.Noise<>(1, "nonsense");
            }
            uid.append(HEX.formatHex(bytes(in, at + (more ? 1 : 0), more ? 3 : 4)));
            if (!more) {
                return new Scan.Complete<>(new CardId(uid.toString()), level * LEVEL);
            }
        }
        return new Scan.Noise<>(1, "nonsense");
    }

    /** UID bytes and their check. */
    static boolean isPart(byte[] part) {
        int xor = 0;
        for (byte b : part) {
            xor ^= b;
        }
        return part.length == PART && xor == 0;
    }

    /** SAK and its check. */
    static boolean isSak(byte[] sak) {
        return sak.length == SAK && crc(sak) == 0;
    }

    static boolean isCascade(byte[] sak) {
        return (sak[0] & CASCADE_BIT) != 0;
    }

    /** With CRC_A behind it, low byte first. */
    static byte[] checked(byte... bytes) {
        byte[] checked = Arrays.copyOf(bytes, bytes.length + 2);
        int crc = crc(bytes);
        checked[bytes.length] = (byte) crc;
        checked[bytes.length + 1] = (byte) (crc >> 8);
        return checked;
    }

    /** Polynomial 1021 reflected, preset 6363, no final XOR. Zero over bytes with their CRC. */
    static int crc(byte... bytes) {
        int crc = 0x6363;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0x8408;
            }
        }
        return crc;
    }

    private static byte[] bytes(ByteBuffer in, int at, int count) {
        var bytes = new byte[count];
        in.get(at, bytes);
        return bytes;
    }
}
