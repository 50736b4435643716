package com.hasivu.edge.logs;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;

import com.hasivu.edge.settings.LogSettings;
import com.hasivu.edge.settings.LogSettings.Format;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.event.Level;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The log is read back while logback itself writes and rotates it. */
class LogTailTest {
    private static final int MESSAGES = 20_000; // more than two turns of the ring
    private static final long MIB = 1 << 20;

    @TempDir Path folder;
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("com.hasivu.edge.Something");
    private final List<LogEntry> told = new ArrayList<>();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger overtaken = new AtomicInteger();
    private Path file;

    @BeforeEach
    void setUp() {
        context.setMDCAdapter(new LogbackMDCAdapter()); // as slf4j does with its own
        file = folder.resolve("edge.log");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void write(Format format) {
        Logs.configure(context, new LogSettings(format, "info", Optional.of(file), MIB));
    }

    private LogTail tail() {
        return new LogTail(file, this::take, overtaken::incrementAndGet);
    }

    private void take(LogEntry entry) {
        told.add(entry);
        read.incrementAndGet();
    }

    private static void drain(LogTail tail) {
        tail.poll();
        tail.poll(); // nothing new comes: the last entry is whole
    }

    @ParameterizedTest
    @EnumSource
    void poll_losesAndDoublesNothingOverRotations(Format format) throws IOException {
        write(format);
        try (LogTail tail = tail()) {
            for (int i = 0; i < MESSAGES; i++) {
                logger.info("message {} of a day", i);
                if (i % 1_237 == 0) {
                    tail.poll();
                }
            }
            drain(tail);
        }
        assertThat(folder.resolve("edge.log.7")).as("the ring was full").exists();
        assertThat(Files.readString(folder.resolve("edge.log.7"))).doesNotContain("message 0 ");
        assertThat(overtaken).hasValue(0);
        assertThat(messages()).isEqualTo(expected(0));
    }

    /** They run side by side; the writer is never a whole ring ahead. */
    @Test
    void poll_readsWhileAnotherThreadWritesAndRotates() throws InterruptedException {
        write(Format.TEXT);
        var done = new AtomicBoolean();
        Thread writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < MESSAGES; i++) {
                                        while (i - read.get() > 4_000) {
                                            Thread.onSpinWait();
                                        }
                                        logger.info("message {} of a day", i);
                                    }
                                    done.set(true);
                                });
        try (LogTail tail = tail()) {
            while (!done.get()) {
                tail.poll();
            }
            writer.join();
            drain(tail);
        }
        assertThat(overtaken).hasValue(0);
        assertThat(messages()).isEqualTo(expected(0));
    }

    @Test
    void poll_saysWhenTheRingWentRoundWithoutIt() {
        write(Format.TEXT);
        try (LogTail tail = tail()) {
            logger.info("message 0 of a day");
            tail.poll();
            for (int i = 1; i < MESSAGES; i++) {
                logger.info("message {} of a day", i);
            }
            drain(tail);
        }
        assertThat(overtaken).hasValue(1);
        List<Integer> numbers =
                messages().stream().map(m -> Integer.parseInt(m.split(" ", -1)[1])).toList();
        List<Integer> gaps = new ArrayList<>();
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) != numbers.get(i - 1) + 1) {
                gaps.add(numbers.get(i));
            }
        }
        assertThat(numbers.getFirst()).isZero();
        assertThat(numbers.getLast()).isEqualTo(MESSAGES - 1);
        assertThat(gaps)
                .as("the file that was open is read to its end, then those left")
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void entry_holdsItsStackAndTheLinesOfItsMessage(Format format) {
        write(format);
        logger.info("one");
        logger.warn("two\nand its rest", new IOException("broken"));
        logger.error("three");
        try (LogTail tail = tail()) {
            drain(tail);
        }
        assertThat(told).extracting(LogEntry::message).containsExactly("one", "two", "three");
        assertThat(told).extracting(LogEntry::logger).containsOnly("Something");
        LogEntry two = told.get(1);
        assertThat(two.level()).isEqualTo(Level.WARN);
        assertThat(two.atLeast(Level.WARN)).isTrue();
        assertThat(two.atLeast(Level.ERROR)).isFalse();
        assertThat(two.more()).startsWith("and its rest\n").contains("broken", "\tat ");
        assertThat(two.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(told.getLast().more()).isEmpty();
    }

    @Test
    void entry_waitsForTheRestOfItsLine() throws IOException {
        String line = "2026-11-23T10:00:00.123+05:30 INFO  [main] Station: here it is\n";
        try (LogTail tail = tail()) {
            assertThat(tail.poll()).isFalse();
            for (char c : line.toCharArray()) {
                Files.writeString(
                        file,
                        String.valueOf(c),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
                assertThat(tail.poll()).isTrue();
                assertThat(told).isEmpty();
            }
            await().untilAsserted(
                            () -> {
                                tail.poll();
                                assertThat(messages()).containsExactly("here it is");
                            });
        }
        assertThat(told.getFirst().time()).isEqualTo("2026-11-23T04:30:00.123Z");
    }

    private List<String> messages() {
        return new ArrayList<>(told.stream().map(LogEntry::message).toList());
    }

    private static List<String> expected(int from) {
        return IntStream.range(from, MESSAGES).mapToObj(i -> "message " + i + " of a day").toList();
    }
}
