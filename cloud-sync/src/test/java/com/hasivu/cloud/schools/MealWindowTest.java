package com.hasivu.cloud.schools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.WindowId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

class MealWindowTest {
    @ParameterizedTest(name = "{0} {1}, {2} days before at {3}")
    @CsvSource({
        "Asia/Kolkata,  2026-11-24, 1, 20:00, 2026-11-23T14:30:00Z",
        "Asia/Kolkata,  2026-11-24, 0, 24:00, 2026-11-24T18:30:00Z",
        "Asia/Kolkata,  2026-11-24, 0, 00:00, 2026-11-23T18:30:00Z",
        "Asia/Kolkata,  2027-01-01, 1, 20:00, 2026-12-31T14:30:00Z",
        "Europe/Berlin, 2026-03-29, 0, 02:30, 2026-03-29T01:30:00Z", // 02:30 does not exist: 03:30
        "Europe/Berlin, 2026-10-25, 0, 02:30, 2026-10-25T00:30:00Z", // 02:30 twice: the first
        "Europe/Berlin, 2026-03-30, 1, 20:00, 2026-03-29T18:00:00Z"
    })
    void deadline_isOfTheSchoolsZone(
            String zone, LocalDate day, int daysBefore, String time, Instant expected) {
        var window =
                new MealWindow(
                        new WindowId("lunch"),
                        "Lunch",
                        690,
                        840,
                        daysBefore,
                        MealWindow.minute(time));
        assertThat(window.deadline(day, ZoneId.of(zone))).isEqualTo(expected);
    }

    @Test
    void window_mustOpenBeforeItCloses() {
        var id = new WindowId("lunch");
        assertThatThrownBy(() -> new MealWindow(id, "Lunch", 840, 840, 1, 1200))
                .hasMessageContaining("opens at 14:00 and closes at 14:00");
    }
}
