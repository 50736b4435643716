package com.hasivu.cloud.observe;

import static org.slf4j.event.Level.INFO;
import static org.slf4j.event.Level.WARN;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether the service can work, and why not: the worst of its checks. A reading counts for a
 * second, so that who asks often costs nothing. Thread-safe.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final long LIFE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<String, Supplier<Finding>> checks = new LinkedHashMap<>();
    private final ReentrantLock looking = new ReentrantLock();
    private final LongSupplier nanos;
    private final Metrics metrics;
    private Report last = new Report(List.of());
    private long lookedAt;
    private boolean looked;

    /**
     * @param nanos a clock that only runs forward, in nanoseconds
     */
    public Health(Metrics metrics, LongSupplier nanos) {
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /** How bad something is; in rising order. */
    public enum Level {
        HEALTHY,
        /** It works, and a person should look. */
        DEGRADED,
        /** It does not work. */
        CRITICAL;

        /** As answers say it. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * What a check found.
     *
     * @param detail in words: the value, and what to do when it is not healthy
     */
    public record Finding(Level level, String detail) {}

    /** A finding and whose it is. */
    public record Checked(String name, Finding finding) {}

    /** All findings of one look. */
    public record Report(List<Checked> checks) {
        public Report {
            checks = List.copyOf(checks);
        }

        /** The worst of all. */
        public Level level() {
            return checks.stream()
                    .map(check -> check.finding().level())
                    .max(Level::compareTo)
                    .orElse(Level.HEALTHY);
        }
    }

    /**
     * Adds a check. It must come back soon, whatever is broken.
     *
     * @param name short and stable, for example {@code disk}
     */
    public void check(String name, Supplier<Finding> check) {
        looking.lock();
        try {
            checks.put(name, check);
            metrics.gauge(Metric.HEALTH, () -> levelOf(name), name);
        } finally {
            looking.unlock();
        }
    }

    /** Looks, or tells what was seen less than a second ago. */
    public Report now() {
        looking.lock();
        try {
            if (!looked || nanos.getAsLong() - lookedAt > LIFE_NANOS) {
                Report before = last;
                last = look();
                tell(before, last);
                lookedAt = nanos.getAsLong();
                looked = true;
            }
            return last;
        } finally {
            looking.unlock();
        }
    }

    private Report look() {
        var found = new ArrayList<Checked>();
        checks.forEach((name, check) -> found.add(new Checked(name, finding(check))));
        return new Report(found);
    }

    private static void tell(Report before, Report now) {
        for (Checked check : now.checks()) {
            Level was =
                    before.checks().stream()
                            .filter(old -> old.name().equals(check.name()))
                            .map(old -> old.finding().level())
                            .findFirst()
                            .orElse(Level.HEALTHY);
            Finding finding = check.finding();
            if (finding.level() != was) {
                LOG.atLevel(finding.level() == Level.HEALTHY ? INFO : WARN)
                        .log(
                                "health of {} is {}: {}",
                                check.name(),
                                finding.level().label(),
                                finding.detail());
            }
        }
    }

    private static Finding finding(Supplier<Finding> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return new Finding(Level.CRITICAL, "the check itself failed: " + e.getMessage());
        }
    }

    private double levelOf(String name) {
        return now().checks().stream()
                .filter(check -> check.name().equals(name))
                .mapToInt(check -> check.finding().level().ordinal())
                .max()
                .orElse(0);
    }
}
