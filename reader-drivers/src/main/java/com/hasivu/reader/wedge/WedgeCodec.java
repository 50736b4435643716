package com.hasivu.reader.wedge;

import com.hasivu.reader.line.Codec;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.wedge.InputEvent.Layout;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * Finds packets: events of one moment, closed by SYN_REPORT. They carry no check, but say most
 * things twice: one time for all, scan code and key code. Sources: Linux,
 * Documentation/input/event-codes.rst; drivers/hid/hid-input.c.
 *
 * <pre>
 * [ MSC_SCAN usage ] KEY code, 1 press or 0 release    for each key that changed
 * KEY code, 2                                          a key held down; SYN_REPORT is then 1
 * LED .., REP ..                                       not of interest
 * SYN_REPORT 0
 * </pre>
 */
final class WedgeCodec implements Codec<Packet> {
    /** More than a full keyboard report brings about: 8 modifiers and 6 keys, each scan and key. */
    static final int EVENTS = 32;

    private static final int SYN_REPORT = 0;
    private static final int SYN_DROPPED = 3;
    private static final int MSC_SCAN = 4;
    private static final int KEY_CODES = 0x300;
    private static final int LEDS = 16;
    private static final int RELEASED = 0;
    private static final int PRESSED = 1;
    private static final int REPEATED = 2;

    private final Layout layout;

    WedgeCodec(Layout layout) {
        this.layout = layout;
    }

    @Override
    public Scan<Packet> scan(ByteBuffer in) {
        int size = layout.bytes();
        var packet = new Open();
        for (int n = 1; n <= EVENTS; n++) {
            if (in.remaining() < n * size) {
                return new Scan.NeedMore<>(n * size);
            }
            InputEvent event = layout.read(in, in.position() + (n - 1) * size);
            if (n == 1 && event.micros() < 0) {
                return new Scan.Noise<>(1, "noise");
            }
            packet.add(event);
            if (event.type() == InputEvent.SYN && event.code() == SYN_REPORT) {
                return packet.wrong == null || packet.overrun // of which nothing counts
                        ? new Scan.Complete<>(packet.closed(), n * size)
                        : new Scan.Noise<>(n * size, packet.wrong);
            }
        }
        return new Scan.Noise<>(size, "no end");
    }

    /** A packet being read: lives for one scan. */
    private static final class Open {
        private static final int NONE = -1;

        private final ArrayList<Packet.Key> keys = new ArrayList<>();
        private long micros = NONE;
        private int scanCode = NONE;
        private boolean repeats;
        private boolean overrun;
        private @Nullable String wrong;

        void add(InputEvent event) {
            if (micros == NONE) {
                micros = event.micros();
            } else if (micros != event.micros()) {
                wrong = "times differ";
            }
            boolean fits =
                    switch (event.type()) {
                        case InputEvent.SYN -> synchronised(event.code(), event.value());
                        case InputEvent.KEY -> key(event.code(), event.value());
                        case InputEvent.MSC -> scanned(event.code(), event.value());
                        case InputEvent.LED -> isLast(event.code() < LEDS, event.value());
                        case InputEvent.REP -> scanCode == NONE && event.code() <= 1;
                        default -> false;
                    };
            if (!fits && wrong == null) {
                wrong = "event";
            }
        }

        private boolean isLast(boolean known, int value) {
            return known && scanCode == NONE && (value == 0 || value == 1);
        }

        private boolean synchronised(int code, int value) {
            overrun |= code == SYN_DROPPED;
            boolean known = code == SYN_DROPPED ? value == 0 : value == (repeats ? 1 : 0);
            return known && (code == SYN_DROPPED || code == SYN_REPORT) && scanCode == NONE;
        }

        private boolean scanned(int code, int value) {
            boolean first = scanCode == NONE;
            scanCode = value;
            return first && code == MSC_SCAN;
        }

        private boolean key(int code, int value) {
            int scan = scanCode;
            scanCode = NONE;
            if (value == REPEATED) {
                repeats = true;
                return scan == NONE && code < KEY_CODES;
            }
            keys.add(new Packet.Key(code, value == PRESSED, scan != NONE));
            return (value == PRESSED || value == RELEASED)
                    && code < KEY_CODES
                    && (scan == NONE || Keys.agree(scan, code));
        }

        Packet closed() {
            return new Packet(micros, keys, overrun);
        }
    }
}
