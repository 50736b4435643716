package com.hasivu.simulator.reader.wedge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * What the kernel hands on of a USB keyboard on a 64-bit machine: for each key that goes down or
 * comes up its HID usage, its key code and the end of the report, 24 bytes each. Sources: USB HID
 * Usage Tables, section 10; Linux, include/uapi/linux/input.h and input-event-codes.h,
 * drivers/hid/hid-input.c.
 */
final class Keyboard {
    /** A full-speed reader is asked for a report every 8 ms. */
    static final Duration REPORT = Duration.ofMillis(8);

    private static final int EVENT = 24;
    private static final int MICROS = 1_000_000;
    private static final int KEYBOARD_PAGE = 0x70000;
    private static final String DIGITS = "1234567890";
    private static final int[] DIGIT_CODES = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int[] LETTER_CODES = {
        30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17,
        45, 21, 44
    };
    private static final Key ENTER = new Key(0x28, 28);
    private static final Key COMMA = new Key(0x36, 51);
    private static final Key SHIFT = new Key(0xE1, 42);

    private record Key(int usage, int code) {}

    private Keyboard() {}

    /**
     * The events of typing a line, its Enter included; letters are typed with shift.
     *
     * @param endMicros the time of the last of them
     */
    static byte[] typed(String text, long endMicros) {
        String line = text + "\n";
        int reports = 0;
        int events = 0;
        for (int i = 0; i < line.length(); i++) {
            boolean letter = LETTERS.indexOf(line.charAt(i)) >= 0;
            reports += 2;
            events += letter ? 10 : 6;
        }
        long micros = endMicros - (reports - 1) * (REPORT.toNanos() / 1_000);
        var bytes = ByteBuffer.allocate(events * EVENT).order(ByteOrder.nativeOrder());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            for (int value = 1; value >= 0; value--) {
                if (LETTERS.indexOf(c) >= 0) {
                    key(bytes, micros, SHIFT, value);
                }
                key(bytes, micros, key(c), value);
                event(bytes, micros, 0, 0, 0); // EV_SYN, SYN_REPORT
                micros += REPORT.toNanos() / 1_000;
            }
        }
        return bytes.array();
    }

    private static Key key(char c) {
        int digit = DIGITS.indexOf(c);
        int letter = LETTERS.indexOf(c);
        if (digit >= 0) {
            return new Key(0x1E + digit, DIGIT_CODES[digit]);
        }
        if (letter >= 0) {
            return new Key(0x04 + letter, LETTER_CODES[letter]);
        }
        return switch (c) {
            case '\n' -> ENTER;
            case ',' -> COMMA;
            default -> throw new IllegalArgumentException("no reader types '%s'".formatted(c));
        };
    }

    private static void key(ByteBuffer into, long micros, Key key, int value) {
        event(into, micros, 4, 4, KEYBOARD_PAGE | key.usage); // EV_MSC, MSC_SCAN
        event(into, micros, 1, key.code, value); // EV_KEY
    }

    private static void event(ByteBuffer into, long micros, int type, int code, int value) {
        into.putLong(micros / MICROS)
                .putLong(micros % MICROS)
                .putShort((short) type)
                .putShort((short) code)
                .putInt(value);
    }
}
