package com.hasivu.edge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ExpositionTest {
    private static final Metric TAPS = Metric.counter("x_taps_total", "Taps.", "outcome", "reason");
    private static final Metric AGE = Metric.gauge("x_age_seconds", "Age.");
    private static final Metric TIME = Metric.histogram("x_tap_seconds", "A \\ in help.");

    private final Exposition page = new Exposition(List.of(TAPS, AGE, TIME));

    @Test
    void text_isWhatPrometheusReads() {
        var times = new Histogram(0.001, 0.5);
        times.observe(1_000_000); // on the bound
        times.observe(1_000_001);
        times.observe(700_000_000);
        times.observe(-5);
        page.histogram(TIME, times);
        page.value(TAPS, 41, "serve", "");
        page.value(TAPS, 2, "refuse", "a\"b\\c\nd");
        assertThat(page.text())
                .isEqualTo(
                        """
                        # HELP x_taps_total Taps.
                        # TYPE x_taps_total counter
                        x_taps_total{outcome="serve",reason=""} 41
                        x_taps_total{outcome="refuse",reason="a\\"b\\\\c\\nd"} 2
                        # HELP x_tap_seconds A \\\\ in help.
                        # TYPE x_tap_seconds histogram
                        x_tap_seconds_bucket{le="0.001"} 2
                        x_tap_seconds_bucket{le="0.5"} 3
                        x_tap_seconds_bucket{le="+Inf"} 4
                        x_tap_seconds_sum 0.702000001
                        x_tap_seconds_count 4
                        """);
    }

    @Test
    void value_isWrittenWithoutAnExponent() {
        assertThat(page.value(AGE, 12_345_678_901.5).text()).endsWith(" 12345678901.5\n");
        assertThat(new Exposition(List.of(AGE)).value(AGE, 1e-7).text()).endsWith(" 0.0000001\n");
        assertThat(new Exposition(List.of(AGE)).value(AGE, -0.0).text()).endsWith(" 0\n");
    }

    @Test
    void value_refusesWhatIsAMistake() {
        assertThatThrownBy(() -> page.value(TAPS, 1, "serve"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> page.value(AGE, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> page.value(Metric.gauge("x_other", "Other."), 1))
                .hasMessageContaining("x_other");
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTER, x_taps",
        "GAUGE, x_taps_total",
        "GAUGE, x_age_ms",
        "GAUGE, x_age_milliseconds",
        "GAUGE, x_free_kib",
        "GAUGE, xAge",
        "GAUGE, x__age",
        "GAUGE, 2x",
        "GAUGE, x_age_count",
        "HISTOGRAM, x_tap_bucket",
    })
    void metric_refusesNamesAgainstTheRules(Metric.Type type, String name) {
        assertThatThrownBy(() -> new Metric(name, type, "Help.", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void histogram_refusesBoundsThatDoNotRise() {
        assertThatThrownBy(() -> new Histogram(0.1, 0.1)).hasMessageContaining("0.1");
        assertThatThrownBy(() -> new Histogram(0)).hasMessageContaining("0.0");
    }
}
