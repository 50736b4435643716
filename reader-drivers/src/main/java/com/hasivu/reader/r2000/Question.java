package com.hasivu.reader.r2000;

import java.time.Duration;

/** What we ask of the reader, in the order of setting it up. */
enum Question {
    FIRMWARE(R2000Frame.FIRMWARE, Duration.ofMillis(400)),
    ANTENNA(R2000Frame.SET_ANTENNA, Duration.ofMillis(400)),
    /** The reader keeps its power in a flash memory, which wears: ask first. */
    GET_POWER(R2000Frame.GET_POWER, Duration.ofMillis(400)),
    SET_POWER(R2000Frame.SET_POWER, Duration.ofMillis(400)),
    /** One round; each tag is told as it is read, then the end. */
    INVENTORY(R2000Frame.INVENTORY, Duration.ofMillis(600));

    private final int command;
    private final long patienceNanos;

    Question(int command, Duration patience) {
        this.command = command;
        this.patienceNanos = patience.toNanos();
    }

    boolean isAnsweredBy(R2000Frame frame) {
        return frame.command() == command;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    byte[] frame(R2000Setup setup) {
        return R2000Codec.command(setup.address(), command, data(setup));
    }

    private int[] data(R2000Setup setup) {
        return switch (this) {
            case FIRMWARE, GET_POWER -> new int[0];
            case ANTENNA -> new int[] {setup.antenna() - 1};
            case SET_POWER -> new int[] {setup.powerDbm()};
            case INVENTORY -> new int[] {1};
        };
    }
}
