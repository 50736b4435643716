package com.hasivu.edge.logs;

import org.slf4j.event.Level;

import java.time.Instant;

/**
 * One message of the station's own log, read back.
 *
 * @param time to the millisecond
 * @param level as it was written
 * @param thread that logged it
 * @param logger without its package
 * @param message its first line
 * @param more the lines below it, of a long message or of what was thrown; empty for most
 */
public record LogEntry(
        Instant time, Level level, String thread, String logger, String message, String more) {
    /** Whether it weighs as much as {@code least}, or more. */
    public boolean atLeast(Level least) {
        return level.toInt() >= least.toInt();
    }
}
