package com.hasivu.reader.wedge;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys a number is typed with, by their place on the keyboard, whatever layout a desktop has.
 * Codes: Linux, include/uapi/linux/input-event-codes.h. Usages: USB HID Usage Tables, section 10
 * (keyboard page, 07).
 */
final class Keys {
    static final char ENTER = '\n';

    /** Shift and the locks: they add nothing to the number. */
    static final char SILENT = '\0';

    private static final int SHIFT_LEFT = 42;
    private static final int SHIFT_RIGHT = 54;
    private static final int KEYBOARD_PAGE = 7;

    /**
     * @param code in an EV_KEY event
     * @param usage in the MSC_SCAN event before it, without its page
     */
    private record Key(int code, int usage, char text) {}

    private static final Map<Integer, Key> BY_CODE = new HashMap<>();
    private static final Map<Integer, Key> BY_USAGE = new HashMap<>();

    static {
        row("1234567890", 0x1E, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        row("ABCDEF", 0x04, 30, 48, 46, 32, 18, 33);
        row("1234567890", 0x59, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82); // keypad
        key(28, 0x28, ENTER);
        key(96, 0x58, ENTER); // keypad
        key(51, 0x36, ',');
        key(SHIFT_LEFT, 0xE1, SILENT);
        key(SHIFT_RIGHT, 0xE5, SILENT);
        key(58, 0x39, SILENT); // caps lock
        key(69, 0x53, SILENT); // num lock
    }

    private Keys() {}

    private static void row(String texts, int firstUsage, int... codes) {
        for (int i = 0; i < codes.length; i++) {
            key(codes[i], firstUsage + i, texts.charAt(i));
        }
    }

    private static void key(int code, int usage, char text) {
        var key = new Key(code, usage, text);
        BY_CODE.put(code, key);
        BY_USAGE.put(usage, key);
    }

    /** What the key types; empty if no number has it. */
    static Optional<Character> text(int code) {
        return Optional.ofNullable(BY_CODE.get(code)).map(Key::text);
    }

    static boolean isShift(int code) {
        return code == SHIFT_LEFT || code == SHIFT_RIGHT;
    }

    /** Whether a keyboard that sends this scan code means this key. */
    static boolean agree(int scan, int code) {
        int usage = scan & 0xFFFF;
        return scan >>> 16 == KEYBOARD_PAGE
                && BY_CODE.get(code) == BY_USAGE.get(usage); // both unknown: some other key
    }
}
