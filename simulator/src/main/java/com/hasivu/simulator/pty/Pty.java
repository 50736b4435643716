package com.hasivu.simulator.pty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A pseudo-terminal in raw mode. We hold the master, as the device would its end of the cable; a
 * driver opens {@link #slave}. {@link #close} pulls the cable: the driver's port hangs up. Source:
 * pty(7), posix_openpt(3).
 *
 * <p>What is written while no driver listens waits in the line, as in a USB adapter's buffer.
 *
 * <p>Threading: any thread. A read or write holds the descriptor for about {@value #SLICE_MILLIS}
 * ms, so close waits no longer and no descriptor is used after it is closed.
 */
public final class Pty implements AutoCloseable {
    private static final int SLICE_MILLIS = 20;
    private static final int CHUNK = 4096;

    private final int master;
    private final int keepAlive; // else the master reads EIO whenever no driver has the slave open
    private final Path slave;
    private final List<Path> links = new ArrayList<>();
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    private Pty() {
        master = Libc.openMaster();
        Libc.makeRaw(master);
        slave = Path.of(Libc.slaveName(master));
        keepAlive = Libc.open(slave.toString());
    }

    /**
     * A new cable.
     *
     * @throws PtyException if the system has none left
     */
    public static Pty open() {
        return new Pty();
    }

    /** What a driver opens, for example {@code /dev/pts/7}. */
    public Path slave() {
        return slave;
    }

    /**
     * Makes {@code link} point at the slave, in one step, and takes it away on close: a name that
     * stays the same when the cable is plugged in anew, as below {@code /dev/serial/by-id}.
     */
    public Pty linkAt(Path link) {
        Path fresh = link.resolveSibling(link.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, slave);
            Files.move(
                    fresh,
                    link,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PtyException("cannot link %s to %s".formatted(link, slave), e);
        }
        synchronized (links) {
            links.add(link);
        }
        return this;
    }

    /** Waits for bytes from the driver. Empty if none came, or closed. */
    public byte[] read(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            long leftMillis = Math.max(0, (until - System.nanoTime() + 999_999) / 1_000_000);
            use.readLock().lock();
            try {
                if (closed) {
                    return new byte[0];
                }
                if (Libc.poll(master, Libc.POLLIN, (int) Math.min(leftMillis, SLICE_MILLIS))) {
                    return Libc.read(master, CHUNK);
                }
            } finally {
                use.readLock().unlock();
            }
            if (leftMillis == 0) {
                return new byte[0];
            }
        }
    }

    /**
     * Sends to the driver. What finds no room for {@value #SLICE_MILLIS} ms is lost, as on a wire;
     * nothing if closed.
     */
    public void write(byte... bytes) {
        use.readLock().lock();
        try {
            int from = 0;
            while (!closed
                    && from < bytes.length
                    && Libc.poll(master, Libc.POLLOUT, SLICE_MILLIS)) {
                from += Libc.write(master, Arrays.copyOfRange(bytes, from, bytes.length));
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /** False from {@link #close} on. */
    public boolean isOpen() {
        use.readLock().lock();
        try {
            return !closed;
        } finally {
            use.readLock().unlock();
        }
    }

    /** Pulls the cable. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            unlink();
            Libc.close(keepAlive);
            Libc.close(master);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void unlink() {
        synchronized (links) {
            for (Path link : links) {
                try {
                    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(slave)) {
                        Files.delete(link);
                    }
                } catch (IOException e) {
                    throw new PtyException("cannot remove " + link, e);
                }
            }
        }
    }
}
