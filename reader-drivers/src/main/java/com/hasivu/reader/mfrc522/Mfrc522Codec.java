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
 * ATQA, 2 bytes                        bits 7 and 8 of the first: the UID's size
 * each cascade level:  UID, 4 bytes | BCC      BCC = XOR of the 4
 *                      SAK | CRC_A             bit 04: another level follows, and the UID bytes begin with 88
 * </pre>
 */
final class Mfrc522Codec {
    static final int ATQA = 2;
    static final int PART = 5;
    static final int SAK = 3;
    static final int CASCADE_TAG = 0x88;
    private static final int CASCADE_BIT = 0x04;
    private static final int LEVEL = PART + SAK;
    private static final int ATQA_UNUSED = 0xF0; // of the second byte
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Mfrc522Codec() {}

    /**
     * A card's answers one after another, as captured, ATQA first: without it the last level of a
     * longer UID would pass for a whole one. Same bytes, same answer. Never moves {@code in}.
     */
    static Scan<CardId> scan(ByteBuffer in) {
        if (in.remaining() < ATQA) {
            return new Scan.NeedMore<>(ATQA);
        }
        int size = announced(in.get(in.position()));
        if (size == 0 || (in.get(in.position() + 1) & ATQA_UNUSED) != 0) {
            return new Scan.Noise<>(1, "noise");
        }
        var uid = new StringBuilder();
        int at = in.position() + ATQA;
        for (boolean more = true; more; at += LEVEL) {
            more = size - uid.length() / 2 > 4;
            if (in.limit() - at >= PART && !isPart(bytes(in, at, PART))) {
                return new Scan.Noise<>(1, "checksum");
            }
            if (in.limit() - at < LEVEL) {
                return new Scan.NeedMore<>(at - in.position() + LEVEL);
            }
            byte[] sak = bytes(in, at + PART, SAK);
            if (!isSak(sak)) {
                return new Scan.Noise<>(1, "checksum");
            }
            if (more != isCascade(sak) || more != ((in.get(at) & 0xFF) == CASCADE_TAG)) {
                return new Scan.Noise<>(1, "nonsense");
            }
            uid.append(HEX.formatHex(bytes(in, at + (more ? 1 : 0), more ? 3 : 4)));
        }
        return new Scan.Complete<>(new CardId(uid.toString()), at - in.position());
    }

    /** The UID's size by ATQA's first byte, section 6.5.2: bytes, or 0. */
    static int announced(byte atqa) {
        return switch (atqa & 0xC0) {
            case 0x00 -> 4;
            case 0x40 -> 7;
            case 0x80 -> 10;
            default -> 0;
        };
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
