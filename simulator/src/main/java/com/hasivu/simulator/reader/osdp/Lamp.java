package com.hasivu.simulator.reader.osdp;

import java.util.Arrays;
import java.util.List;

/**
 * A reader's lamp. Source: SIA OSDP 2.2, section 6.10. Immutable.
 *
 * @param temporary what it shows until the timer ends
 * @param since when that began, nanoseconds
 * @param permanent what it shows otherwise
 */
record Lamp(Blink temporary, long since, long timer, Blink permanent) {
    static final int LENGTH = 14;
    private static final long UNIT = 100_000_000;
    private static final List<String> COLOURS =
            List.of("black", "red", "green", "amber", "blue", "magenta", "cyan", "white");
    private static final Blink DARK = new Blink(1, 0, 0, 0);

    /** On and off times in units of 100 ms, and the colours then. */
    record Blink(int on, int off, int onColour, int offColour) {
        static Blink of(byte[] data, int at) {
            return new Blink(data[at], data[at + 1], data[at + 2], data[at + 3]);
        }

        String at(long nanos) {
            long round = (on + off) * UNIT;
            boolean lit = round == 0 || nanos % round < on * UNIT;
            int colour = lit ? onColour : offColour;
            return colour < COLOURS.size() ? COLOURS.get(colour) : "black";
        }
    }

    static Lamp off() {
        return new Lamp(DARK, 0, 0, DARK);
    }

    /** After one record of a command; its times are right by {@code now}. */
    Lamp told(byte[] command, int from, long now) {
        byte[] data = Arrays.copyOfRange(command, from, from + LENGTH);
        Lamp next = this;
        if (data[2] == 1) {
            next = new Lamp(DARK, 0, 0, next.permanent);
        } else if (data[2] == 2) {
            long time = ((data[7] & 0xFF) | (data[8] & 0xFF) << 8) * UNIT;
            next = new Lamp(Blink.of(data, 3), now, time, next.permanent);
        }
        return data[9] == 1
                ? new Lamp(next.temporary, next.since, next.timer, Blink.of(data, 10))
                : next;
    }

    String colour(long now) {
        return timer > 0 && now - since < timer ? temporary.at(now - since) : permanent.at(now);
    }
}
