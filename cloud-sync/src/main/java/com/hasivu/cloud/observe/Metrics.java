package com.hasivu.cloud.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The numbers of one running service. Whoever measures asks once for a counter, timer or gauge and
 * keeps it. Thread-safe.
 */
public final class Metrics {
    /** From a read of an index to a person who gave up. */
    private static final Duration[] BOUNDS =
            List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public Metrics() {
        registry.config().namingConvention((name, type, unit) -> name);
        Runtime runtime = Runtime.getRuntime();
        gauge(Metric.HEAP, () -> runtime.totalMemory() - runtime.freeMemory());
        gauge(Metric.HEAP_MOST, runtime::maxMemory);
    }

    /**
     * A number that only grows.
     *
     * @param values of the metric's labels, in their order
     */
    public Counter counter(Metric metric, String... values) {
        return Counter.builder(metric.exposed())
                .description(metric.help())
                .tags(tags(metric, Metric.Type.COUNTER, values))
                .register(registry);
    }

    /** Durations, counted by bounds from 1 ms to 10 s. */
    public Timer timer(Metric metric, String... values) {
        return Timer.builder(metric.exposed())
                .description(metric.help())
                .tags(tags(metric, Metric.Type.HISTOGRAM, values))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    /** A number that is read when it is asked for. The first one given for the labels stays. */
    public void gauge(Metric metric, Supplier<? extends Number> value, String... values) {
        var unused =
                Gauge.builder(metric.exposed(), value::get)
                        .description(metric.help())
                        .tags(tags(metric, Metric.Type.GAUGE, values))
                        .strongReference(true)
                        .register(registry);
    }

    /** Everything, as Prometheus reads it: text format 0.0.4. */
    public String text() {
        return registry.scrape();
    }

    private static List<Tag> tags(Metric metric, Metric.Type type, String... values) {
        if (metric.type() != type || values.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    "%s is a %s with the labels %s"
                            .formatted(metric.exposed(), metric.type().label(), metric.labels()));
        }
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(metric.labels().get(i), values[i]));
        }
        return tags;
    }
}
