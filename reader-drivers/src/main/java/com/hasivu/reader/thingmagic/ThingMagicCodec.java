package com.hasivu.reader.thingmagic;

import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;

/**
 * Frames of the Mercury serial protocol. Source: Mercury API, {@code serial_reader_l3.c}; M5e
 * manual, appendix B.
 *
 * <pre>
 * to the module    FF Len Op                   data (Len)  CRCm CRCl
 * from the module  FF Len Op STATUSm STATUSl   data (Len)  CRCm CRCl      CRC from Len to the last data byte
 * </pre>
 */
final class ThingMagicCodec {
    private static final int HEAD = 0xFF;
    private static final int OP_AT = 2;
    private static final int DATA_AT = 5;
    private static final int AROUND = DATA_AT + 2;

    /** A whole frame is 255 bytes at most (Mercury API, {@code TMR_SR_MAX_PACKET_SIZE}). */
    private static final int LONGEST = 255 - AROUND;

    private ThingMagicCodec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<ThingMagicAnswer> scan(ByteBuffer in) {
        if (at(in, 0) != HEAD) {
            return noise(in, "noise");
        }
        if (in.remaining() > 1 && at(in, 1) > LONGEST) {
            return noise(in, "length");
        }
        if (in.remaining() > OP_AT && !isKnown(at(in, OP_AT))) {
            return noise(in, "noise");
        }
        if (in.remaining() < AROUND) {
            return new Scan.NeedMore<>(AROUND);
        }
        int length = at(in, 1);
        int whole = length + AROUND;
        if (in.remaining() < whole) {
            return new Scan.NeedMore<>(whole);
        }
        if (crc(in, in.position() + 1, whole - 3) != two(in, whole - 2)) {
            return noise(in, "checksum");
        }
        var data = new byte[length];
        in.get(in.position() + DATA_AT, data);
        return new Scan.Complete<>(
                new ThingMagicAnswer(at(in, OP_AT), two(in, OP_AT + 1), data), whole);
    }

    /** A command for the module, ready to send. */
    static byte[] command(int op, int... data) {
        var frame = ByteBuffer.allocate(data.length + 5);
        frame.put((byte) HEAD).put((byte) data.length).put((byte) op);
        for (int b : data) {
            frame.put((byte) b);
        }
        return frame.putShort((short) crc(frame, 1, data.length + 2)).array();
    }

    /**
     * Polynomial 1021, preset FFFF, most significant bit first; unlike CRC-16/CCITT-FALSE the data
     * enter at the low end: "123456789" gives A69D. Two flips 16 bits apart at the very end of a
     * frame it cannot see; there stands a tag's own CRC, see {@link ThingMagicCards}.
     */
    static int crc(ByteBuffer in, int from, int count) {
        int crc = 0xFFFF;
        for (int i = 0; i < count; i++) {
            int b = in.get(from + i);
            for (int bit = 7; bit >= 0; bit--) {
                int carry = crc >> 15;
                crc = (crc << 1 | (b >> bit & 1)) & 0xFFFF;
                crc ^= carry * 0x1021;
            }
        }
        return crc;
    }

    /**
     * What a module can answer. FF is common within frames, so a damaged one must not make us wait
     * for the end of a frame that is none.
     */
    private static boolean isKnown(int op) {
        return op >= 0x02 && op <= 0x0E || op >= 0x20 && op <= 0x2F || op >= 0x60 && op <= 0x9F;
    }

    /** Drops up to the next place where a frame may start. */
    private static Scan<ThingMagicAnswer> noise(ByteBuffer in, String why) {
        int next = in.position() + 1;
        while (next < in.limit() && (in.get(next) & 0xFF) != HEAD) {
            next++;
        }
        return new Scan.Noise<>(next - in.position(), why);
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xFF;
    }

    private static int two(ByteBuffer in, int offset) {
        return at(in, offset) << 8 | at(in, offset + 1);
    }
}
