package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Output pins of a {@link BusSocket}. Not thread-safe. */
final class SocketOutputs implements OutputPins {
    private static final char ASK = 'P';
    private static final char SET = 'W';

    private final ReaderConfig config;
    private final BusSocket socket;
    private final Map<Integer, Boolean> safe;
    private boolean closed;

    private SocketOutputs(ReaderConfig config, BusSocket socket, Map<Integer, Boolean> safe) {
        this.config = config;
        this.socket = socket;
        this.safe = new LinkedHashMap<>(safe);
    }

    static SocketOutputs open(ReaderConfig config, Map<Integer, Boolean> safe) {
        var ask = ByteBuffer.allocate(2 * safe.size());
        safe.forEach((pin, high) -> ask.put((byte) (int) pin).put(level(high)));
        return new SocketOutputs(config, BusSocket.open(config, ASK, ask.flip()).socket(), safe);
    }

    private static byte level(boolean high) {
        return (byte) (high ? 1 : 0);
    }

    @Override
    public void set(int pin, boolean high) {
        if (closed || !send(pin, high)) {
            throw new ReaderException(
                    "reader %s: pin %d of %s does not switch; start the program that serves it, then this one anew"
                            .formatted(config.name(), pin, config.device()));
        }
    }

    private boolean send(int pin, boolean high) {
        return socket.send(SET, ByteBuffer.wrap(new byte[] {(byte) pin, level(high)}));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            safe.forEach(this::send);
            socket.close();
        }
    }
}
