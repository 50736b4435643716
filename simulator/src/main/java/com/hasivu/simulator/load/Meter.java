package com.hasivu.simulator.load;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts answers. Users write from any thread; one thread takes an interval at a time with {@link
 * #next}, and reads the totals.
 */
final class Meter {
    private static final int DIGITS = 3;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final int MOST_KINDS_OF_ERROR = 50;

    private final Map<Operation, Recorder> good = new EnumMap<>(Operation.class);
    private final Map<Operation, LongAdder> bad = new EnumMap<>(Operation.class);
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<Operation, Histogram> totals = new EnumMap<>(Operation.class);
    private final Map<Operation, Long> totalBad = new EnumMap<>(Operation.class);

    Meter() {
        for (Operation operation : Operation.values()) {
            good.put(operation, new Recorder(DIGITS));
            bad.put(operation, new LongAdder());
            totals.put(operation, new Histogram(DIGITS));
            totalBad.put(operation, 0L);
        }
    }

    /** One answer that was right. */
    void right(Operation operation, long nanos) {
        of(good, operation)
                .recordValue(
                        Math.min(
                                LONGEST_MICROS, Math.max(1, TimeUnit.NANOSECONDS.toMicros(nanos))));
    }

    /** An answer that was wrong, or none. */
    void wrong(Operation operation, String why) {
        of(bad, operation).increment();
        String kind = operation.label() + ": " + why;
        LongAdder seen = errors.get(kind);
        if (seen == null && errors.size() >= MOST_KINDS_OF_ERROR) {
            kind = "others";
        }
        errors.computeIfAbsent(kind, k -> new LongAdder()).increment();
    }

    /** What came since the last call. */
    record Interval(Histogram all, long errors) {}

    /** Ends an interval; it is added to the totals when it counts. */
    Interval next(boolean counts) {
        var all = new Histogram(DIGITS);
        long failed = 0;
        for (Operation operation : Operation.values()) {
            Histogram some = of(good, operation).getIntervalHistogram();
            long wrong = of(bad, operation).sumThenReset();
            all.add(some);
            failed += wrong;
            if (counts) {
                of(totals, operation).add(some);
                totalBad.merge(operation, wrong, Long::sum);
            }
        }
        return new Interval(all, failed);
    }

    /** Right answers of the intervals that count, in microseconds. */
    Histogram total(Operation operation) {
        return of(totals, operation);
    }

    long totalWrong(Operation operation) {
        return of(totalBad, operation);
    }

    /** What went wrong and how often, warm-up included. */
    SortedMap<String, Long> errors() {
        var sorted = new TreeMap<String, Long>();
        errors.forEach((why, count) -> sorted.put(why, count.sum()));
        return sorted;
    }

    private static <T> T of(Map<Operation, T> map, Operation operation) {
        T value = map.get(operation);
        if (value == null) {
            throw new IllegalStateException("nothing is counted for " + operation);
        }
        return value;
    }
}
