package com.hasivu.edge.remote;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The level of this program's own log, changed for a while. It returns by itself, and with the end
 * of the run. One thread.
 */
final class LogLevels {
    /** What may be asked for. Below debug, cards' bytes would be in the log. */
    static final List<String> NAMES = List.of("error", "warn", "info", "debug");

    static final Duration DEFAULT = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofDays(1);

    private final Logger logger;
    private Optional<Level> before = Optional.empty(); // empty: as its parent
    private long untilNanos;
    private boolean changed;

    LogLevels(String name) {
        this.logger = (Logger) LoggerFactory.getLogger(name);
    }

    void set(String level, Duration lasting, long nowNanos) {
        if (!changed) {
            before = Optional.ofNullable(logger.getLevel());
        }
        logger.setLevel(Level.toLevel(level));
        untilNanos = nowNanos + lasting.toNanos();
        changed = true;
    }

    boolean changed() {
        return changed;
    }

    void tick(long nowNanos) {
        if (changed && nowNanos - untilNanos >= 0) {
            restore();
        }
    }

    /** As configured. */
    void restore() {
        if (changed) {
            logger.setLevel(before.orElse(null));
            changed = false;
        }
    }
}
