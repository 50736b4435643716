package com.hasivu.reader.wiegand;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;

import java.util.OptionalInt;

/**
 * A frame whose parities hold.
 *
 * @param format by its count of bits
 * @param data without the parity bits, the first bit highest
 */
record WiegandFrame(Format format, long data) {
    /**
     * First bit: even parity over the first half of the data; last bit: odd parity over the last
     * half. Sources: rf IDEAS pcProx Plus manual, appendix, and Civintec CN56 manual (26); HID
     * H10306 (34), H10302 and H10304 (37), and esphome {@code wiegand.cpp}.
     *
     * @param bits with both parity bits
     * @param half data bits under one parity bit; of 37, the middle one is under both
     * @param bytes that the data fill, zero bits before
     */
    enum Format {
        BITS_26(26, 12, 3, CardForm.WIEGAND_26),
        BITS_34(34, 16, 4, CardForm.WIEGAND_34),
        BITS_37(37, 18, 5, CardForm.WIEGAND_37);

        final int bits;
        final int half;
        final int bytes;
        final CardForm form;

        Format(int bits, int half, int bytes, CardForm form) {
            this.bits = bits;
            this.half = half;
            this.bytes = bytes;
            this.form = form;
        }
    }

    /** Which byte of a UID the reader sends first. */
    enum ByteOrder {
        MSB,
        /** The UID's last byte first; of 26 bits, what is sent is the UID's head. */
        REVERSED
    }

    /** A badge's number of 37 bits is no UID: it has no bytes to turn around. */
    CardRead read(ByteOrder order) {
        if (order == ByteOrder.MSB || format == Format.BITS_37) {
            return read(format.form, data);
        }
        long turned = Long.reverseBytes(data) >>> (Long.SIZE - Byte.SIZE * format.bytes);
        return read(format == Format.BITS_26 ? CardForm.REVERSED_24 : CardForm.REVERSED_32, turned);
    }

    private CardRead read(CardForm form, long number) {
        var bytes = new byte[format.bytes];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >>> Byte.SIZE * (bytes.length - 1 - i));
        }
        return new CardRead(CardId.of(bytes), form, CardFamily.UNKNOWN, OptionalInt.empty());
    }
}
