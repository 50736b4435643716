package com.hasivu.cloud.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/metrics.md says of the service's metrics is what there is. */
class MetricTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `hasivu_cloud_\\w+` \\|.*$");
    private static final Pattern NO_BASE_UNIT =
            Pattern.compile(".*_(millis|milliseconds|ms|minutes|hours|days|mib|percent)(_.*)?");

    @Test
    void page_listsEveryMetricAsItIs() throws IOException {
        List<String> rows =
                ROW.matcher(Files.readString(PAGE)).results().map(MatchResult::group).toList();
        assertThat(rows)
                .as("docs/metrics.md, table of the service: one row per constant of observe.Metric")
                .containsExactlyElementsOf(
                        Stream.of(Metric.values()).map(MetricTest::row).toList());
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        metric.exposed(),
                        metric.type().label(),
                        String.join(
                                ", ", metric.labels().stream().map(l -> "`" + l + "`").toList()),
                        metric.help());
    }

    @ParameterizedTest
    @EnumSource
    void name_keepsTheRules(Metric metric) {
        assertThat(metric.exposed())
                .matches("hasivu_cloud(_[a-z0-9]+)+")
                .doesNotMatch(NO_BASE_UNIT)
                .doesNotMatch(".*_(count|sum|bucket|max|info)");
        assertThat(metric.exposed().endsWith("_total"))
                .isEqualTo(metric.type() == Metric.Type.COUNTER);
        if (metric.type() == Metric.Type.HISTOGRAM) {
            assertThat(metric.exposed()).endsWith("_seconds");
        }
        assertThat(metric.help()).endsWith(".").doesNotContain("\n", "|");
    }

    @ParameterizedTest
    @EnumSource
    void metric_isToldUnderItsName(Metric metric) {
        var metrics = new Metrics();
        String[] labels = metric.labels().toArray(String[]::new);
        switch (metric.type()) {
            case COUNTER -> metrics.counter(metric, labels).increment();
            case GAUGE -> metrics.gauge(metric, () -> 1, labels);
            case HISTOGRAM -> metrics.timer(metric, labels).record(java.time.Duration.ofMillis(3));
        }
        String suffix = metric.type() == Metric.Type.HISTOGRAM ? "_bucket" : "";
        assertThat(metrics.text())
                .contains("# TYPE %s %s\n".formatted(metric.exposed(), metric.type().label()))
                .contains("\n" + metric.exposed() + suffix);
    }

    @Test
    void labels_mustBeTheMetrics() {
        assertThatThrownBy(() -> new Metrics().counter(Metric.HTTP_REQUESTS, "one"))
                .hasMessageContaining("hasivu_cloud_http_requests_total");
        assertThatThrownBy(() -> new Metrics().timer(Metric.HTTP_REQUESTS, "a", "b"))
                .hasMessageContaining("is a counter");
    }
}
