package com.hasivu.simulator.reader;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What every cable does alike: bytes no faster than the line, frames as a delivery wants them. */
abstract class PacedCable implements Cable {
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(2);

    private final Pacing pacing;

    PacedCable(Pacing pacing) {
        this.pacing = pacing;
    }

    /** All bytes at once. Lost while pulled. */
    abstract void send(byte[] bytes);

    @Override
    public final synchronized void write(byte[] bytes) {
        if (pacing == Pacing.AT_ONCE) {
            send(bytes);
            return;
        }
        for (byte b : bytes) {
            send(new byte[] {b});
            LockSupport.parkNanos(pacing.nanosPerByte());
        }
    }

    @Override
    public final synchronized void write(byte[] frame, Delivery delivery) {
        boolean first = true;
        for (byte[] piece : delivery.pieces(frame)) {
            if (!first) {
                LockSupport.parkNanos(BETWEEN_PIECES.toNanos());
            }
            first = false;
            write(piece);
        }
    }
}
