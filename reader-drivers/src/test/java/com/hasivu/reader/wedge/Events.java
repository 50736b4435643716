package com.hasivu.reader.wedge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Events as a test wants them, right or wrong; 64 bit, low byte first. */
final class Events {
    static final InputEvent.Layout WIDE = new InputEvent.Layout(8, ByteOrder.LITTLE_ENDIAN);
    static final InputEvent.Layout NARROW = new InputEvent.Layout(4, ByteOrder.LITTLE_ENDIAN);
    static final int ENTER = 28;
    private static final long STEP_MICROS = 8_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long micros;

    Events(long micros) {
        this.micros = micros;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    Events event(int type, int code, int value) {
        var event = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        event.putLong(micros / 1_000_000).putLong(micros % 1_000_000);
        bytes.writeBytes(event.putShort((short) type).putShort((short) code).putInt(value).array());
        return this;
    }

    Events report() {
        event(0, 0, 0);
        return after(STEP_MICROS);
    }

    Events after(long pause) {
        micros += pause;
        return this;
    }

    /** Without a scan code, as a virtual keyboard tells. */
    Events key(int code, int value) {
        return event(1, code, value).report();
    }

    Events scanned(int usage, int code, int value) {
        return event(4, 4, 0x70000 | usage).key(code, value);
    }

    Events press(int... codes) {
        for (int code : codes) {
            key(code, 1).key(code, 0);
        }
        return this;
    }

    /** A line of decimal digits and Enter, with scan codes. */
    Events typed(String digits) {
        for (char c : digits.toCharArray()) {
            int nth = c == '0' ? 9 : c - '1';
            scanned(0x1E + nth, 2 + nth, 1).scanned(0x1E + nth, 2 + nth, 0);
        }
        return scanned(0x28, ENTER, 1).scanned(0x28, ENTER, 0);
    }
}
