package com.hasivu.reader.rdm6300;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;

/**
 * The frame, in ASCII; a clone may put CR LF before the 03 or between frames. Source:
 * docs/readers/rdm6300.md, Frame.
 *
 * <pre>
 * 02 | version: 2 hex digits | id: 8 hex digits | check: 2 hex digits | 03
 *      check = XOR of the 5 bytes
 * </pre>
 */
final class Rdm6300Codec {
    private static final int STX = 0x02;
    private static final int ETX = 0x03;
    private static final int CARD_BYTES = 5;
    private static final int DIGITS = 2 * (CARD_BYTES + 1);
    private static final int FRAME = 1 + DIGITS + 1;

    private Rdm6300Codec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<CardId> scan(ByteBuffer in) {
        int start = in.position();
        int first = at(in, start);
        if (isLineEnd(first)) {
            return new Scan.Padding<>(1);
        }
        if (first != STX) {
            return new Scan.Noise<>(untilStx(in), "noise");
        }
        for (int i = start + 1; i <= start + DIGITS; i++) {
            if (i == in.limit()) {
                return new Scan.NeedMore<>(FRAME);
            }
            if (digit(at(in, i)) < 0) {
                return new Scan.Noise<>(i - start, "not hex");
            }
        }
        return end(in, start);
    }

    private static Scan<CardId> end(ByteBuffer in, int start) {
        int end = start + 1 + DIGITS;
        while (end < in.limit() && end < start + FRAME + 1 && isLineEnd(at(in, end))) {
            end++;
        }
        int length = end + 1 - start;
        if (end == in.limit()) {
            return new Scan.NeedMore<>(length);
        }
        if (at(in, end) != ETX) {
            return new Scan.Noise<>(end - start, "no end mark");
        }
        var card = new byte[CARD_BYTES];
        int check = pair(in, start + 1 + 2 * CARD_BYTES);
        for (int i = 0; i < CARD_BYTES; i++) {
            card[i] = (byte) pair(in, start + 1 + 2 * i);
            check ^= card[i] & 0xFF;
        }
        return check == 0
                ? new Scan.Complete<>(CardId.of(card), length)
                : new Scan.Noise<>(length, "checksum");
    }

    private static int untilStx(ByteBuffer in) {
        for (int i = in.position() + 1; i < in.limit(); i++) {
            if (at(in, i) == STX) {
                return i - in.position();
            }
        }
        return in.remaining();
    }

    private static int at(ByteBuffer in, int index) {
        return in.get(index) & 0xFF;
    }

    private static int pair(ByteBuffer in, int index) {
        return digit(at(in, index)) << 4 | digit(at(in, index + 1));
    }

    /**
     * Upper case only, as every module sends: the fewer byte values are good, the more damage
     * shows.
     */
    private static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    private static boolean isLineEnd(int c) {
        return c == '\r' || c == '\n';
    }
}
