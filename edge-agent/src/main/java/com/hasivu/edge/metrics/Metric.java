package com.hasivu.edge.metrics;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One metric: what it is called and what it means. A wrong name is a bug and is found when the
 * class that holds it loads. Immutable.
 *
 * @param name in base units: {@code _seconds}, {@code _bytes}; a counter ends in {@code _total}
 * @param help one sentence
 * @param labels their names; values must be few and never of a child or a card
 */
public record Metric(String name, Type type, String help, List<String> labels) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Pattern NO_BASE_UNIT =
            Pattern.compile(
                    ".*_(milliseconds|millis|ms|microseconds|us|minutes|hours|days|kib|mib|kilobytes|percent)(_.*)?");

    /** How its values behave. */
    public enum Type {
        /** Only grows, from zero at the start of the process. */
        COUNTER,
        GAUGE,
        HISTOGRAM;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Metric {
        labels = List.copyOf(labels);
        if (!NAME.matcher(name).matches()
                || NO_BASE_UNIT.matcher(name).matches()
                || (type == Type.COUNTER) != name.endsWith("_total")
                || name.matches(".*_(count|sum|bucket|histogram|counter|gauge)")
                || help.isBlank()
                || help.contains("\n")
                || labels.contains("le")
                || !labels.stream().allMatch(label -> NAME.matcher(label).matches())) {
            throw new IllegalArgumentException(
                    "metric %s %s %s breaks a rule for names; see prometheus.io/docs/practices/naming"
                            .formatted(type, name, labels));
        }
    }

    public static Metric counter(String name, String help, String... labels) {
        return new Metric(name, Type.COUNTER, help, List.of(labels));
    }

    public static Metric gauge(String name, String help, String... labels) {
        return new Metric(name, Type.GAUGE, help, List.of(labels));
    }

    public static Metric histogram(String name, String help) {
        return new Metric(name, Type.HISTOGRAM, help, List.of());
    }
}
