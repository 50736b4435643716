package com.hasivu.edge.metrics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One reading of all metrics, written as Prometheus reads it: text format 0.0.4,
 * prometheus.io/docs/instrumenting/exposition_formats. One thread.
 *
 * <pre>
 * # HELP hasivu_taps_total Taps by what was decided.
 * # TYPE hasivu_taps_total counter
 * hasivu_taps_total{outcome="serve",reason=""} 41
 * </pre>
 */
public final class Exposition {
    /** What a response says of it. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<Metric, List<String>> samples = new LinkedHashMap<>();

    /** Begins with every metric that is told, in this order; one without a value is left out. */
    public Exposition(List<Metric> metrics) {
        metrics.forEach(metric -> samples.put(metric, new ArrayList<>()));
    }

    /**
     * Adds a value.
     *
     * @param labels values in the order of the metric's labels
     */
    public Exposition value(Metric metric, double value, String... labels) {
        if (metric.type() == Metric.Type.HISTOGRAM || labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    "%s takes a plain value and the labels %s"
                            .formatted(metric.name(), metric.labels()));
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            pairs.add(metric.labels().get(i) + "=\"" + escaped(labels[i]) + "\"");
        }
        String inBraces = pairs.isEmpty() ? "" : "{" + String.join(",", pairs) + "}";
        add(metric, metric.name() + inBraces + " " + number(value));
        return this;
    }

    /** Whether something holds: 1 or 0. */
    public Exposition flag(Metric metric, boolean holds, String... labels) {
        return value(metric, holds ? 1 : 0, labels);
    }

    /** Adds a histogram's buckets. */
    public Exposition histogram(Metric metric, Histogram histogram) {
        Histogram.Reading read = histogram.read();
        for (int i = 0; i < read.bounds().size(); i++) {
            add(
                    metric,
                    "%s_bucket{le=\"%s\"} %d"
                            .formatted(
                                    metric.name(),
                                    number(read.bounds().get(i)),
                                    read.upTo().get(i)));
        }
        long all = read.upTo().getLast();
        add(metric, "%s_bucket{le=\"+Inf\"} %d".formatted(metric.name(), all));
        add(metric, metric.name() + "_sum " + number(read.sumSeconds()));
        add(metric, metric.name() + "_count " + all);
        return this;
    }

    private void add(Metric metric, String line) {
        List<String> lines = samples.get(metric);
        if (lines == null) {
            throw new IllegalArgumentException(metric.name() + " is not among the metrics told");
        }
        lines.add(line);
    }

    /** The whole page. */
    public String text() {
        StringBuilder page = new StringBuilder(8 * 1024);
        samples.forEach(
                (metric, lines) -> {
                    if (!lines.isEmpty()) {
                        page.append("# HELP ").append(metric.name()).append(' ');
                        page.append(metric.help().replace("\\", "\\\\")).append('\n');
                        page.append("# TYPE ").append(metric.name()).append(' ');
                        page.append(metric.type().label()).append('\n');
                        lines.forEach(line -> page.append(line).append('\n'));
                    }
                });
        return page.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** Without an exponent: people read these pages too. */
    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(value + " is no value; leave the metric out");
        }
        BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
        return plain.signum() == 0 ? "0" : plain.toPlainString();
    }
}
