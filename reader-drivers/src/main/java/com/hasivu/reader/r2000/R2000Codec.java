package com.hasivu.reader.r2000;

import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;

/**
 * Frames, the same both ways. Source: UHF RFID Reader Serial Interface Protocol V3.7, chapter 1;
 * hex-in/pyImpinj.
 *
 * <pre>
 * A0 Len Adr Cmd data Check      Len counts what follows it; the sum of all bytes is 0 (mod 256)
 * </pre>
 *
 * The sum is weak: two flips in one column pass it. So a tag's length must also agree with its PC,
 * and a frame with a length that its command never has is none.
 */
final class R2000Codec {
    private static final int HEAD = 0xA0;
    private static final int COMMAND_AT = 3;
    private static final int DATA_AT = 4;
    private static final int AROUND = DATA_AT + 1;

    private R2000Codec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<R2000Frame> scan(ByteBuffer in) {
        if (at(in, 0) != HEAD) {
            return noise(in, "noise");
        }
        if (in.remaining() <= COMMAND_AT) {
            return new Scan.NeedMore<>(AROUND);
        }
        int data = at(in, 1) - 3;
        if (!canHave(at(in, COMMAND_AT), data)) {
            return noise(in, "length");
        }
        int whole = data + AROUND;
        if (in.remaining() < whole) {
            return new Scan.NeedMore<>(whole);
        }
        int sum = 0;
        for (int i = 0; i < whole; i++) {
            sum += at(in, i);
        }
        if ((sum & 0xFF) != 0) {
            return noise(in, "checksum");
        }
        var content = new byte[data];
        in.get(in.position() + DATA_AT, content);
        var frame = new R2000Frame(at(in, 2), at(in, COMMAND_AT), content);
        if (frame.isInventory() && !frame.isEnd() && !frame.isError() && !R2000Cards.fits(frame)) {
            return noise(in, "PC length");
        }
        return new Scan.Complete<>(frame, whole);
    }

    /** A command for the reader, ready to send. */
    static byte[] command(int address, int command, int... data) {
        var frame = ByteBuffer.allocate(data.length + AROUND);
        frame.put((byte) HEAD).put((byte) (data.length + 3));
        frame.put((byte) address).put((byte) command);
        int sum = HEAD + data.length + 3 + address + command;
        for (int b : data) {
            frame.put((byte) b);
            sum += b;
        }
        return frame.put((byte) -sum).array();
    }

    /** Bytes of data that this command's answers can have. */
    private static boolean canHave(int command, int data) {
        return switch (command) {
            case R2000Frame.INVENTORY, R2000Frame.INVENTORY_FAST, R2000Frame.INVENTORY_SESSION ->
                    data == 1 || data == 2 || data == 7 || R2000Cards.canBeTag(data);
            case R2000Frame.FIRMWARE -> data == 1 || data == 2;
            case R2000Frame.GET_POWER -> data == 1 || data == 4 || data == 8;
            case R2000Frame.SET_ANTENNA, R2000Frame.SET_POWER, R2000Frame.RESET ->
                    data == 0 || data == 1;
            default -> command >= 0x60 && command <= 0x94 && data >= 0 && data <= 80;
        };
    }

    /** Drops up to the next place where a frame may start. */
    private static Scan<R2000Frame> noise(ByteBuffer in, String why) {
        int next = in.position() + 1;
        while (next < in.limit() && (in.get(next) & 0xFF) != HEAD) {
            next++;
        }
        return new Scan.Noise<>(next - in.position(), why);
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xFF;
    }
}
