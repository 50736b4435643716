package com.hasivu.reader.thingmagic;

import java.time.Duration;

/** What we ask of the module, in the order of setting it up. Source: Mercury API. */
enum Question {
    /**
     * End a reading that an earlier connection began. A module that reads nothing may be silent.
     */
    STOP(ThingMagicAnswer.CONTINUOUS, Duration.ofMillis(250)),
    VERSION(ThingMagicAnswer.VERSION, Duration.ofMillis(300)),
    /** Whether the boot loader or the firmware runs. */
    PROGRAM(ThingMagicAnswer.PROGRAM, Duration.ofMillis(300)),
    /** Out of the boot loader. */
    BOOT(ThingMagicAnswer.BOOT, Duration.ofSeconds(2)),
    PROTOCOL(ThingMagicAnswer.PROTOCOL, Duration.ofSeconds(1)),
    REGION(ThingMagicAnswer.REGION, Duration.ofSeconds(1)),
    ANTENNA(ThingMagicAnswer.ANTENNA, Duration.ofSeconds(1)),
    POWER(ThingMagicAnswer.POWER, Duration.ofSeconds(1)),
    /** The least power, when ours is below it. */
    POWER_LIMITS(ThingMagicAnswer.POWER_LIMITS, Duration.ofSeconds(1)),
    /** Tell a tag each time it is read, not once. */
    UNFILTER(ThingMagicAnswer.CONFIGURE, Duration.ofSeconds(1)),
    /** Read until stopped. */
    START(ThingMagicAnswer.CONTINUOUS, Duration.ofSeconds(1)),

    /** Polled: forget the tags read before, read for 100 ms, fetch what was read. */
    CLEAR(ThingMagicAnswer.CLEAR, Duration.ofMillis(200)),
    SEARCH(ThingMagicAnswer.READ, Duration.ofMillis(300)),
    FETCH(ThingMagicAnswer.BUFFER, Duration.ofMillis(200));

    private static final int GEN2 = 5;

    private final int op;
    private final long patienceNanos;

    Question(int op, Duration patience) {
        this.op = op;
        this.patienceNanos = patience.toNanos();
    }

    /** Of polled reading; one lost answer does not mean that all must be set up anew. */
    boolean isPolling() {
        return compareTo(CLEAR) >= 0;
    }

    boolean isAnsweredBy(ThingMagicAnswer answer) {
        return answer.op() == op;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    byte[] frame(ThingMagicSetup setup, int centiDbm) {
        return ThingMagicCodec.command(op, data(setup, centiDbm));
    }

    private int[] data(ThingMagicSetup setup, int centiDbm) {
        return switch (this) {
            case STOP -> new int[] {0, 0, 2};
            case VERSION, PROGRAM, BOOT, CLEAR -> new int[0];
            case PROTOCOL -> new int[] {0, GEN2};
            case REGION -> new int[] {setup.region()};
            case ANTENNA -> new int[] {2, setup.antenna(), setup.antenna()};
            case POWER -> new int[] {centiDbm >> 8, centiDbm & 0xFF};
            case POWER_LIMITS -> new int[] {1};
            case UNFILTER -> new int[] {1, 0x0C, 0};
            // no time limit, continuously | op 22, search flags 0, Gen2, 7 bytes follow
            // | op 22, with records, search flags, 1000 ms a round, record flags 01FF: all
            case START ->
                    new int[] {
                        0, 0, 1, 0x22, 0, 0, GEN2, 7, 0x22, 0x10, 0, 0x1B, 0x03, 0xE8, 0x01, 0xFF
                    };
            case SEARCH -> new int[] {0, 0, 0x13, 0, 100};
            case FETCH -> new int[] {0x01, 0xFF, 0};
        };
    }
}
