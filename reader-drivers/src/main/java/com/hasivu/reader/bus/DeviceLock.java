package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a device file to one reader, in this process and among all that take the same lock. Closing
 * any channel of a file frees the lock the whole process holds on it (fcntl), so a device that is
 * taken here already must not even be opened. Any thread.
 */
final class DeviceLock implements AutoCloseable {
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet(); // by this process

    private final Path file;
    private final FileChannel channel;

    private DeviceLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @throws com.hasivu.reader.ReaderException if it is taken or does not open
     */
    static DeviceLock take(ReaderConfig config, String group) {
        try {
            Path file = Path.of(config.device()).toRealPath();
            if (!TAKEN.add(file)) {
                throw PiDevice.inUse(config);
            }
            boolean taken = false;
            try {
                var channel =
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                taken = isLocked(channel);
                if (taken) {
                    return new DeviceLock(file, channel);
                }
                channel.close();
            } finally {
                if (!taken) {
                    TAKEN.remove(file);
                }
            }
        } catch (IOException e) {
            throw PiDevice.failed(config, group, e);
        }
        throw PiDevice.inUse(config);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // something else in this process holds it
        }
    }

    /** Once. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock on %s cannot be freed".formatted(file), e);
        } finally {
            TAKEN.remove(file);
        }
    }
}
