package com.hasivu.edge.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.edge.settings.LogSettings;
import com.hasivu.edge.settings.LogSettings.Format;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

class LogsTest {
    private static final long MIB = 1 << 20;

    @TempDir Path folder;
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("com.hasivu.edge.Something");

    @BeforeEach
    void setUp() {
        context.setMDCAdapter(new LogbackMDCAdapter()); // as slf4j does with its own
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Path configured(Format format, String level, long most) {
        Path file = folder.resolve("edge.log");
        Logs.configure(context, new LogSettings(format, level, Optional.of(file), most));
        return file;
    }

    @Test
    void configure_capsAllFilesTogetherAtEveryMoment() throws IOException {
        Path file = configured(Format.TEXT, "info", MIB);
        long most = 0;
        for (int i = 0; i < 40_000; i++) {
            logger.info("reader counter-{} offline: no reply in 250 ms; retry in 5 s", i);
            if (i % 100 == 0) {
                most = Math.max(most, size());
            }
        }
        logger.error("at last");
        assertThat(most).as("it was put to use").isGreaterThan(MIB / 2).isLessThanOrEqualTo(MIB);
        assertThat(size()).isLessThanOrEqualTo(MIB);
        assertThat(Files.readString(file)).endsWith("at last\n");
    }

    @Test
    void configure_holdsTheCapWithHugeLinesToo() throws IOException {
        configured(Format.JSON, "info", MIB);
        for (int i = 0; i < 300; i++) {
            logger.info("{} {}", i, "x".repeat(100_000), new IllegalStateException("y".repeat(50)));
            assertThat(size()).isLessThanOrEqualTo(MIB);
        }
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void json_isOneObjectALine() throws IOException {
        Path file = configured(Format.JSON, "info", MIB);
        logger.warn("reader {} says \"no\"", "counter-1", new IOException("broken"));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.getFirst());
        assertThat(line.path("formattedMessage").asText())
                .isEqualTo("reader counter-1 says \"no\"");
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("loggerName").asText()).isEqualTo("com.hasivu.edge.Something");
        assertThat(line.path("timestamp").asLong()).isPositive();
        assertThat(line.at("/throwable/message").asText()).isEqualTo("broken");
        assertThat(line.has("arguments")).isFalse();
    }

    @Test
    void level_isOursAlone() throws IOException {
        Path file = configured(Format.TEXT, "debug", MIB);
        logger.debug("ours");
        context.getLogger("org.eclipse.paho.Client").debug("theirs");
        assertThat(Files.readString(file)).contains("DEBUG", "ours").doesNotContain("theirs");
    }

    @Test
    void card_isMaskedHoweverItIsLogged() throws IOException {
        Path file = configured(Format.TEXT, "debug", MIB);
        CardId card = new CardId("04A1B2C3D4E5F6");
        CardRead read = CardRead.uid(card, CardFamily.ISO_14443_A);
        logger.info("{} {} {}", card, read, new ReaderEvent.TagSeen(read, 1, false));
        assertThat(Files.readString(file)).contains("..E5F6").doesNotContain("04A1B2C3");
    }

    @Test
    void configure_refusesAFileThatCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        Path below = folder.resolve("file/edge.log");
        assertThatThrownBy(
                        () ->
                                Logs.configure(
                                        context,
                                        new LogSettings(
                                                Format.TEXT, "info", Optional.of(below), MIB)))
                .isInstanceOf(LogException.class)
                .hasMessageContainingAll("log.file", below.toString(), "owner");
    }

    @Test
    void repeats_areOneLineAndTheirCount() {
        var kept = new ListAppender<ILoggingEvent>();
        kept.setContext(context);
        kept.start();
        var now = new AtomicLong();
        var folding = new FoldingAppender(context, kept, now::get);
        folding.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(folding);
        for (int i = 0; i < 119; i++) {
            logger.warn("link to the broker is down: {}", "refused");
        }
        logger.info("another");
        assertThat(kept.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("link to the broker is down: refused", "another");
        now.addAndGet(Folding.WINDOW_NANOS);
        folding.look();
        ILoggingEvent last = kept.list.getLast();
        assertThat(last.getFormattedMessage())
                .isEqualTo("repeated 118 times in 60 s: link to the broker is down: refused");
        assertThat(last.getLoggerName()).isEqualTo("com.hasivu.edge.Something");
        assertThat(last.getLevel()).hasToString("WARN");
    }
}
