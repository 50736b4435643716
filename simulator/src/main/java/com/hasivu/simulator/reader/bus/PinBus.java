package com.hasivu.simulator.reader.bus;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pins behind a socket file that a station drives. They keep their level when the station goes
 * without a word, as those of a header do. Plugged in when made. Thread-safe.
 */
public final class PinBus extends BusServer {
    /**
     * A level that was set.
     *
     * @param atNanos by {@link System#nanoTime}
     */
    public record Change(int pin, boolean high, long atNanos) {}

    private final Map<Integer, Boolean> levels = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    private PinBus(Path path) {
        super(path, 'P');
    }

    public static PinBus at(Path path) {
        var bus = new PinBus(path);
        bus.plugIn();
        return bus;
    }

    @Override
    synchronized int opened(ByteBuffer ask) {
        while (ask.remaining() > 1) {
            set(ask.get(), ask.get());
        }
        return 0;
    }

    @Override
    synchronized void heard(char type, byte[] body) {
        if (type == 'W' && body.length == 2) {
            set(body[0], body[1]);
        }
    }

    private void set(byte pin, byte level) {
        Boolean before = levels.put(pin & 0xFF, level == 1);
        if (before == null || before != (level == 1)) {
            changes.add(new Change(pin & 0xFF, level == 1, System.nanoTime()));
        }
    }

    /** By BCM number, of every pin a station ever took; true is high. */
    public synchronized Map<Integer, Boolean> levels() {
        return Map.copyOf(levels);
    }

    /** Every change, oldest first. */
    public synchronized List<Change> changes() {
        return List.copyOf(changes);
    }
}
