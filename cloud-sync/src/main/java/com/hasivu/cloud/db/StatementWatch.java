package com.hasivu.cloud.db;

import com.hasivu.cloud.observe.Metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Times every statement. A slow one is counted, and logged once per shape: its text without any
 * value, so that no child's name gets into a log. Thread-safe.
 */
final class StatementWatch implements ExecuteListener {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(StatementWatch.class);
    private static final String BEGUN = "hasivu.begun";

    /** Shapes remembered; ours are a few hundred. */
    private static final int SHAPES = 1_000;

    private static final int LONGEST = 500;
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w$])\\d+(?:\\.\\d+)?");
    private static final Pattern LIST = Pattern.compile("\\?(?:\\s*,\\s*\\?)+");

    private final transient Kind reads;
    private final transient Kind writes;
    private final transient Kind others;
    private final long slowNanos;
    private final transient Set<String> told = ConcurrentHashMap.newKeySet();

    private record Kind(String name, Timer timer, Counter failed, Counter slow) {
        static Kind of(Watch watch, String name) {
            return new Kind(
                    name,
                    watch.metrics().timer(Metric.DATABASE_STATEMENT, name),
                    watch.metrics().counter(Metric.DATABASE_FAILED, name),
                    watch.metrics().counter(Metric.DATABASE_SLOW, name));
        }
    }

    StatementWatch(Watch watch) {
        this.reads = Kind.of(watch, "read");
        this.writes = Kind.of(watch, "write");
        this.others = Kind.of(watch, "other");
        this.slowNanos = watch.slow().toNanos();
    }

    @Override
    public void executeStart(ExecuteContext context) {
        context.data(BEGUN, System.nanoTime());
    }

    @Override
    public void executeEnd(ExecuteContext context) {
        took(context);
    }

    @Override
    public void exception(ExecuteContext context) {
        kind(context.type()).failed().increment();
        took(context); // one that failed late was slow as well
    }

    private void took(ExecuteContext context) {
        if (!(context.data(BEGUN) instanceof Long begun)) {
            return;
        }
        context.data(BEGUN, "told");
        long nanos = System.nanoTime() - begun;
        Kind kind = kind(context.type());
        kind.timer().record(nanos, TimeUnit.NANOSECONDS);
        if (nanos > slowNanos) {
            kind.slow().increment();
            tell(shape(String.valueOf(context.sql())), nanos);
        }
    }

    private void tell(String shape, long nanos) {
        if (told.size() < SHAPES && told.add(shape)) {
            LOG.warn(
                    "slow statement, {} ms, more of its kind are only counted: {}",
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    shape.length() <= LONGEST ? shape : shape.substring(0, LONGEST) + " ...");
        }
    }

    private Kind kind(ExecuteType type) {
        return switch (type) {
            case READ -> reads;
            case WRITE, BATCH -> writes;
            case DDL, ROUTINE, OTHER -> others;
        };
    }

    /** The statement with every value and the length of every list taken out. */
    static String shape(String sql) {
        String noTexts = TEXT.matcher(sql).replaceAll("?");
        String noNumbers = NUMBER.matcher(noTexts).replaceAll("?");
        return LIST.matcher(noNumbers).replaceAll("?, ...").replaceAll("\\s+", " ").strip();
    }
}
