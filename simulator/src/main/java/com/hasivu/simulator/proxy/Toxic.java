package com.hasivu.simulator.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way in which a link is bad. */
public sealed interface Toxic {
    /** Which bytes it touches: {@code UP} those from who connects, {@code DOWN} the answers. */
    enum Direction {
        UP,
        DOWN,
        BOTH;

        boolean covers(Direction one) {
            return this == BOTH || this == one;
        }
    }

    Direction direction();

    /** Bytes come later, each chunk by {@code by} and up to {@code jitter} more; in order. */
    record Latency(Direction direction, Duration by, Duration jitter) implements Toxic {}

    /** No more than so many bytes a second. */
    record Bandwidth(Direction direction, long bytesPerSecond) implements Toxic {}

    /** The end of one side reaches the other later. */
    record SlowClose(Direction direction, Duration by) implements Toxic {}

    /** Half open: the connection stands, its bytes vanish. */
    record Vanish(Direction direction) implements Toxic {}

    /** Connections are reset (RST) so long after they began or, if older, after this was set. */
    record Reset(Direction direction, Duration after) implements Toxic {}

    /** A connection ends after so many bytes more. */
    record LimitData(Direction direction, long bytes) implements Toxic {}

    /** Bytes come in pieces of at most {@code bytes} with a pause between them. */
    record Slicer(Direction direction, int bytes, Duration pause) implements Toxic {}

    Pattern TEXT = Pattern.compile("(?:(up|down)/)?([a-z-]+)((?::[^:]+)*)");

    /**
     * Reads one as the command line gives it, for example {@code latency:200ms:50ms} or {@code
     * down/vanish}.
     *
     * @throws IllegalArgumentException that says what may be written
     */
    static Toxic parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            Direction direction =
                    matcher.group(1) == null
                            ? Direction.BOTH
                            : Direction.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
            List<String> values =
                    List.of(matcher.group(3).split(":")).stream()
                            .filter(value -> !value.isEmpty())
                            .toList();
            switch (matcher.group(2) + " " + values.size()) {
                case "latency 1" -> {
                    return new Latency(direction, duration(values.get(0)), Duration.ZERO);
                }
                case "latency 2" -> {
                    return new Latency(direction, duration(values.get(0)), duration(values.get(1)));
                }
                case "bandwidth 1" -> {
                    return new Bandwidth(direction, number(values.get(0)));
                }
                case "slow-close 1" -> {
                    return new SlowClose(direction, duration(values.get(0)));
                }
                case "vanish 0" -> {
                    return new Vanish(direction);
                }
                case "reset 1" -> {
                    return new Reset(direction, duration(values.get(0)));
                }
                case "limit-data 1" -> {
                    return new LimitData(direction, number(values.get(0)));
                }
                case "slicer 2" -> {
                    return new Slicer(
                            direction,
                            Math.toIntExact(number(values.get(0))),
                            duration(values.get(1)));
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException(
                "'%s' is no toxic; use latency:MS[:JITTER], bandwidth:BYTES_A_SECOND, slow-close:MS, vanish, reset:MS, limit-data:BYTES or slicer:BYTES:MS, with up/ or down/ before it for one direction"
                        .formatted(text));
    }

    private static Duration duration(String text) {
        return Duration.ofMillis(number(text.replaceAll("ms$", "")));
    }

    private static long number(String text) {
        long number = Long.parseLong(text);
        if (number < 1) {
            throw new IllegalArgumentException(text + " is too small; use 1 or more");
        }
        return number;
    }
}
