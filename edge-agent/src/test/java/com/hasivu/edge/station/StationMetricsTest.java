package com.hasivu.edge.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.hasivu.edge.metrics.Metric;
import com.hasivu.edge.metrics.Promtool;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is written about metrics for people and for Prometheus is what the station tells. */
class StationMetricsTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Path RULES = Path.of("../packaging/prometheus/hasivu.rules.yml");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(hasivu_(?!cloud_)\\w+)` \\|.*$");

    @Test
    void page_listsEveryMetricAsItIs() throws IOException {
        List<String> rows =
                ROW.matcher(Files.readString(PAGE)).results().map(MatchResult::group).toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        StationMetrics.ALL.stream().map(StationMetricsTest::row).toList());
    }

    private static String row(Metric metric) {
        List<String> labels = metric.labels().stream().map(label -> "`" + label + "`").toList();
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        metric.name(),
                        metric.type().name().toLowerCase(java.util.Locale.ROOT),
                        String.join(", ", labels),
                        metric.help());
    }

    @Test
    void names_areOursAndOnce() {
        assertThat(StationMetrics.ALL)
                .extracting(Metric::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("hasivu_"));
    }

    @Test
    void rules_askOnlyForMetricsThereAre() throws IOException {
        List<String> known =
                StationMetrics.ALL.stream()
                        .flatMap(
                                metric ->
                                        metric.type() == Metric.Type.HISTOGRAM
                                                ? Stream.of(
                                                        metric.name() + "_bucket", metric.name())
                                                : Stream.of(metric.name()))
                        .toList();
        List<String> asked =
                Pattern.compile("hasivu_\\w+")
                        .matcher(Files.readString(RULES))
                        .results()
                        .map(MatchResult::group)
                        .toList();
        assertThat(asked).hasSizeGreaterThan(10).allMatch(known::contains);
    }

    @Test
    void page_saysWhatToDoAboutEveryAlert() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(
                        Pattern.compile("alert: (\\w+)")
                                .matcher(Files.readString(RULES))
                                .results()
                                .map(found -> found.group(1))
                                .toList())
                .hasSizeGreaterThan(5)
                .allMatch(alert -> page.contains("| " + alert + " |"));
    }

    @Test
    void rules_areJudgedByPrometheusItself() throws Exception {
        Optional<Promtool> promtool = Promtool.find();
        if (promtool.isEmpty()) {
            System.err.println(Promtool.MISSING);
        }
        assumeThat(promtool).as(Promtool.MISSING).isPresent();
        assertThat(
                        promtool.orElseThrow()
                                .complaints(List.of("check", "rules", RULES.toString()), ""))
                .isEmpty();
    }
}
