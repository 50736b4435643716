package com.hasivu.simulator.reader;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What every cable does alike: bytes no faster than the line, frames as a delivery wants them. */
abstract class PacedCable implements Cable {
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(2);

    private final Pacing pacing;
    private volatile boolean echoing;

    PacedCable(Pacing pacing) {
        this.pacing = pacing;
    }

    /** All bytes at once. Lost while pulled. */
    abstract void send(byte[] bytes);

    /** As {@link #read}, of a line that does not echo. */
    abstract byte[] hear(Duration patience);

    @Override
    public final byte[] read(Duration patience) {
        byte[] heard = hear(patience);
        if (echoing && heard.length > 0) {
            write(heard); // before anything that the reader answers
        }
        return heard;
    }

    @Override
    public final void echo(boolean on) {
        echoing = on;
    }

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
