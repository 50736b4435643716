package com.hasivu.simulator.power;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A small ext4 file system in a file, mounted through a loop device; root only. One thread.
 *
 * <p>What a cut loses: everything ext4 had in memory and had not handed to its device. What the
 * device has, the file has, whatever becomes of the machine's own caches: this machine goes on.
 */
public final class Volume implements AutoCloseable {
    private static final int COMMAND_SECONDS = 30;

    private final Path image;
    private final Path mountPoint;
    private boolean mounted;

    private Volume(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /**
     * Why there can be none on this machine; empty when a small one was made and cut in a trial.
     */
    public static Optional<String> missing() {
        try {
            Path dir = Files.createTempDirectory("hasivu-volume-");
            try (Volume trial = make(dir, 8)) {
                Path file = trial.mountPoint().resolve("lost");
                Files.writeString(file, "not synced");
                trial.cut();
                trial.mount();
                return Files.exists(file)
                        ? Optional.of("the shutdown of ext4 lost nothing here")
                        : Optional.empty();
            } finally {
                Files.deleteIfExists(dir.resolve("disk.img"));
                Files.deleteIfExists(dir.resolve("disk"));
                Files.deleteIfExists(dir);
            }
        } catch (VolumeException | IOException e) {
            return Optional.of("no loop-mounted ext4 here (root is needed): " + e.getMessage());
        }
    }

    /** Makes one of {@code mebibytes} in {@code dir} and mounts it at {@code dir/disk}. */
    public static Volume make(Path dir, int mebibytes) {
        Path image = dir.resolve("disk.img");
        Path mountPoint = dir.resolve("disk");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
            Files.createDirectories(mountPoint);
        } catch (IOException e) {
            throw new VolumeException("cannot make " + image + ": " + e.getMessage(), e);
        }
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        Volume volume = new Volume(image, mountPoint);
        volume.mount();
        return volume;
    }

    public Path mountPoint() {
        return mountPoint;
    }

    /** The power is gone: nothing is written any more. Whoever has files open only gets errors. */
    public void cut() {
        Ext4Shutdown.cut(mountPoint);
    }

    /** Unmounts if needed and mounts what the device holds; ext4 replays its log. */
    public void mount() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMMAND_SECONDS);
        do {
            unmount();
            run("mount", "-o", "loop", image.toString(), mountPoint.toString());
            mounted = true;
        } while (!usable(deadline));
    }

    /** A process that copied the mounts meanwhile keeps the old file system, as it was cut. */
    private boolean usable(long deadline) {
        Path probe = mountPoint.resolve("probe");
        try {
            Files.writeString(probe, "");
            Files.delete(probe);
            return true;
        } catch (IOException e) {
            if (System.nanoTime() > deadline) {
                throw new VolumeException(
                        "%s is mounted and still cut: %s; which process has its mounts?"
                                .formatted(mountPoint, e.getMessage()),
                        e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            return false;
        }
    }

    private void unmount() {
        if (mounted) {
            run("umount", mountPoint.toString());
            mounted = false;
        }
    }

    @Override
    public void close() {
        unmount();
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new VolumeException(
                        "'%s' failed: %s".formatted(String.join(" ", command), said.strip()));
            }
        } catch (IOException e) {
            throw new VolumeException(
                    "'%s' cannot be run: %s".formatted(command[0], e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VolumeException("interrupted", e);
        }
    }
}
