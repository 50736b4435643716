package com.hasivu.edge.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The hour that is missing and the hour that comes twice. */
class SchoolDayTest {
    @ParameterizedTest(name = "{0} {1} minute {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Asia/Kolkata   | 2026-11-23 | 0    | 2026-11-22T18:30:00Z
                    Asia/Kolkata   | 2026-11-23 | 690  | 2026-11-23T06:00:00Z
                    Asia/Kolkata   | 2026-11-23 | 1440 | 2026-11-23T18:30:00Z
                    # 02:00 to 03:00 is missing: it all happens at 01:00 UTC
                    Europe/Berlin  | 2026-03-29 | 119  | 2026-03-29T00:59:00Z
                    Europe/Berlin  | 2026-03-29 | 120  | 2026-03-29T01:00:00Z
                    Europe/Berlin  | 2026-03-29 | 150  | 2026-03-29T01:00:00Z
                    Europe/Berlin  | 2026-03-29 | 180  | 2026-03-29T01:00:00Z
                    Europe/Berlin  | 2026-03-29 | 1440 | 2026-03-29T22:00:00Z
                    # 02:00 to 03:00 comes twice: the first time counts
                    Europe/Berlin  | 2026-10-25 | 150  | 2026-10-25T00:30:00Z
                    Europe/Berlin  | 2026-10-25 | 180  | 2026-10-25T02:00:00Z
                    # midnight itself is missing
                    America/Havana | 2026-03-08 | 0    | 2026-03-08T05:00:00Z
                    """)
    void time_happensWhenTheWallClockFirstShowsOrPassesIt(
            String zone, LocalDate day, int minute, Instant expected) {
        SchoolDay schoolDay = SchoolDay.of((int) day.toEpochDay(), ZoneId.of(zone));
        assertThat(Instant.ofEpochMilli(schoolDay.millisAt(minute))).isEqualTo(expected);
    }
}
