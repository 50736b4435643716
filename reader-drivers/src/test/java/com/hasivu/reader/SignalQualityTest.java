package com.hasivu.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class SignalQualityTest {
    @ParameterizedTest(name = "{0} % in {1} ms is {2}")
    @CsvSource({
        "100, 0, EXCELLENT",
        "80, 500, EXCELLENT",
        "79, 500, GOOD",
        "80, 501, GOOD",
        "60, 1000, GOOD",
        "59, 1000, FAIR",
        "60, 1001, FAIR",
        "40, 2000, FAIR",
        "39, 2000, POOR",
        "40, 2001, POOR",
        "100, 60000, POOR",
        "0, 0, POOR",
    })
    void of_gradesByStrengthAndTime(int strength, long millis, SignalQuality expected) {
        var signal = new Signal(strength, Duration.ofMillis(millis));
        assertThat(SignalQuality.of(signal)).isEqualTo(expected);
    }

    @Test
    void of_countsPartsOfAMillisecond() {
        var signal = new Signal(80, Duration.ofMillis(500).plusNanos(1));
        assertThat(SignalQuality.of(signal)).isEqualTo(SignalQuality.GOOD);
    }
}
