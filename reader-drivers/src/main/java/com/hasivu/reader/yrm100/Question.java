package com.hasivu.reader.yrm100;

import java.time.Duration;

/** What we ask before polling, in this order. Source: M100 command set, section 2. */
enum Question {
    /** Section 2.4. A module left polling is quiet after this; one that was not may say nothing. */
    STOP(0x28, Duration.ofMillis(100)),
    /** Section 2.1: hardware version. */
    INFO(0x03, Duration.ofMillis(250)),
    /** Section 2.15. Only if the configuration names a region. */
    SET_REGION(0x07, Duration.ofMillis(250)),
    /** Section 2.22. */
    SET_POWER(0xB6, Duration.ofMillis(250)),
    /** Section 2.21: a module may take another power than it was told. */
    GET_POWER(0xB7, Duration.ofMillis(250));

    private final int code;
    private final long patienceNanos;

    Question(int code, Duration patience) {
        this.code = code;
        this.patienceNanos = patience.toNanos();
    }

    boolean isAnsweredBy(int command) {
        return command == code;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    byte[] frame(int... data) {
        return Yrm100Codec.command(code, data);
    }
}
