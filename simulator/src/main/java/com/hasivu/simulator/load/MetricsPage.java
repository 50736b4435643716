package com.hasivu.simulator.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service told Prometheus at one moment (text format 0.0.4), by the names of
 * docs/metrics.md. A figure that is not on the page is empty, never a guess.
 */
record MetricsPage(Map<String, Double> series) {
    private static final Pattern LINE =
            Pattern.compile("^([a-zA-Z_:][\\w:]*)(\\{.*})? (-?[\\d.eE+-]+|NaN|[+-]?Inf)$");
    private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");
    private static final String STATEMENT = "hasivu_cloud_database_statement_seconds";
    private static final String WAIT = "hasivu_cloud_database_wait_seconds";
    private static final String CONNECTIONS = "hasivu_cloud_database_connections";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /**
     * Asks for the page.
     *
     * @throws IOException if nobody answers, or not with a page
     */
    static MetricsPage read(URI page) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(page).timeout(PATIENCE).build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(page + " answered " + answer.statusCode());
        }
        return parse(answer.body());
    }

    static MetricsPage parse(String text) {
        Map<String, Double> series = new HashMap<>();
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(
                        m ->
                                series.put(
                                        m.group(1) + (m.group(2) == null ? "" : m.group(2)),
                                        number(m.group(3))));
        return new MetricsPage(Map.copyOf(series));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Statements from an earlier page to this one: their p95 in milliseconds. */
    OptionalDouble statementP95(MetricsPage earlier) {
        return p95(STATEMENT, earlier);
    }

    /** Waits for a connection of the pool from an earlier page to this one. */
    OptionalDouble poolWaitP95(MetricsPage earlier) {
        return p95(WAIT, earlier);
    }

    /** Who waits for a connection of the pool at this moment. */
    OptionalDouble poolWaiting() {
        Double waiting = series.get(CONNECTIONS + "{state=\"waiting\"}");
        return waiting == null ? OptionalDouble.empty() : OptionalDouble.of(waiting);
    }

    /** As Prometheus' histogram_quantile: within a bucket the values are taken as spread evenly. */
    private OptionalDouble p95(String name, MetricsPage earlier) {
        SortedMap<Double, Double> upTo = buckets(name);
        earlier.buckets(name).forEach((bound, count) -> upTo.merge(bound, -count, Double::sum));
        double all = upTo.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        if (all <= 0) {
            return OptionalDouble.empty();
        }
        double wanted = 0.95 * all;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
            if (bucket.getValue() >= wanted) {
                return OptionalDouble.of(
                        1e3
                                * (bucket.getKey().isInfinite()
                                        ? lower // more is not known
                                        : lower
                                                + (bucket.getKey() - lower)
                                                        * (wanted - below)
                                                        / (bucket.getValue() - below)));
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return OptionalDouble.empty();
    }

    private SortedMap<Double, Double> buckets(String name) {
        SortedMap<Double, Double> sum = new TreeMap<>();
        series.forEach(
                (key, value) -> {
                    if (key.startsWith(name + "_bucket{")) {
                        Matcher bound = BOUND.matcher(key);
                        if (bound.find()) {
                            sum.merge(number(bound.group(1)), value, Double::sum);
                        }
                    }
                });
        return sum;
    }
}
