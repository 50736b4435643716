package com.hasivu.reader.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.line.Transport.Got;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

@Timeout(60)
class SerialPumpTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    @Test
    void take_tellsWhyWhenTheNativeReadThrows() throws InterruptedException {
        assertThat(
                        endOf(
                                chunk -> {
                                    throw new IllegalStateException("bad handle");
                                }))
                .isEqualTo(
                        new Got.Lost(
                                "/dev/x cannot be read: java.lang.IllegalStateException: bad handle"));
        assertThat(thrown).hasNullValue();
    }

    @Test
    void take_tellsAnErrorOfTheNativeReadWhichIsThenThrown() throws InterruptedException {
        var error = new UnsatisfiedLinkError("readBytes");
        assertThat(
                        endOf(
                                chunk -> {
                                    throw error;
                                }))
                .isEqualTo(
                        new Got.Lost(
                                "/dev/x cannot be read: java.lang.UnsatisfiedLinkError: readBytes"));
        assertThat(thrown).hasValue(error);
    }

    @Test
    void take_tellsThatTheReadingThreadWasInterrupted() throws InterruptedException {
        assertThat(
                        endOf(
                                chunk -> {
                                    Thread.currentThread().interrupt();
                                    return 1;
                                }))
                .isEqualTo(new Got.Lost("/dev/x is read no more: its thread was interrupted"));
    }

    @Test
    void take_tellsAThrowOfAThreadThatWasInterruptedToo() throws InterruptedException {
        assertThat(
                        endOf(
                                chunk -> {
                                    Thread.currentThread().interrupt();
                                    throw new IllegalStateException("bad handle");
                                }))
                .isInstanceOf(Got.Lost.class);
    }

    @Test
    void take_tellsAPortThatIsGone() throws InterruptedException {
        assertThat(endOf(chunk -> -1))
                .isEqualTo(new Got.Lost("/dev/x is gone (unplugged or powered off)"));
    }

    /** What the pump says when it has ended by itself, with the port closed. */
    private Got endOf(ToIntFunction<byte[]> read) throws InterruptedException {
        var pump = new SerialPump("/dev/x", read, closed::incrementAndGet);
        Thread owner =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((thread, problem) -> thrown.set(problem))
                        .start(pump);
        Got got = pump.take(SOON);
        assertThat(owner.join(SOON)).isTrue();
        assertThat(closed).hasValue(1);
        return got;
    }
}
