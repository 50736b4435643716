package com.hasivu.reader.wiegand;

import com.hasivu.reader.line.Scan;
import com.hasivu.reader.wiegand.WiegandFrame.Format;

import java.nio.ByteBuffer;

/**
 * Frames in lines of {@code 0} and {@code 1}; white space is the pause that ends one. Source:
 * docs/readers/wiegand.md, Frames.
 *
 * <pre>
 * even parity | first half of the data .. last half | odd parity | pause
 *             +-- under even --+-- under odd --+
 * </pre>
 */
final class WiegandCodec {
    private static final int KEY = 4;
    private static final int KEY_WITH_CHECK = 8;

    private WiegandCodec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<WiegandFrame> scan(ByteBuffer in) {
        int pause = in.position();
        boolean bad = false;
        while (pause < in.limit() && !isPause(in.get(pause))) {
            bad |= in.get(pause) != '0' && in.get(pause) != '1';
            pause++;
        }
        int length = pause - in.position();
        if (length == 0) {
            return new Scan.Padding<>(1);
        }
        if (pause == in.limit()) {
            return new Scan.NeedMore<>(length + 1); // more bits may follow, whatever these are
        }
        return bad ? new Scan.Noise<>(length, "noise") : frame(in, length);
    }

    private static Scan<WiegandFrame> frame(ByteBuffer in, int length) {
        if (length == KEY || length == KEY_WITH_CHECK) {
            return new Scan.Noise<>(length, "keypad");
        }
        for (Format format : Format.values()) {
            if (format.bits == length) {
                return frame(in, format);
            }
        }
        return new Scan.Noise<>(length, "bit count");
    }

    private static Scan<WiegandFrame> frame(ByteBuffer in, Format format) {
        long bits = 0;
        for (int i = 0; i < format.bits; i++) {
            bits = bits << 1 | in.get(in.position() + i) - '0';
        }
        int covered = format.half + 1; // with the parity bit itself
        int evens = Long.bitCount(bits >>> (format.bits - covered));
        int odds = Long.bitCount(bits & (1L << covered) - 1);
        if (evens % 2 != 0 || odds % 2 != 1) {
            return new Scan.Noise<>(format.bits, "parity");
        }
        long data = bits >>> 1 & (1L << format.bits - 2) - 1;
        return new Scan.Complete<>(new WiegandFrame(format, data), format.bits);
    }

    private static boolean isPause(byte symbol) {
        return symbol == PulseCollector.PAUSE || symbol == ' ' || symbol == '\r' || symbol == '\t';
    }
}
