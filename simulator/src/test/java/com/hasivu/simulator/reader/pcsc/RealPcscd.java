package com.hasivu.simulator.reader.pcsc;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.pcsc.PcscDriver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The machine's own pcscd in the foreground, with vsmartcard's virtual reader as its only one. One
 * thread.
 */
final class RealPcscd implements AutoCloseable {
    private static final Path PCSCD = Path.of("/usr/sbin/pcscd");
    private static final Path VPCD = Path.of("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
    private static final Path SOCKET = Path.of("/run/pcscd/pcscd.comm");
    private static final Duration READY = Duration.ofSeconds(60);
    private static final String PORT_TAKEN = "Address already in use";

    /** How a station names its reader. */
    static final ReaderConfig CONFIG =
            new ReaderConfig("counter-1", "pcsc", "Virtual_PCD_00_00", Map.of());

    private static final Duration STOP = Duration.ofSeconds(60);

    private final Path folder;
    private final InetSocketAddress vpcd;
    private Optional<Process> running = Optional.empty();

    /** Skips the tests where pcscd cannot be run. */
    static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(PCSCD) && Files.exists(VPCD),
                "needs pcscd and its virtual reader: apt-get install -y pcscd vsmartcard-vpcd");
        assumeTrue(
                Files.isWritable(SOCKET.getRoot().resolve("run")),
                "pcscd makes its socket below /run, so this test needs root");
        assumeTrue(
                !Files.exists(SOCKET),
                "a pcscd is running already: systemctl stop pcscd.socket pcscd");
    }

    static RealPcscd started(Path folder) {
        return started(folder, "Virtual PCD", CONFIG);
    }

    /**
     * @param name what the virtual reader is called
     * @param config how a station calls it
     */
    static RealPcscd started(Path folder, String name, ReaderConfig config) {
        while (true) {
            var service = new RealPcscd(folder, name);
            service.start();
            try {
                await(
                        "pcscd knows its reader",
                        READY,
                        () -> isReady(config) || service.says(PORT_TAKEN));
            } catch (AssertionError e) {
                service.close();
                throw new AssertionError(e.getMessage() + "; pcscd said:\n" + service.log(), e);
            }
            if (!service.says(PORT_TAKEN)) {
                return service;
            }
            // between the look for a free port and its use somebody else took it
            service.close();
        }
    }

    private boolean says(String words) {
        return log().contains(words);
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("pcscd.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isReady(ReaderConfig config) {
        try {
            new PcscDriver().open(config).close();
            return true;
        } catch (ReaderException e) {
            return false; // not yet
        }
    }

    private RealPcscd(Path folder, String name) {
        this.folder = folder;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            vpcd = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
            Files.writeString(
                    folder.resolve("reader.conf"),
                    """
                    FRIENDLYNAME "%3$s"
                    DEVICENAME /dev/null:0x%1$X
                    LIBPATH %2$s
                    CHANNELID 0x%1$X
                    """
                            .formatted(vpcd.getPort(), VPCD, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the virtual reader waits for a card. */
    InetSocketAddress vpcd() {
        return vpcd;
    }

    void start() {
        try {
            Process started =
                    new ProcessBuilder(
                                    PCSCD.toString(),
                                    "--foreground",
                                    "--config",
                                    folder.resolve("reader.conf").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("pcscd.log").toFile())
                            .start();
            running = Optional.of(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        running.ifPresent(RealPcscd::stop);
        running = Optional.empty();
    }

    private static void stop(Process pcscd) {
        pcscd.destroy();
        try {
            assertThat(pcscd.waitFor(STOP)).as("pcscd stops").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
