package com.hasivu.reader.osdp;

import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames of OSDP. Source: SIA OSDP 2.2, section 5.
 *
 * <pre>
 * [FF]  53 ADDR LENl LENm CTRL  [SCB: length, type, data]  CODE data [MAC 4]  CRCl CRCm | sum
 *        |----------------------------- LEN ------------------------------------------------|
 * ADDR  00 .. 7E, 7F everyone; a reply has 80 added
 * CTRL  bits 0, 1 sequence; bit 2 CRC, else a sum; bit 3 a security block follows
 * CRC   polynomial 1021, first 1D0F, not reflected;  sum: all bytes and it are 0 (mod 256)
 * </pre>
 */
final class OsdpCodec {
    static final int EVERYONE = 0x7F;

    private static final int START = 0x53;
    private static final int MARK = 0xFF;
    private static final int REPLY = 0x80;
    private static final int SEQUENCE = 0x03;
    private static final int CRC = 0x04;
    private static final int SCB = 0x08;
    private static final int HEAD = 5;
    private static final int SHORTEST = HEAD + 2;
    private static final int MAC = 4;
    private static final int FIRST_SCS = 0x11;
    private static final int LAST_SCS = 0x18;

    /** The longest the standard allows (section 5.6). */
    private static final int LONGEST = 1440;

    private final boolean sumAllowed;

    /**
     * @param sumAllowed whether a frame guarded by a sum of one byte is taken, too
     */
    OsdpCodec(boolean sumAllowed) {
        this.sumAllowed = sumAllowed;
    }

    /** Same bytes, same answer. Never moves {@code in}. */
    Scan<OsdpFrame> scan(ByteBuffer in) {
        int marks = 0;
        while (marks < in.remaining() && at(in, marks) == MARK) {
            marks++;
        }
        if (marks > 0) {
            return new Scan.Padding<>(marks);
        }
        if (at(in, 0) != START) {
            return noise(in, "noise");
        }
        if (in.remaining() < HEAD) {
            return new Scan.NeedMore<>(HEAD);
        }
        int length = at(in, 2) | at(in, 3) << 8;
        int control = at(in, 4);
        boolean weak = (control & CRC) == 0;
        if (length < SHORTEST + (weak ? 0 : 1)
                || length > LONGEST
                || (control & ~(SEQUENCE | CRC | SCB)) != 0) {
            return noise(in, "header");
        }
        if (weak && !sumAllowed) {
            return noise(in, "weak check");
        }
        if (in.remaining() < length) {
            return new Scan.NeedMore<>(length);
        }
        var whole = new byte[length];
        in.get(in.position(), whole);
        if (!isWhole(whole, weak)) {
            return noise(in, weak ? "checksum" : "crc");
        }
        return content(whole, weak);
    }

    private static boolean isWhole(byte[] whole, boolean weak) {
        if (weak) {
            return sum(whole, whole.length) == 0;
        }
        int end = whole.length - 2;
        return crc(whole, end) == ((whole[end] & 0xFF) | (whole[end + 1] & 0xFF) << 8);
    }

    private static Scan<OsdpFrame> content(byte[] whole, boolean weak) {
        boolean block = (whole[4] & SCB) != 0;
        int end = whole.length - (weak ? 1 : 2);
        int blockLength = block ? whole[HEAD] & 0xFF : 0;
        int scs = block ? whole[HEAD + 1] & 0xFF : OsdpFrame.CLEAR;
        int codeAt = HEAD + blockLength;
        int mac = scs >= OsdpFrame.SCS_15 ? MAC : 0;
        boolean known = !block || (blockLength >= 2 && scs >= FIRST_SCS && scs <= LAST_SCS);
        if (!known || codeAt + 1 + mac > end) {
            return new Scan.Noise<>(whole.length, "malformed");
        }
        var frame =
                new OsdpFrame(
                        whole[1] & EVERYONE,
                        (whole[1] & REPLY) != 0,
                        whole[4] & SEQUENCE,
                        weak,
                        scs,
                        block ? Arrays.copyOfRange(whole, HEAD + 2, codeAt) : new byte[0],
                        whole[codeAt] & 0xFF,
                        Arrays.copyOfRange(whole, codeAt + 1, end - mac),
                        Arrays.copyOf(whole, end - mac),
                        Arrays.copyOfRange(whole, end - mac, end));
        return new Scan.Complete<>(frame, whole.length);
    }

    /**
     * A command without authentication code, ready to send but for the mark.
     *
     * @param block the security block, or none
     */
    static byte[] command(
            int address, int sequence, boolean sum, byte[] block, int code, byte[] data) {
        return checked(signable(address, sequence, sum, block, code, data, 0), sum);
    }

    /** A command up to its authentication code of {@code mac} bytes, its length already told. */
    static byte[] signable(
            int address, int sequence, boolean sum, byte[] block, int code, byte[] data, int mac) {
        int size = HEAD + block.length + 1 + data.length;
        int length = size + mac + (sum ? 1 : 2);
        int control = sequence | (sum ? 0 : CRC) | (block.length == 0 ? 0 : SCB);
        return ByteBuffer.allocate(size)
                .put((byte) START)
                .put((byte) address)
                .put((byte) length)
                .put((byte) (length >> 8))
                .put((byte) control)
                .put(block)
                .put((byte) code)
                .put(data)
                .array();
    }

    /** With the check behind it. */
    static byte[] checked(byte[] frame, boolean sum) {
        byte[] whole = Arrays.copyOf(frame, frame.length + (sum ? 1 : 2));
        if (sum) {
            whole[frame.length] = (byte) -sum(frame, frame.length);
        } else {
            int crc = crc(frame, frame.length);
            whole[frame.length] = (byte) crc;
            whole[frame.length + 1] = (byte) (crc >> 8);
        }
        return whole;
    }

    /** With the mark before it: a first byte that a line just switched round may spoil. */
    static byte[] marked(byte[] frame) {
        return ByteBuffer.allocate(frame.length + 1).put((byte) MARK).put(frame).array();
    }

    private static int crc(byte[] bytes, int count) {
        int crc = 0x1D0F;
        for (int i = 0; i < count; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
        }
        return crc & 0xFFFF;
    }

    private static int sum(byte[] bytes, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += bytes[i];
        }
        return sum & 0xFF;
    }

    /** Drops up to the next start: a damaged frame can hide the head of a good one. */
    private static Scan<OsdpFrame> noise(ByteBuffer in, String why) {
        int next = 1;
        while (next < in.remaining() && at(in, next) != START) {
            next++;
        }
        return new Scan.Noise<>(next, why);
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xFF;
    }
}
