package com.hasivu.protocol.fault;

import java.time.Instant;
import java.time.InstantSource;

/** The wall clock a program decides by: the machine's, unless a test moves it. */
public final class FaultClock {
    private FaultClock() {}

    /** The machine's own clock itself when no fault is armed. */
    public static InstantSource wall() {
        return Faults.ARMED
                ? () -> Instant.now().plusMillis(Faults.now().wallMillis())
                : InstantSource.system();
    }
}
