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
        "Europe/Berlin, 2026-03-30, 1, 20:00, 2026-03-29T18:00:00Z",
        "Europe/Berlin, 2026-03-29, 0, 00:00, 2026-03-28T23:00:00Z", // the day of 23 hours
        "Europe/Berlin, 2026-03-29, 0, 24:00, 2026-03-29T22:00:00Z",
        "Europe/Berlin, 2026-10-25, 0, 24:00, 2026-10-25T23:00:00Z", // the day of 25 hours
        "America/New_York, 2026-03-09, 1, 02:30, 2026-03-08T07:30:00Z", // does not exist
        "America/Santiago, 2026-09-06, 0, 00:00, 2026-09-06T04:00:00Z", // begins at 01:00
        "America/Santiago, 2026-09-05, 0, 24:00, 2026-09-06T04:00:00Z", // and so ends the day
        // before
        "Asia/Kathmandu, 2026-11-24, 1, 24:00, 2026-11-23T18:15:00Z",
        "Pacific/Apia, 2027-01-01, 30, 24:00, 2026-12-02T11:00:00Z"
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

    @ParameterizedTest(name = "{0} {1} at {2}")
    @CsvSource({
        "Asia/Kolkata,  2026-11-24, 14:00, 2026-11-24T08:30:00Z",
        "Asia/Kolkata,  2026-11-24, 24:00, 2026-11-24T18:30:00Z",
        "Europe/Berlin, 2026-10-25, 14:00, 2026-10-25T13:00:00Z",
        "Europe/Berlin, 2026-03-29, 24:00, 2026-03-29T22:00:00Z"
    })
    void closes_isOfTheSchoolsZone(String zone, LocalDate day, String time, Instant expected) {
        var window =
                new MealWindow(
                        new WindowId("lunch"), "Lunch", 60, MealWindow.minute(time), 1, 1200);
        assertThat(window.closes(day, ZoneId.of(zone))).isEqualTo(expected);
    }

    @Test
    void window_mustOpenBeforeItCloses() {
        var id = new WindowId("lunch");
        assertThatThrownBy(() -> new MealWindow(id, "Lunch", 840, 840, 1, 1200))
                .hasMessageContaining("opens at 14:00 and closes at 14:00");
    }
}
