package com.hasivu.edge.serving;

import com.hasivu.protocol.wire.ClockState;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the tap path takes from outside.
 *
 * @param wall the wall clock
 * @param nanoTime monotonic nanoseconds
 * @param bootId random, one per process start
 * @param clock how the wall clock compares with the cloud's; asked at every tap, must not block
 */
public record TapWorld(
        InstantSource wall, LongSupplier nanoTime, long bootId, Supplier<ClockState> clock) {
    /** The machine's clocks and a fresh boot id. */
    public static TapWorld real(Supplier<ClockState> clock) {
        return real(InstantSource.system(), clock);
    }

    /** As {@link #real(Supplier)}, with a wall clock of its own. */
    public static TapWorld real(InstantSource wall, Supplier<ClockState> clock) {
        return new TapWorld(wall, System::nanoTime, new SecureRandom().nextLong(), clock);
    }
}
