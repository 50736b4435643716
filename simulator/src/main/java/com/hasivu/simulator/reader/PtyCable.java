package com.hasivu.simulator.reader;

import com.hasivu.simulator.pty.Pty;

import java.nio.file.Path;
import java.time.Duration;

/** A serial cable. Nobody can see a station open its end, so {@link #session} counts plugs. */
final class PtyCable extends PacedCable {
    private final Path device;
    private volatile Pty pty;
    private volatile long session;

    PtyCable(Path device, Pacing pacing) {
        super(pacing);
        this.device = device;
        this.pty = Pty.open().linkAt(device);
    }

    @Override
    public String device() {
        return device.toString();
    }

    @Override
    byte[] hear(Duration patience) {
        return pty.read(patience);
    }

    @Override
    void send(byte[] bytes) {
        pty.write(bytes);
    }

    @Override
    public boolean isPlugged() {
        return pty.isOpen();
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public void pull() {
        pty.close();
    }

    @Override
    public void plugIn() {
        pty.close();
        pty = Pty.open().linkAt(device);
        session++;
    }

    @Override
    public void close() {
        pty.close();
    }
}
