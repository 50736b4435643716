package com.hasivu.edge.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.slf4j.event.Level;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes entries of lines, in either format that {@link Logs} writes; a file may hold both. Lines
 * below a text entry belong to it, so it is told when the next one begins or by {@link #end}. Not
 * thread-safe; no I/O.
 */
final class LogLines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TEXT =
            Pattern.compile("(\\S{20,40}) ([A-Z]{4,5}) +\\[(.*?)] (\\S+): (.*)");

    /** A stack is short; more is not ours, and may not fill the memory. */
    private static final int MOST_MORE = 64 * 1024;

    private final Consumer<LogEntry> to;
    private final StringBuilder more = new StringBuilder();
    private Optional<LogEntry> head = Optional.empty();

    LogLines(Consumer<LogEntry> to) {
        this.to = to;
    }

    /** Lines before the first entry are the end of one that was lost with an older file. */
    void line(String line) {
        Optional<LogEntry> begins = line.startsWith("{") ? json(line) : text(line);
        if (begins.isPresent()) {
            end();
            head = begins;
        } else if (head.isPresent() && more.length() < MOST_MORE) {
            more.append(more.isEmpty() ? "" : "\n").append(line);
        }
    }

    /** No more lines belong to the last entry. */
    void end() {
        head.map(this::whole).ifPresent(to);
        head = Optional.empty();
        more.setLength(0);
    }

    private LogEntry whole(LogEntry e) {
        return more.isEmpty()
                ? e
                : new LogEntry(
                        e.time(), e.level(), e.thread(), e.logger(), e.message(), more.toString());
    }

    private static Optional<LogEntry> text(String line) {
        Matcher m = TEXT.matcher(line);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(m.group(1)).toInstant();
            return level(m.group(2))
                    .map(
                            level ->
                                    new LogEntry(
                                            time, level, m.group(3), m.group(4), m.group(5), ""));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private static Optional<LogEntry> json(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            String logger = node.path("loggerName").asText();
            Instant time = Instant.ofEpochMilli(node.path("timestamp").asLong());
            String[] message = node.path("formattedMessage").asText().split("\n", 2);
            String more =
                    String.join(
                            "\n",
                            Arrays.stream(new String[] {rest(message), thrown(node)})
                                    .filter(part -> !part.isEmpty())
                                    .toList());
            return level(node.path("level").asText())
                    .map(
                            level ->
                                    new LogEntry(
                                            time,
                                            level,
                                            node.path("threadName").asText(),
                                            logger.substring(logger.lastIndexOf('.') + 1),
                                            message[0],
                                            more));
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private static String rest(String[] message) {
        return message.length > 1 ? message[1] : "";
    }

    /** Class, message and first frame, as the text format tells it. */
    private static String thrown(JsonNode node) {
        JsonNode thrown = node.path("throwable");
        if (!thrown.isObject()) {
            return "";
        }
        JsonNode frame = thrown.path("stepArray").path(0);
        String at =
                frame.isObject()
                        ? "\n\tat %s.%s"
                                .formatted(
                                        frame.path("className").asText(),
                                        frame.path("methodName").asText())
                        : "";
        return thrown.path("className").asText() + ": " + thrown.path("message").asText() + at;
    }

    private static Optional<Level> level(String name) {
        return Arrays.stream(Level.values()).filter(l -> l.name().equals(name)).findFirst();
    }
}
