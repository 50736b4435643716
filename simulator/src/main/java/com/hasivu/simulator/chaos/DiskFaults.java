package com.hasivu.simulator.chaos;

import com.hasivu.simulator.demo.Light;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The disk is slow, fails, or is full. */
final class DiskFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private DiskFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("disk-slow", 3, Fault.Place.FOLDER, DiskFaults::slow),
                new Fault("disk-fails", 3, Fault.Place.FOLDER, DiskFaults::fails),
                new Fault("disk-full", 3, Fault.Place.VOLUME, DiskFaults::full));
    }

    private static String slow(Bench bench, Random random) {
        bench.arm();
        long millis = 150 + random.nextInt(350);
        int before = bench.rig().lights().size();
        bench.faults("slow at disk-sync:" + millis);
        bench.load();
        bench.await(
                "light whose record took " + millis + " ms to disk",
                PATIENCE,
                () -> slowest(bench, before) >= millis * 1_000);
        bench.faults();
        bench.lifted();
        return "every sync took %d ms more; slowest record %.0f ms"
                .formatted(millis, slowest(bench, before) / 1e3);
    }

    private static long slowest(Bench bench, int from) {
        List<Light> lights = bench.rig().lights();
        return lights.subList(from, lights.size()).stream()
                .mapToLong(light -> light.micros().getOrDefault("journal", 0L))
                .max()
                .orElse(0);
    }

    private static String fails(Bench bench, Random random) throws InterruptedException {
        bench.arm();
        int before = outOfService(bench);
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(400)); // the moment is the fault's input
        bench.faults("fail at disk-sync");
        bench.rig().hungryChildren(1); // somebody taps while it fails
        bench.await("light that says out of service", PATIENCE, () -> outOfService(bench) > before);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500)); // as is how long it fails
        bench.faults();
        bench.lifted();
        return "%d taps were told out of service".formatted(outOfService(bench) - before);
    }

    private static int outOfService(Bench bench) {
        return (int)
                bench.rig().lights().stream()
                        .filter(light -> light.decision().equals("out-of-service"))
                        .count();
    }

    private static String full(Bench bench, Random random) throws InterruptedException {
        Path filler = bench.volume().mountPoint().resolve("filler");
        long bytes = fill(filler);
        int before = outOfService(bench);
        try {
            bench.load();
            bench.await(
                    "\"No space left on device\" in the station's log",
                    PATIENCE,
                    () -> logHas(bench, "No space left on device"));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000)); // how long it stays full
        } finally {
            remove(filler);
            bench.lifted();
        }
        return "%d KiB filled, ENOSPC in the log, %d taps told out of service"
                .formatted(bytes / 1024, outOfService(bench) - before);
    }

    /** Writes until the file system has no byte left. */
    private static long fill(Path filler) {
        ByteBuffer block = ByteBuffer.allocateDirect(64 * 1024);
        long bytes = 0;
        try (FileChannel file =
                FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int size = block.capacity(); size > 0; size /= 4) {
                try {
                    while (true) {
                        bytes += file.write(block.clear().limit(size));
                    }
                } catch (IOException noRoomForSoMuch) {
                    continue; // a smaller piece may still fit
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill " + filler, e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }

    private static boolean logHas(Bench bench, String text) {
        return bench.station().logLines().stream().anyMatch(line -> line.contains(text));
    }
}
