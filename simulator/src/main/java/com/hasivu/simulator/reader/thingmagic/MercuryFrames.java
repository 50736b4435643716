package com.hasivu.simulator.reader.thingmagic;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The serial protocol as a module sees it. Source: Mercury API, {@code serial_reader_l3.c}. Not
 * thread-safe.
 *
 * <pre>
 * FF Len Op data CRCm CRCl     from the host; the module's own have two bytes of status behind Op
 * </pre>
 */
final class MercuryFrames {
    /**
     * A command whose check held.
     *
     * @param data what follows the op; do not change
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Command(int op, byte[] data) {}

    /** Of the bits a nibble pushes out at the top. */
    private static final int[] PUSHED_OUT = {
        0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
        0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF
    };

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    /** The commands these bytes complete. What is no command is passed over in silence. */
    List<Command> hear(byte[] bytes) {
        var heard = new ArrayList<Command>();
        for (byte b : bytes) {
            if (held.size() == 0 && b != (byte) 0xFF) {
                continue;
            }
            held.write(b);
            byte[] frame = held.toByteArray();
            if (frame.length > 1 && frame.length == (frame[1] & 0xFF) + 5) {
                held.reset();
                int check = (frame[frame.length - 2] & 0xFF) << 8 | frame[frame.length - 1] & 0xFF;
                if (check == crc(frame, 1, frame.length - 2)) {
                    heard.add(
                            new Command(
                                    frame[2] & 0xFF,
                                    Arrays.copyOfRange(frame, 3, frame.length - 2)));
                }
            }
        }
        return heard;
    }

    /** A frame of the module. */
    static byte[] answer(int op, int status, byte[] data) {
        var frame = new byte[data.length + 7];
        frame[0] = (byte) 0xFF;
        frame[1] = (byte) data.length;
        frame[2] = (byte) op;
        frame[3] = (byte) (status >> 8);
        frame[4] = (byte) status;
        System.arraycopy(data, 0, frame, 5, data.length);
        int crc = crc(frame, 1, frame.length - 2);
        frame[frame.length - 2] = (byte) (crc >> 8);
        frame[frame.length - 1] = (byte) crc;
        return frame;
    }

    private static int crc(byte[] bytes, int from, int to) {
        int crc = 0xFFFF;
        for (int i = from; i < to; i++) {
            crc = pushed(crc, bytes[i] >> 4 & 0xF);
            crc = pushed(crc, bytes[i] & 0xF);
        }
        return crc;
    }

    private static int pushed(int crc, int nibble) {
        return (crc << 4 & 0xFFFF | nibble) ^ PUSHED_OUT[crc >> 12];
    }
}
