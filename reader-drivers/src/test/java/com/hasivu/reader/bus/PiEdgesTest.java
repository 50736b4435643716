package com.hasivu.reader.bus;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.bus.GpioEdges.Got;
import com.hasivu.reader.contract.Quickest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** The watching of two pins, with pins made of queues; only a Raspberry Pi has others. */
@Timeout(60)
class PiEdgesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(25);

    @TempDir private Path folder;

    @Test
    void edges_comeWithTheirOwnTimesAndThenThePause() throws InterruptedException {
        var d0 = new QueuedLine(17);
        var d1 = new QueuedLine(27);
        long start = System.nanoTime() - 5_000_000;
        d0.falls(start);
        d1.falls(start + 1_000_000);
        d1.falls(start + 2_000_000);
        // of the two pins the one is read first whose edges fell last; all fell before the watching
        try (var edges = PiEdges.watching(config("x"), List.of(d1, d0), QUIET)) {
            assertThat(next(edges, 4))
                    .satisfiesExactly(
                            got -> assertThat(got).isEqualTo(new Got.Fell(17, 0, start)),
                            got ->
                                    assertThat(got)
                                            .isEqualTo(
                                                    new Got.Fell(27, 1_000_000, start + 1_000_000)),
                            got ->
                                    assertThat(got)
                                            .isEqualTo(
                                                    new Got.Fell(27, 1_000_000, start + 2_000_000)),
                            got -> assertThat(got).isInstanceOf(Got.Quiet.class));
        }
        await("the pins are free again", SOON, () -> d0.closed && d1.closed);
    }

    @Test
    void pin_thatCannotBeReadIsALostBus() throws InterruptedException {
        var d0 = new QueuedLine(17);
        var d1 = new QueuedLine(27);
        d1.broken = true;
        try (var edges = PiEdges.watching(config("/dev/gpiochip0"), List.of(d0, d1), QUIET)) {
            assertThat(next(edges, 1).getFirst())
                    .isEqualTo(new Got.Lost("/dev/gpiochip0 cannot be read: pulled"));
        }
    }

    @Test
    void close_freesAWaitingNext() throws Exception {
        Duration promptly = Duration.ofSeconds(1);
        assertThat(Quickest.of(promptly, PiEdgesTest::closedUnderAWaitingNext))
                .isLessThan(promptly);
    }

    private static Duration closedUnderAWaitingNext() throws InterruptedException {
        var edges =
                PiEdges.watching(
                        config("x"), List.of(new QueuedLine(17), new QueuedLine(27)), QUIET);
        var got = new LinkedBlockingQueue<Got>();
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        got.add(edges.next(Duration.ofMinutes(10)));
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        long before = System.nanoTime();
        edges.close();
        assertThat(waiting.join(SOON)).isTrue();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertThat(got.poll()).isInstanceOf(Got.Closed.class);
        return took;
    }

    @Test
    void open_namesAMissingChipAndTheFix() {
        assertThatThrownBy(() -> open(folder.resolve("gpiochip0").toString()))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "gpiochip0", "plug", "/dev/gpiochip0");
    }

    @Test
    void open_refusesAFileThatIsNoChip() throws IOException {
        Path file = Files.createFile(folder.resolve("ttyUSB0"));
        assertThatThrownBy(() -> open(file.toString()))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("ttyUSB0", "no such bus", "/dev/gpiochip0");
    }

    /** Pi4J's native part is built for ARM; elsewhere the message must say what is needed. */
    @Test
    void open_saysWhatItNeedsWhereThereIsNoRaspberryPi() throws IOException {
        Path file = Files.createFile(folder.resolve("gpiochip0"));
        assertThatThrownBy(() -> open(file.toString()))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "gpiochip0", "Raspberry Pi", "group gpio");
    }

    private static GpioEdges open(String device) {
        return GpioEdges.open(config(device), new GpioSettings(17, 27, QUIET));
    }

    private static ReaderConfig config(String device) {
        return new ReaderConfig("counter-1", "wiegand", device);
    }

    private static List<Got> next(GpioEdges edges, int count) throws InterruptedException {
        var all = new ArrayList<Got>();
        while (all.size() < count) {
            Got got = edges.next(SOON);
            assertThat(got).as("after %s", all).isNotInstanceOf(Got.Nothing.class);
            all.add(got);
        }
        return all;
    }

    private static final class QueuedLine implements EdgeLine {
        private final int number;
        private final BlockingQueue<Long> fell = new LinkedBlockingQueue<>();
        private volatile boolean broken;
        private volatile boolean closed;

        QueuedLine(int number) {
            this.number = number;
        }

        void falls(long nanos) {
            fell.add(nanos);
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public boolean await(long nanos) {
            if (broken) {
                throw new IllegalStateException("pulled");
            }
            long until = System.nanoTime() + nanos;
            while (fell.isEmpty() && System.nanoTime() < until) {
                LockSupport.parkNanos(100_000);
            }
            return !fell.isEmpty();
        }

        @Override
        public long read() {
            return fell.remove();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
