package com.hasivu.reader.yrm100;

import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Frames of the M100 chip. Data may hold BB and 7E, so the length finds the end. Source: M100
 * command set, section 1.1.
 *
 * <pre>
 * BB | type | command | PLm PLl | data (PL bytes) | check | 7E
 *      type 00 from the host, 01 response, 02 notice
 *      check = sum of type .. data, its low byte
 * </pre>
 *
 * The sum is weak; a notice of a tag also holds lengths and a CRC, see {@link Yrm100Cards}.
 */
final class Yrm100Codec {
    private static final int HEADER = 0xBB;
    private static final int END = 0x7E;
    private static final int COMMAND = 0x00;
    private static final int RESPONSE = 0x01;
    private static final int NOTICE = 0x02;
    private static final int FAILED = 0xFF;
    private static final int HEAD = 5;
    private static final int TAIL = 2;

    /** A notice of the longest EPC has 67 bytes, the longest scan of channels 55. */
    private static final int LONGEST = 128;

    private Yrm100Codec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<Yrm100Frame> scan(ByteBuffer in) {
        if (!mayStartAt(in, in.position())) {
            return noise(in, "noise");
        }
        if (in.remaining() < HEAD) {
            return new Scan.NeedMore<>(HEAD + TAIL);
        }
        int length = at(in, 3) << 8 | at(in, 4);
        if (length > LONGEST) {
            return noise(in, "length");
        }
        int whole = HEAD + length + TAIL;
        if (in.remaining() < whole) {
            return new Scan.NeedMore<>(whole);
        }
        if (at(in, whole - 1) != END) {
            return noise(in, "no end mark");
        }
        if (sum(in, 1, whole - TAIL) != at(in, whole - TAIL)) {
            return noise(in, "checksum");
        }
        var data = new byte[length];
        in.get(in.position() + HEAD, data);
        return frame(at(in, 1), at(in, 2), data)
                .<Scan<Yrm100Frame>>map(frame -> new Scan.Complete<>(frame, whole))
                .orElseGet(() -> noise(in, "tag check"));
    }

    /** A command for the module, ready to send. */
    static byte[] command(int code, int... data) {
        var frame = ByteBuffer.allocate(HEAD + data.length + TAIL);
        frame.put((byte) HEADER).put((byte) COMMAND).put((byte) code);
        frame.putShort((short) data.length);
        for (int b : data) {
            frame.put((byte) b);
        }
        frame.put((byte) sum(frame.duplicate().flip(), 1, HEAD + data.length));
        return frame.put((byte) END).array();
    }

    /** Empty for a notice that cannot be. */
    private static Optional<Yrm100Frame> frame(int type, int command, byte[] data) {
        return switch (type) {
            case COMMAND -> Optional.of(new Yrm100Frame.HostCommand(command));
            case RESPONSE ->
                    Optional.of(
                            command == FAILED && data.length > 0
                                    ? new Yrm100Frame.Failure(data[0] & 0xFF)
                                    : new Yrm100Frame.Response(command, data));
            default ->
                    Yrm100Cards.isPoll(command)
                            ? Yrm100Cards.read(data)
                            : Optional.of(new Yrm100Frame.OtherNotice(command));
        };
    }

    /**
     * Drops up to the next place where a frame may start: a damaged frame can hide the head of a
     * good one.
     */
    private static Scan<Yrm100Frame> noise(ByteBuffer in, String why) {
        int next = in.position() + 1;
        while (next < in.limit() && !mayStartAt(in, next)) {
            next++;
        }
        return new Scan.Noise<>(next - in.position(), why);
    }

    private static boolean mayStartAt(ByteBuffer in, int index) {
        return (in.get(index) & 0xFF) == HEADER
                && (index + 1 >= in.limit() || (in.get(index + 1) & 0xFF) <= NOTICE);
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xFF;
    }

    private static int sum(ByteBuffer in, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += at(in, i);
        }
        return sum & 0xFF;
    }
}
