package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.stream.Stream;

class LogsCommandTest {
    @TempDir Path folder;
    private Path config;
    private Path log;

    @BeforeEach
    void setUp() throws IOException {
        log = folder.resolve("edge.log");
        config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        "state-dir: state\nlog: { file: %s }\n".formatted(log));
    }

    private static String entry(int second, String level, String message) {
        return "2026-11-23T10:00:%02d.000+00:00 %-5s [main] Station: %s%n"
                .formatted(second, level, message);
    }

    private void write() throws IOException {
        Files.writeString(
                folder.resolve("edge.log.1"), entry(1, "INFO", "one") + entry(2, "WARN", "two"));
        Files.writeString(
                log,
                "java.io.IOException: broken\n\tat Station.java\n"
                        + entry(3, "ERROR", "three")
                        + entry(4, "INFO", "four"));
    }

    private Cli logs(String... words) {
        return Cli.with(
                config, Stream.concat(Stream.of("logs"), Stream.of(words)).toArray(String[]::new));
    }

    @Test
    void logs_readsAllFilesOldestFirst() throws IOException {
        write();
        Cli all = logs();
        assertThat(all.code()).isZero();
        assertThat(all.out())
                .containsSubsequence("one", "two", "IOException", "three", "four")
                .hasLineCount(6);
        assertThat(logs("--lines", "1").out()).contains("four").hasLineCount(1);
        assertThat(logs("--level", "warn", "-n", "1").out()).contains("three").hasLineCount(1);
        assertThat(logs("--since", "2026-11-23T10:00:03Z").out())
                .contains("three", "four")
                .hasLineCount(2);
        assertThat(logs("--since", "10m").out()).isEmpty();
        assertThat(logs("--json", "-n", "3").out())
                .contains("\"level\":\"warn\"", "\"more\":\"java.io.IOException: broken\\n\\tat")
                .hasLineCount(3);
    }

    @Test
    void logs_followsUntilNobodyReads() throws Exception {
        write();
        var pipe = new StringWriter(); // its buffer takes two threads
        Thread following =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        Cli.run(
                                                pipe,
                                                new StringWriter(),
                                                "logs",
                                                "-f",
                                                "-n1",
                                                "-c",
                                                config.toString()));
        try {
            await().until(() -> pipe.toString().contains("four"));
            Files.move(log, folder.resolve("edge.log.2")); // as the ring does, in two steps
            Files.move(folder.resolve("edge.log.1"), folder.resolve("edge.log.3"));
            Files.move(folder.resolve("edge.log.2"), folder.resolve("edge.log.1"));
            Files.writeString(log, entry(5, "INFO", "five"), StandardOpenOption.CREATE_NEW);
            await().until(() -> pipe.toString().contains("five"));
            assertThat(pipe.toString().lines()).hasSize(2);
        } finally {
            following.interrupt();
            following.join();
        }
    }

    @Test
    void logs_namesTheCommandWhenTheyAreNotItsOwn() throws IOException {
        Files.writeString(config, "state-dir: state\n");
        Cli cli = logs("--since", "2026-11-23T10:00:03Z", "--follow");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out())
                .contains("journalctl -u hasivu-edge --since '2026-11-23 10:00:03 UTC' -f");
        assertThat(logs().out()).contains("journalctl -u hasivu-edge -n 100\n");
    }

    @Test
    void logs_saysWhenThereIsNoneYet() {
        Cli cli = logs();
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("there is no " + log + " yet");
    }

    @ParameterizedTest
    @CsvSource({
        "10m, 2026-11-23T11:50:00Z",
        "1d, 2026-11-22T12:00:00Z",
        "2026-11-23, 2026-11-22T18:30:00Z",
        "2026-11-23T10:30, 2026-11-23T05:00:00Z",
        "2026-11-23T10:30:15, 2026-11-23T05:00:15Z",
        "2026-11-23T10:30:15Z, 2026-11-23T10:30:15Z",
        "2026-11-23T10:30:15.250+02:00, 2026-11-23T08:30:15.250Z",
    })
    void since_isHowLongAgoOrWhen(String text, Instant expected) {
        assertThat(since().convert(text)).isEqualTo(expected);
    }

    @Test
    void since_saysHowToWriteIt() {
        assertThatThrownBy(() -> since().convert("yesterday"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'yesterday' is no time; write 10m");
        assertThat(logs("--since", "yesterday").code()).isEqualTo(2);
        assertThat(logs("--level", "loud").code()).isEqualTo(2);
        assertThat(logs("--lines", "-1").code()).isEqualTo(2);
    }

    private static Since since() {
        return new Since(
                InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")),
                ZoneId.of("Asia/Kolkata"));
    }
}
