package com.hasivu.reader.wedge;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.line.SerialPump;
import com.hasivu.reader.line.Transport;

import java.time.Duration;

/**
 * An input device, grabbed for this process alone.
 *
 * <p>Threading: one platform thread per device reads and at last closes it. A read waits up to
 * {@value #LOOK_MILLIS} ms in {@code poll}, so close takes no longer and nobody uses a descriptor
 * that is closed. See {@link SerialPump}.
 */
final class EvdevTransport implements Transport {
    private static final int LOOK_MILLIS = 50;
    private static final int STALE_LIMIT = 1 << 20;
    private static final int CHUNK = 4096;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int GONE = -1;

    private final int fd;
    private final int staleBytes;
    private final SerialPump pump;
    private final Thread owner;

    private EvdevTransport(int fd, ReaderConfig config) {
        this.fd = fd;
        this.staleBytes = drain();
        this.pump = new SerialPump(config.device(), this::look, () -> Libc.close(fd));
        this.owner = Thread.ofPlatform().daemon().name("wedge " + config.name()).unstarted(pump);
    }

    /**
     * Opens the device of {@code config}.
     *
     * @throws com.hasivu.reader.ReaderException if it is missing, grabbed by another program, not
     *     allowed or no input device
     */
    static EvdevTransport open(ReaderConfig config) {
        var transport = new EvdevTransport(EvdevOpen.open(config), config);
        transport.owner.start();
        return transport;
    }

    private int look(byte[] chunk) {
        int ready = Libc.poll(fd, LOOK_MILLIS);
        if (ready == 0 || ready == -Libc.EINTR) {
            return 0;
        }
        int count = Libc.read(fd, chunk);
        if (count == -Libc.EAGAIN || count == -Libc.EINTR) {
            return 0;
        }
        return count > 0 ? count : GONE; // the end, or ENODEV: unplugged
    }

    /** Events from before this connection tell of the past: nobody is served by them. */
    private int drain() {
        var chunk = new byte[CHUNK];
        int dropped = 0;
        for (int count = 1; count > 0 && dropped < STALE_LIMIT; dropped += Math.max(0, count)) {
            count = Libc.read(fd, chunk);
        }
        return dropped;
    }

    @Override
    public int staleBytes() {
        return staleBytes;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        return pump.take(patience);
    }

    /** Nothing is ever asked of a keyboard. */
    @Override
    public boolean write(byte[] bytes) {
        throw new IllegalStateException("a keyboard is only listened to");
    }

    @Override
    public void close() {
        pump.stop();
        try {
            owner.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner closes the device on its own
        }
    }
}
