package com.hasivu.reader.bus;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another program that wants a device: says whether it gets the lock. */
final class LockProbe {
    private LockProbe() {}

    public static void main(String[] args) throws IOException {
        try (var channel =
                FileChannel.open(
                        Path.of(args[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            System.out.print(channel.tryLock() == null ? "refused" : "taken");
        }
    }

    /** Asks from a process of its own. */
    static String ask(Path device) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        var classes =
                Path.of(
                        LockProbe.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Process probe =
                new ProcessBuilder(
                                java,
                                "-cp",
                                classes.toString(),
                                LockProbe.class.getName(),
                                device.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        probe.waitFor();
        return said;
    }
}
