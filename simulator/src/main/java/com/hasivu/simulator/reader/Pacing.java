package com.hasivu.simulator.reader;

/** How fast bytes leave an emulated reader. */
public enum Pacing {
    /** A write is there at once: what tests of logic want. */
    AT_ONCE(0),
    /** 9600 baud, 8N1: 1.04 ms a byte. */
    BAUD_9600(1_041_667),
    /** 115200 baud, 8N1: 87 us a byte. */
    BAUD_115200(86_806);

    private final long nanosPerByte;

    Pacing(long nanosPerByte) {
        this.nanosPerByte = nanosPerByte;
    }

    long nanosPerByte() {
        return nanosPerByte;
    }
}
