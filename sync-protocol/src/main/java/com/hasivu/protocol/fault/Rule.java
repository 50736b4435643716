package com.hasivu.protocol.fault;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One fault that a test asked for:
 *
 * <pre>
 *   halt at POINT[:N]      ends the process at the N-th arrival (1)
 *   slow at POINT:MILLIS   waits at every arrival
 *   fail at POINT[:N]      an IOException at the N-th arrival, or without N at every one
 *   skip at POINT          leaves out the step that follows
 *   wall by MILLIS         the wall clock shows so much more; the monotonic clock does not move
 * </pre>
 */
sealed interface Rule {
    /** Counts down to the arrival that ends the process. */
    record Halt(FaultPoint point, AtomicInteger left) implements Rule {}

    /** Waits. */
    record Slow(FaultPoint point, long millis) implements Rule {}

    /** Fails at the arrival that brings {@code left} to 0; always when it began there. */
    record Fail(FaultPoint point, boolean always, AtomicInteger left) implements Rule {}

    /** Leaves out a step. */
    record Skip(FaultPoint point) implements Rule {}

    /** Moves the wall clock. */
    record Wall(long millis) implements Rule {}

    Pattern AT = Pattern.compile("(halt|slow|fail|skip) at ([a-z-]+)(?::(\\d{1,9}))?");
    Pattern WALL = Pattern.compile("wall by ([+-]?\\d{1,15})");

    /**
     * @throws IllegalArgumentException naming the text
     */
    static Rule parse(String text) {
        Matcher wall = WALL.matcher(text);
        if (wall.matches()) {
            return new Wall(Long.parseLong(wall.group(1)));
        }
        Matcher at = AT.matcher(text);
        if (!at.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no fault; write 'halt at POINT:N', 'slow at POINT:MILLIS', 'fail at POINT:N', 'skip at POINT' or 'wall by MILLIS'"
                            .formatted(text));
        }
        FaultPoint point = FaultPoint.parse(at.group(2));
        boolean counted = at.group(3) != null;
        int number = counted ? Integer.parseInt(at.group(3)) : 1;
        return switch (at.group(1)) {
            case "halt" -> new Halt(point, new AtomicInteger(number));
            case "slow" -> new Slow(point, counted ? number : 1_000);
            case "fail" -> new Fail(point, !counted, new AtomicInteger(number));
            default -> new Skip(point);
        };
    }
}
