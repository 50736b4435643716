package com.hasivu.reader.wedge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One {@code struct input_event}. Source: Linux, include/uapi/linux/input.h.
 *
 * <pre>
 * seconds: long | microseconds: long | type: u16 | code: u16 | value: s32     host byte order
 *                                      long is 8 bytes on 64 bit, 4 on 32 bit
 * </pre>
 *
 * @param micros since the start of the device's clock; below 0 if seconds or microseconds cannot be
 */
record InputEvent(long micros, int type, int code, int value) {
    static final int SYN = 0;
    static final int KEY = 1;
    static final int MSC = 4;
    static final int LED = 17;
    static final int REP = 20;

    private static final long SECONDS_LIMIT = 1L << 33; // the year 2242
    private static final long MICROS_IN_A_SECOND = 1_000_000;

    /** How this machine writes one. */
    record Layout(int longBytes, ByteOrder order) {
        private static final int REST = 8;

        Layout {
            if (longBytes != 4 && longBytes != 8) {
                throw new IllegalArgumentException("a long has 4 or 8 bytes, not " + longBytes);
            }
        }

        int bytes() {
            return 2 * longBytes + REST;
        }

        /** The event at {@code at}; all its bytes must be there. */
        InputEvent read(ByteBuffer in, int at) {
            ByteBuffer event = in.slice(at, bytes()).order(order);
            long seconds = event.getLong();
            long micros = longBytes == 8 ? event.getLong() : 0;
            if (longBytes == 4) {
                event.rewind();
                seconds = Integer.toUnsignedLong(event.getInt());
                micros = Integer.toUnsignedLong(event.getInt());
            }
            boolean clock =
                    seconds >= 0
                            && seconds < SECONDS_LIMIT
                            && micros >= 0
                            && micros < MICROS_IN_A_SECOND;
            return new InputEvent(
                    clock ? seconds * MICROS_IN_A_SECOND + micros : -1,
                    Short.toUnsignedInt(event.getShort()),
                    Short.toUnsignedInt(event.getShort()),
                    event.getInt());
        }
    }
}
