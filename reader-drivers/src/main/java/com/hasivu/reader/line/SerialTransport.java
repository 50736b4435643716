package com.hasivu.reader.line;

import com.fazecast.jSerialComm.SerialPort;
import com.hasivu.reader.ReaderConfig;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A serial port through jSerialComm, locked for this process alone ({@code flock}).
 *
 * <p>Threading: one platform thread per port reads and at last closes it, because a blocked read
 * can only be waited out, up to 100 ms. It hands chunks over by a bounded queue; when that is full
 * it waits and the kernel holds the bytes.
 */
public final class SerialTransport implements Transport {
    /**
     * The shortest wait a serial line knows (termios VTIME counts tenths of a second). A byte ends
     * it at once.
     */
    private static final int READ_MILLIS = 100;

    private static final int CHUNK = 512;
    private static final int QUEUE_LIMIT = 1024;
    private static final int STALE_LIMIT = 1 << 20;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final SerialPort port;
    private final String device;
    private final int staleBytes;
    private final BlockingQueue<Got> arrived = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final Thread owner;
    private volatile boolean closed;

    private SerialTransport(SerialPort port, ReaderConfig config) {
        this.port = port;
        this.device = config.device();
        this.staleBytes = drain(port);
        this.owner =
                Thread.ofPlatform().daemon().name("serial " + config.name()).unstarted(this::pump);
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
        if (closed) {
            return new Got.Closed();
        }
        Got got = arrived.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (closed) {
            return new Got.Closed();
        }
        return got == null ? new Got.Nothing() : got;
    }

    @Override
    public boolean write(byte[] bytes) {
        for (int from = 0; from < bytes.length; ) {
            int written = port.writeBytes(bytes, bytes.length - from, from);
            if (written <= 0) {
                return closed; // a closed port is no lost one
            }
            from += written;
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        arrived.clear();
        arrived.offer(new Got.Closed()); // wakes read; if full, read finds a chunk and sees closed
        try {
            owner.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner closes the port on its own
        }
    }

    private void pump() {
        try {
            var chunk = new byte[CHUNK];
            while (!closed) {
                int count = port.readBytes(chunk, chunk.length);
                if (count < 0) {
                    hand(new Got.Lost("%s is gone (unplugged or powered off)".formatted(device)));
                    return;
                }
                if (count > 0) {
                    hand(new Got.Bytes(Arrays.copyOf(chunk, count), System.nanoTime()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            port.closePort();
        }
    }

    private void hand(Got got) throws InterruptedException {
        boolean handed = false;
        while (!handed && !closed) {
            handed = arrived.offer(got, READ_MILLIS, TimeUnit.MILLISECONDS);
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
