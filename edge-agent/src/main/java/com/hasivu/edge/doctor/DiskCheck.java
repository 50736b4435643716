package com.hasivu.edge.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/** Whether the state folder's disk has room, takes writes, and syncs them fast enough for a tap. */
record DiskCheck(Path state, long leastFree, Duration slowest) implements Check {
    static final long LEAST_FREE = 200L << 20;

    /** A tap waits for one sync: above this a queue of children feels it. */
    static final Duration SLOWEST = Duration.ofMillis(100);

    private static final int ROUNDS = 9;
    private static final int BYTES = 4096;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public Finding look() throws IOException {
        if (!Files.isDirectory(state)) {
            return new Finding.Skip(
                    "%s is not there yet; the first start makes it".formatted(state));
        }
        if (!Files.isWritable(state)) {
            return Files.getFileStore(state).isReadOnly()
                    ? new Finding.Fail(
                            "the disk of %s is read-only".formatted(state),
                            "a worn SD card turns read-only: see 'dmesg | grep -i mmc', back the folder up, replace the card")
                    : new Finding.Skip(
                            "%s is not writable for this user; run it as the station's user"
                                    .formatted(state));
        }
        long free = Files.getFileStore(state).getUsableSpace();
        if (free < leastFree) {
            return new Finding.Fail(
                    "%d MiB free for %s, less than %d"
                            .formatted(free >> 20, state, leastFree >> 20),
                    "free some: journalctl --vacuum-size=100M; apt-get clean; or a larger card");
        }
        Duration sync = medianSync();
        String seen = "%d MiB free, a write is durable in %s".formatted(free >> 20, millis(sync));
        return sync.compareTo(slowest) > 0
                ? new Finding.Warn(
                        seen + ", slower than " + millis(slowest),
                        "use an industrial or A1/A2 class SD card, or an SSD; stop what else writes to it")
                : new Finding.Ok(seen);
    }

    private Duration medianSync() throws IOException {
        Path file = state.resolve("doctor-%d.tmp".formatted(ProcessHandle.current().pid()));
        long[] nanos = new long[ROUNDS];
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < ROUNDS; i++) {
                long from = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES), (long) i * BYTES);
                channel.force(false);
                nanos[i] = System.nanoTime() - from;
            }
        } finally {
            try {
                Files.delete(file);
            } catch (NoSuchFileException neverMade) {
                nanos[0] = 0;
            }
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[ROUNDS / 2]);
    }

    private static String millis(Duration time) {
        return "%.1f ms".formatted(time.toNanos() / 1e6);
    }
}
