package com.hasivu.simulator.reader.uhfreader18;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The protocol as a reader sees it. Source: UHFReader18 user's manual 2.0, chapters 2 and 3. Not
 * thread-safe.
 *
 * <pre>
 * Len Adr Cmd data CRCl CRCm     from the host; the reader's own have a status behind Cmd
 * </pre>
 */
final class ReaderFrames {
    /** Longest pause within a command; then the reader begins anew (chapter 2). */
    private static final long INTER_BYTE_NANOS = 15_000_000;

    /**
     * @param good whether the check held
     * @param data what follows the command; do not change
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Command(boolean good, int address, int code, byte[] data) {}

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private long lastByteNanos;

    /** The commands these bytes, heard at {@code nowNanos}, complete. */
    List<Command> hear(byte[] bytes, long nowNanos) {
        if (bytes.length == 0) {
            return List.of();
        }
        if (held.size() > 0 && nowNanos - lastByteNanos > INTER_BYTE_NANOS) {
            held.reset();
        }
        lastByteNanos = nowNanos;
        var heard = new ArrayList<Command>();
        for (byte b : bytes) {
            held.write(b);
            byte[] frame = held.toByteArray();
            int length = frame[0] & 0xFF;
            if (length < 4 || length > 0x60) {
                held.reset(); // no command is so long (chapter 3.1)
            } else if (frame.length == length + 1) {
                held.reset();
                heard.add(
                        new Command(
                                check(frame, frame.length) == 0,
                                frame[1] & 0xFF,
                                frame[2] & 0xFF,
                                Arrays.copyOfRange(frame, 3, frame.length - 2)));
            }
        }
        return heard;
    }

    /** A frame of the reader. */
    static byte[] answer(int address, int command, int status, byte... data) {
        var frame = new byte[data.length + 6];
        frame[0] = (byte) (data.length + 5);
        frame[1] = (byte) address;
        frame[2] = (byte) command;
        frame[3] = (byte) status;
        System.arraycopy(data, 0, frame, 4, data.length);
        int check = check(frame, frame.length - 2);
        frame[frame.length - 2] = (byte) check;
        frame[frame.length - 1] = (byte) (check >> 8);
        return frame;
    }

    /** As the manual's uiCrc16Cal works. */
    private static int check(byte[] bytes, int count) {
        int value = 0xFFFF;
        for (int i = 0; i < count; i++) {
            value = value ^ bytes[i] & 0xFF;
            for (int j = 0; j < 8; j++) {
                boolean low = (value & 0x0001) == 1;
                value = value >> 1;
                if (low) {
                    value = value ^ 0x8408;
                }
            }
        }
        return value;
    }
}
