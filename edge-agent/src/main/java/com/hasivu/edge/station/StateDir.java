package com.hasivu.edge.station;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folders of a station's state, and what stands where. Immutable. */
public record StateDir(Path root) {
    /** The names of the station's own key and certificate. */
    public Path identity() {
        return root.resolve("identity");
    }

    /** The journal's segments. */
    public Path journal() {
        return root.resolve("journal");
    }

    /** Snapshots and deltas. */
    public Path snapshots() {
        return root.resolve("snapshots");
    }

    /** Past snapshot versions, for replay. */
    public Path keptSnapshots() {
        return root.resolve("snapshots-kept");
    }

    /** Commands taken, and settings from afar. */
    public Path remote() {
        return root.resolve("remote");
    }

    /** What a restore has unpacked and not yet put in its place; gone when it is done. */
    public Path restoring() {
        return root.resolve("restoring");
    }

    /** The running station's ear for the command line. */
    public Path controlSocket() {
        return root.resolve("control.sock");
    }

    /** Held by the one process that works on this folder. */
    public static final class Lock implements AutoCloseable {
        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        /** Frees the folder; the operating system does it too when the process dies. */
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new StationException("cannot free the state folder: " + e, 1, e);
            }
        }
    }

    /**
     * Makes the folder when there is none, and takes it for this process.
     *
     * @throws StationException with exit code 75 if another process has it; nothing was changed
     */
    public Lock lock() {
        Lock lock = lockToRestore();
        if (Files.exists(restoring())) {
            lock.close();
            throw new StationException(
                    "a restore into %s was cut short; run 'hasivu-edge restore FILE --force' again"
                            .formatted(root),
                    1);
        }
        return lock;
    }

    /**
     * Like {@link #lock}, for a restore: also when an earlier one was cut short.
     *
     * @throws StationException with exit code 75 if another process has it
     */
    public Lock lockToRestore() {
        Path file = root.resolve("lock");
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(
                        root,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-x---")));
            }
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!taken(channel)) {
                String holder = holder(channel);
                channel.close();
                throw new StationException(
                        "state folder %s is in use by process %s; stop that one first, or give this station its own state-dir"
                                .formatted(root, holder.isEmpty() ? "(unknown)" : holder),
                        StationException.IN_USE);
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())),
                    0);
            return new Lock(channel);
        } catch (IOException e) {
            throw new StationException(
                    "state folder %s cannot be used: %s; check its owner, mode and free space"
                            .formatted(root, e),
                    1,
                    e);
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return StandardCharsets.US_ASCII.decode(pid.flip()).toString().strip();
    }
}
