package com.hasivu.simulator.reader;

import com.hasivu.simulator.pty.Pty;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A cable that can be pulled and put back under the same name. Thread-safe. */
final class Cable implements AutoCloseable {
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(2);

    private final Path device;
    private final Pacing pacing;
    private volatile Pty pty;

    Cable(Path device, Pacing pacing) {
        this.device = device;
        this.pacing = pacing;
        this.pty = Pty.open().linkAt(device);
    }

    Path device() {
        return device;
    }

    byte[] read(Duration patience) {
        return pty.read(patience);
    }

    synchronized void write(byte[] bytes) {
        Pty now = pty;
        if (pacing == Pacing.AT_ONCE) {
            now.write(bytes);
            return;
        }
        for (byte b : bytes) {
            now.write(b);
            LockSupport.parkNanos(pacing.nanosPerByte());
        }
    }

    /** One frame, as {@code delivery} wants it. */
    synchronized void write(byte[] frame, Delivery delivery) {
        boolean first = true;
        for (byte[] piece : delivery.pieces(frame)) {
            if (!first) {
                LockSupport.parkNanos(BETWEEN_PIECES.toNanos());
            }
            first = false;
            write(piece);
        }
    }

    boolean isPlugged() {
        return pty.isOpen();
    }

    void pull() {
        pty.close();
    }

    void plugIn() {
        pty.close();
        pty = Pty.open().linkAt(device);
    }

    @Override
    public void close() {
        pty.close();
    }
}
