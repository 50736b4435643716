package com.hasivu.simulator.reader.bus;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** An SPI bus with one chip on it, behind a socket file. Plugged in when made. Thread-safe. */
public final class SpiBus extends BusServer {
    /** A chip that is selected for one transfer at a time. */
    @FunctionalInterface
    public interface Chip {
        /** As many bytes as come in. */
        byte[] transfer(byte[] in);
    }

    private final Chip chip;

    private SpiBus(Path path, Chip chip) {
        super(path, 'S');
        this.chip = chip;
    }

    public static SpiBus at(Path path, Chip chip) {
        var bus = new SpiBus(path, chip);
        bus.plugIn();
        return bus;
    }

    @Override
    int opened(ByteBuffer ask) {
        return 0;
    }

    @Override
    void heard(char type, byte[] body) {
        if (type == 'X') {
            send('Y', chip.transfer(body));
        }
    }
}
