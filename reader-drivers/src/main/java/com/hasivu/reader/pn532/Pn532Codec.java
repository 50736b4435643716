package com.hasivu.reader.pn532;

import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames of the PN532. Source: NXP UM0701-02, section 6.2.1; error frame: libnfc {@code pn53x.c}.
 *
 * <pre>
 * normal    00 00 FF  LEN LCS              TFI code data DCS 00      LEN + LCS = 0, TFI + .. + DCS = 0 (mod 256)
 * extended  00 00 FF  FF FF LENm LENl LCS  TFI code data DCS 00      LENm + LENl + LCS = 0
 * ACK       00 00 FF  00 FF 00             NACK 00 00 FF FF 00 00
 * TFI: D4 from the host, D5 from the chip, 7F alone: error
 * </pre>
 */
final class Pn532Codec {
    private static final int FROM_HOST = 0xD4;
    private static final int FROM_CHIP = 0xD5;
    private static final int ERROR = 0x7F;

    /** The code of {@link #toCard}; its answer has one more. */
    static final int DATA_EXCHANGE = 0x40;

    private static final int[] START = {0x00, 0x00, 0xFF};
    private static final int SHORT_HEAD = 5;
    private static final int LONG_HEAD = 8;

    /** The chip's longest: TFI, code and 263 bytes (UM0701-02, section 6.2.1.2). */
    private static final int LONGEST = 265;

    private Pn532Codec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<Pn532Frame> scan(ByteBuffer in) {
        if (!mayStartAt(in, in.position())) {
            return noise(in, "noise");
        }
        if (in.remaining() < SHORT_HEAD + 1) {
            return new Scan.NeedMore<>(SHORT_HEAD + 1);
        }
        int length = at(in, 3);
        int check = at(in, 4);
        if (length == 0x00 && check == 0xFF) {
            return marker(in, new Pn532Frame.Ack());
        }
        if (length == 0xFF && check == 0x00) {
            return marker(in, new Pn532Frame.Nack());
        }
        if (length == 0xFF && check == 0xFF) {
            return extended(in);
        }
        if (sum(length, check) != 0 || length == 0) {
            return noise(in, "length check");
        }
        return body(in, SHORT_HEAD, length);
    }

    /** InDataExchange: a command for the card, the one target there is (section 7.3.8). */
    static byte[] toCard(byte[] command) {
        var parameters = new int[command.length + 1];
        parameters[0] = 1;
        for (int i = 0; i < command.length; i++) {
            parameters[i + 1] = command[i] & 0xFF;
        }
        return command(DATA_EXCHANGE, parameters);
    }

    /** A command for the chip, ready to send. */
    static byte[] command(int code, int... parameters) {
        int length = 2 + parameters.length;
        var frame = ByteBuffer.allocate(SHORT_HEAD + length + 2);
        for (int start : START) {
            frame.put((byte) start);
        }
        frame.put((byte) length).put((byte) -length).put((byte) FROM_HOST).put((byte) code);
        int sum = FROM_HOST + code;
        for (int parameter : parameters) {
            frame.put((byte) parameter);
            sum += parameter;
        }
        return frame.put((byte) -sum).put((byte) 0).array();
    }

    private static Scan<Pn532Frame> marker(ByteBuffer in, Pn532Frame frame) {
        return at(in, SHORT_HEAD) == 0
                ? new Scan.Complete<>(frame, SHORT_HEAD + 1)
                : noise(in, "no end mark");
    }

    private static Scan<Pn532Frame> extended(ByteBuffer in) {
        if (in.remaining() < LONG_HEAD) {
            return new Scan.NeedMore<>(LONG_HEAD);
        }
        int length = at(in, 5) << 8 | at(in, 6);
        if (sum(at(in, 5), at(in, 6), at(in, 7)) != 0 || length == 0 || length > LONGEST) {
            return noise(in, "length check");
        }
        return body(in, LONG_HEAD, length);
    }

    private static Scan<Pn532Frame> body(ByteBuffer in, int head, int length) {
        int whole = head + length + 2;
        if (in.remaining() < whole) {
            return new Scan.NeedMore<>(whole);
        }
        var data = new byte[length + 1];
        in.get(in.position() + head, data);
        int sum = 0;
        for (byte b : data) {
            sum += b;
        }
        if ((sum & 0xFF) != 0) {
            return noise(in, "checksum");
        }
        if (at(in, whole - 1) != 0) {
            return noise(in, "no end mark");
        }
        int sender = data[0] & 0xFF;
        if (sender == ERROR && length == 1) {
            return new Scan.Complete<>(new Pn532Frame.SyntaxError(), whole);
        }
        if (length < 2 || (sender != FROM_CHIP && sender != FROM_HOST)) {
            return noise(in, "unknown sender");
        }
        int code = data[1] & 0xFF;
        return new Scan.Complete<>(
                sender == FROM_CHIP
                        ? new Pn532Frame.Answer(code, Arrays.copyOfRange(data, 2, length))
                        : new Pn532Frame.HostCommand(code),
                whole);
    }

    /**
     * Drops up to the next place where a frame may start: a damaged frame can hide the head of a
     * good one.
     */
    private static Scan<Pn532Frame> noise(ByteBuffer in, String why) {
        int next = in.position() + 1;
        while (next < in.limit() && !mayStartAt(in, next)) {
            next++;
        }
        return new Scan.Noise<>(next - in.position(), why);
    }

    private static boolean mayStartAt(ByteBuffer in, int index) {
        for (int i = 0; i < START.length && index + i < in.limit(); i++) {
            if ((in.get(index + i) & 0xFF) != START[i]) {
                return false;
            }
        }
        return true;
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xFF;
    }

    private static int sum(int... bytes) {
        return Arrays.stream(bytes).sum() & 0xFF;
    }
}
