package com.hasivu.simulator.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(240)
class PtyTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void bytes_passUnchangedBothWays() throws IOException {
        var every = new byte[256]; // among them CR, LF, XON, XOFF and interrupt
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        try (var pty = Pty.open();
                var in = Files.newInputStream(pty.slave());
                var out = Files.newOutputStream(pty.slave(), StandardOpenOption.WRITE)) {
            pty.write(every);
            assertThat(in.readNBytes(256)).isEqualTo(every);
            out.write(every);
            out.flush();
            assertThat(pty.read(SOON)).isEqualTo(every);
        }
    }

    @Test
    void read_isEmptyWhenNothingComes() {
        try (var pty = Pty.open()) {
            long before = System.nanoTime();
            assertThat(pty.read(Duration.ofMillis(50))).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(50), SOON);
            assertThat(pty.read(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void close_hangsUpTheDriversSide() throws Exception {
        var pty = Pty.open();
        var result = new AtomicReference<>(1);
        try (InputStream in = Files.newInputStream(pty.slave())) {
            var waiting = new CountDownLatch(1);
            Thread driver =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        waiting.countDown();
                                        try {
                                            result.set(in.read());
                                        } catch (IOException e) {
                                            result.set(-2);
                                        }
                                    });
            assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
            pty.close();
            assertThat(driver.join(SOON)).isTrue();
            assertThat(result.get()).isNegative();
        }
        assertThatThrownBy(() -> Files.newInputStream(pty.slave()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void close_endsAWaitingReadAndLaterUseIsHarmless() throws InterruptedException {
        var pty = Pty.open();
        var got = new AtomicReference<>(new byte[1]);
        var waiting = new CountDownLatch(1);
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    waiting.countDown();
                                    got.set(pty.read(Duration.ofSeconds(100)));
                                });
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        pty.close();
        assertThat(reader.join(SOON)).isTrue();
        assertThat(got.get()).isEmpty();
        pty.write((byte) 1);
        pty.close();
        assertThat(pty.isOpen()).isFalse();
    }

    @Test
    void linkAt_keepsItsNameOverANewCable() throws IOException {
        Path device = folder.resolve("ttyREADER");
        var first = Pty.open().linkAt(device);
        assertThat(device.toRealPath()).isEqualTo(first.slave());
        first.close();
        assertThat(Files.exists(device, LinkOption.NOFOLLOW_LINKS)).isFalse();
        try (var second = Pty.open().linkAt(device)) {
            assertThat(device.toRealPath()).isEqualTo(second.slave());
            first.close(); // again: must not take the new link away
            assertThat(device).exists();
        }
    }

    @Test
    void write_losesWhatNobodyReadsInsteadOfWaiting() {
        try (var pty = Pty.open()) {
            long before = System.nanoTime();
            pty.write(new byte[1 << 20]);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
        }
    }
}
