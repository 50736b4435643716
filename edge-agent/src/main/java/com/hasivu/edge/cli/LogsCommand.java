package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.logs.LogEntry;
import com.hasivu.edge.logs.LogTail;

import org.slf4j.event.Level;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The station's own log, over all files of its ring. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the station's log, oldest first; works with the station up or down.",
            "It reads the files of log.file. Without that setting the log goes to stderr, which",
            "systemd keeps: then it prints the journalctl command instead, and ends with exit code 1."
        })
final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final int MOST_LINES = 100_000;
    private static final int USUAL_LINES = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Only the last N messages (default: 100; with --since all since then).")
    private Optional<Integer> lines = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Since.class,
            description = "Only messages since then: 10m, 2h, 1d, 2026-11-23 or 2026-11-23T10:30.")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "debug",
            description = "Only messages as grave or graver: error, warn, info, debug.")
    private String level = "debug";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is logged from now on, until Ctrl-C.")
    private boolean follow;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Deque<LogEntry> last = new ArrayDeque<>();
    private boolean live;

    @Override
    public Integer call() throws InterruptedException {
        Level least = level();
        int most = most();
        Optional<Path> file = config.fileSettings().log().file();
        if (file.isEmpty()) {
            tellWhere();
            return ExitCode.FAILED;
        }
        try (LogTail tail =
                new LogTail(file.get(), entry -> take(entry, least, most), this::overtaken)) {
            boolean there = tail.poll();
            if (!follow) {
                tail.end();
                tellLast();
                return there ? ExitCode.OK : none(file.get());
            }
            tail.poll(); // the last entry is whole by now, or becomes the first that follows
            tellLast();
            live = true;
            while (!answers.out().checkError()) { // until nobody reads, or a signal ends us
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
                tail.poll();
            }
            return ExitCode.OK;
        }
    }

    private void take(LogEntry entry, Level least, int most) {
        if (!entry.atLeast(least) || since.filter(entry.time()::isBefore).isPresent()) {
            return;
        }
        if (live || most == Integer.MAX_VALUE) {
            tell(entry);
        } else {
            last.add(entry);
            if (last.size() > most) {
                last.remove();
            }
        }
    }

    private void tellLast() {
        last.forEach(this::tell);
        last.clear();
        answers.out().flush();
    }

    private void tell(LogEntry entry) {
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("time", entry.time().toString())
                        .put("level", entry.level().name().toLowerCase(Locale.ROOT))
                        .put("thread", entry.thread())
                        .put("logger", entry.logger())
                        .put("message", entry.message());
        if (!entry.more().isEmpty()) {
            body.put("more", entry.more());
        }
        answers.line("logs", body, out -> print(entry, out));
    }

    private static void print(LogEntry entry, PrintWriter out) {
        out.printf(
                "%s %-5s [%s] %s: %s%n",
                TIME.format(entry.time().atZone(ZoneId.systemDefault())),
                entry.level(),
                entry.thread(),
                entry.logger(),
                entry.message());
        entry.more().lines().forEach(out::println);
    }

    private void tellWhere() {
        String journalctl =
                "journalctl -u hasivu-edge"
                        + (since.isPresent() && lines.isEmpty()
                                ? ""
                                : " -n " + lines.orElse(USUAL_LINES))
                        + since.map(LogsCommand::forJournalctl).orElse("")
                        + (follow ? " -f" : "");
        answers.tell(
                "logs-elsewhere",
                JsonNodeFactory.instance.objectNode().put("journalctl", journalctl),
                out ->
                        out.printf(
                                "%s has no log.file: the log goes to stderr, which systemd keeps:%n  %s%n",
                                config.file(), journalctl));
    }

    private static String forJournalctl(Instant since) {
        return " --since '%s UTC'"
                .formatted(
                        since.truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .replace('T', ' ')
                                .replace("Z", ""));
    }

    private int none(Path file) {
        spec.commandLine()
                .getErr()
                .printf(
                        "hasivu-edge: there is no %s yet; the station writes it when it runs%n",
                        file);
        return ExitCode.FAILED;
    }

    private void overtaken() {
        answers.out().flush();
        spec.commandLine()
                .getErr()
                .println(
                        "hasivu-edge: files were rotated away unread; messages may be missing here");
        spec.commandLine().getErr().flush();
    }

    private int most() {
        int most = lines.orElse(since.isPresent() ? Integer.MAX_VALUE : USUAL_LINES);
        if (lines.isPresent() && (most < 0 || most > MOST_LINES)) {
            throw new ParameterException(
                    spec.commandLine(), "--lines is %d; use 0 to %d".formatted(most, MOST_LINES));
        }
        return most;
    }

    private Level level() {
        return Arrays.stream(Level.values())
                .filter(l -> l.name().equalsIgnoreCase(level))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "--level is '%s'; use one of error, warn, info, debug"
                                                .formatted(level)));
    }
}
