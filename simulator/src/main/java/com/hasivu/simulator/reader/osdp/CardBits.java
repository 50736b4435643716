package com.hasivu.simulator.reader.osdp;

import com.hasivu.protocol.CardId;

/**
 * A card as a RAW reply tells it: reader, format, count of bits, bits. Source: SIA OSDP 2.2,
 * section 7.10; Wiegand parities: rf IDEAS pcProx manual, HID H10304.
 */
final class CardBits {
    private CardBits() {}

    /** With the parities of its Wiegand format: 26, 34 or 37 bits. */
    static byte[] wiegand(CardId card) {
        var data = new StringBuilder();
        for (byte b : card.bytes()) {
            data.append(Integer.toBinaryString(0x100 | (b & 0xFF)).substring(1));
        }
        switch (data.length()) {
            case 24, 32 -> {}
            case 40 -> {
                if (data.indexOf("1") < 5 && data.indexOf("1") >= 0) {
                    throw refused(card);
                }
                data.delete(0, 5);
            }
            default -> throw refused(card);
        }
        int half = (data.length() + 1) / 2;
        String even = ones(data.substring(0, half)) % 2 == 0 ? "0" : "1";
        String odd = ones(data.substring(data.length() - half)) % 2 == 0 ? "1" : "0";
        return raw(1, even + data + odd);
    }

    /** The whole UID, 4, 7 or 10 bytes. */
    static byte[] csn(CardId card) {
        byte[] uid = card.bytes();
        if (uid.length != 4 && uid.length != 7 && uid.length != 10) {
            throw refused(card);
        }
        var bits = new StringBuilder();
        for (byte b : uid) {
            bits.append(Integer.toBinaryString(0x100 | (b & 0xFF)).substring(1));
        }
        return raw(0, bits.toString());
    }

    private static byte[] raw(int format, String bits) {
        var data = new byte[4 + (bits.length() + 7) / 8];
        data[1] = (byte) format;
        data[2] = (byte) bits.length();
        for (int i = 0; i < bits.length(); i++) {
            if (bits.charAt(i) == '1') {
                data[4 + i / 8] |= (byte) (0x80 >> i % 8);
            }
        }
        return data;
    }

    private static long ones(String bits) {
        return bits.chars().filter(bit -> bit == '1').count();
    }

    private static IllegalArgumentException refused(CardId card) {
        return new IllegalArgumentException(
                "this reader tells 26, 34 or 37 bits, or a UID of 4, 7 or 10 bytes; %s is neither"
                        .formatted(card));
    }
}
