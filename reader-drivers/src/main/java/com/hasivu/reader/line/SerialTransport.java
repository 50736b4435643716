package com.hasivu.reader.line;

import com.fazecast.jSerialComm.SerialPort;
import com.hasivu.reader.ReaderConfig;

import java.time.Duration;

/**
 * A serial port through jSerialComm, locked for this process alone ({@code flock}).
 *
 * <p>Threading: one platform thread per port reads and at last closes it, because a blocked read
 * can only be waited out, up to 100 ms. See {@link SerialPump}.
 */
public final class SerialTransport implements Transport {
    /**
     * The shortest wait a serial line knows (termios VTIME counts tenths of a second). A byte ends
     * it at once.
     */
    private static final int READ_MILLIS = 100;

    private static final int CHUNK = 512;
    private static final int STALE_LIMIT = 1 << 20;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final SerialPort port;
    private final int staleBytes;
    private final SerialPump pump;
    private final Thread owner;

    private SerialTransport(SerialPort port, ReaderConfig config) {
        this.port = port;
        this.staleBytes = drain(port);
        this.pump =
                new SerialPump(
                        config.device(),
                        chunk -> port.readBytes(chunk, chunk.length),
                        port::closePort);
        this.owner = Thread.ofPlatform().daemon().name("serial " + config.name()).unstarted(pump);
    }

    /**
     * Opens the device of {@code config}.
     *
     * @throws com.hasivu.reader.ReaderException if it is missing, busy, not allowed or no serial
     *     port
     */
    public static SerialTransport open(ReaderConfig config, SerialSettings settings) {
        SerialPort port = SerialOpen.open(config, settings, READ_MILLIS);
        var transport = new SerialTransport(port, config);
        transport.owner.start();
        return transport;
    }

    @Override
    public int staleBytes() {
        return staleBytes;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        return pump.take(patience);
    }

    @Override
    public boolean write(byte[] bytes) {
        for (int from = 0; from < bytes.length; ) {
            int written = port.writeBytes(bytes, bytes.length - from, from);
            if (written <= 0) {
                return pump.stopped(); // a closed port is no lost one
            }
            from += written;
        }
        return true;
    }

    @Override
    public void close() {
        pump.stop();
        try {
            owner.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner closes the port on its own
        }
    }

    /** Bytes from before this connection tell of the past: nobody is served by them. */
    private static int drain(SerialPort port) {
        int dropped = 0;
        var chunk = new byte[CHUNK];
        while (dropped < STALE_LIMIT && port.bytesAvailable() > 0) {
            dropped += Math.max(0, port.readBytes(chunk, CHUNK)); // a lost port has none available
        }
        return dropped;
    }
}
