package com.hasivu.reader.osdp;

import com.hasivu.reader.Indication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What we ask of a reader.
 *
 * @param code section 6 of SIA OSDP 2.2
 * @param data do not change
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Command(int code, byte[] data) {
    private static final int LED_CODE = 0x69;
    private static final int BUZZER_CODE = 0x6A;

    /** Colours, table 16. */
    private static final byte BLACK = 0;

    private static final byte RED = 1;
    private static final byte GREEN = 2;
    private static final byte AMBER = 3;

    static final Command POLL = new Command(0x60, new byte[0]);

    /** The standard form of the answer. */
    static final Command ID = new Command(0x61, new byte[] {0});

    static final Command CAPABILITIES = new Command(0x62, new byte[] {0});

    /** Our half of the key agreement. */
    static Command challenge(byte[] random) {
        return new Command(0x76, random);
    }

    /** Our proof of the key. */
    static Command cryptogram(byte[] proof) {
        return new Command(0x77, proof);
    }

    /** A new base key for the secure channel, section 6.20: type 1, its length, it. */
    static Command key(byte[] key) {
        return new Command(
                0x75,
                ByteBuffer.allocate(2 + key.length)
                        .put((byte) 1)
                        .put((byte) key.length)
                        .put(key)
                        .array());
    }

    /** What the reader's own lamp and buzzer, as far as it has them, do for a while. */
    static List<Command> show(Indication indication, Peer reader) {
        var commands = new ArrayList<Command>();
        if (reader.lamp()) {
            commands.add(
                    switch (indication) {
                        case BLINK -> lamp(5, 5, AMBER, 100);
                        case ACCEPTED -> lamp(10, 0, GREEN, 10);
                        case REFUSED -> lamp(2, 2, RED, 20);
                        case OUT_OF_SERVICE -> lamp(30, 0, AMBER, 30);
                    });
        }
        if (reader.buzzer()) {
            commands.add(
                    switch (indication) {
                        case BLINK -> buzzer(5, 5, 3);
                        case ACCEPTED -> buzzer(1, 1, 1);
                        case REFUSED -> buzzer(2, 2, 3);
                        case OUT_OF_SERVICE -> buzzer(10, 1, 1);
                    });
        }
        return commands;
    }

    /**
     * Section 6.10: reader 0, lamp 0; temporary: 2 set, on, off, colours, time low byte first;
     * permanent: 0 leave. Times in units of 100 ms.
     */
    private static Command lamp(int on, int off, byte colour, int time) {
        byte[] data = {
            0, 0, 2, (byte) on, (byte) off, colour, BLACK, (byte) time, 0, 0, 0, 0, 0, 0
        };
        return new Command(LED_CODE, data);
    }

    /** Section 6.11: reader 0, tone 2 default, on, off, how often. Times in units of 100 ms. */
    private static Command buzzer(int on, int off, int times) {
        return new Command(BUZZER_CODE, new byte[] {0, 2, (byte) on, (byte) off, (byte) times});
    }
}
