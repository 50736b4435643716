package com.hasivu.cloud.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.rfid.Tap;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A day of nine taps, counted by hand. */
class DayStatsTest {
    private static final ZoneId INDIA = ZoneId.of("Asia/Kolkata");

    /** minute (UTC)|station|reader|outcome|reason|by hand. */
    private static final String DAY =
            """
            07:10:05|c1|a|DELIVERED||no
            07:10:59|c1|a|REFUSED|UNKNOWN_CARD|no
            07:11:00|c1|b|DELIVERED||no
            07:11:20|c2|a|DELIVERED||no
            07:11:40|c2|a|REFUSED|NO_ORDER_TODAY|no
            07:12:00|c2|a|REFUSED|UNKNOWN_CARD|no
            07:12:30|c2|a|CONFLICT||no
            07:13:00|c1||DELIVERED|CARD_FORGOTTEN|yes
            07:13:10|c1|a|UNDONE||no
            07:13:15|c1||TAKEN_BACK|WRONG_CHILD|yes
            """;

    private static List<Tap> taps() {
        var taps = new ArrayList<Tap>();
        for (String line : DAY.lines().toList()) {
            String[] cell = line.split("\\|");
            Instant at = Instant.parse("2026-11-24T" + cell[0] + "Z");
            taps.add(
                    new Tap(
                            taps.size() + 1,
                            new SchoolId("greenfield"),
                            new StationId(cell[1]),
                            1,
                            taps.size() + 1,
                            at,
                            at,
                            LocalDate.of(2026, 11, 24),
                            "lunch",
                            cell[2],
                            Optional.empty(),
                            Optional.empty(),
                            Tap.Outcome.valueOf(cell[3]),
                            cell[4],
                            cell[5].equals("yes")));
        }
        return taps;
    }

    @Test
    void day_isCountedAsByHand() {
        assertThat(DayStats.of(taps(), INDIA, 2, 5))
                .isEqualTo(
                        new DayStats(
                                4,
                                1,
                                3,
                                1,
                                1,
                                500,
                                Map.of("UNKNOWN_CARD", 2, "NO_ORDER_TODAY", 1),
                                new DayStats.Peak("12:41", 3),
                                List.of(
                                        new DayStats.Load("c2", "a", 4),
                                        new DayStats.Load("c1", "a", 3),
                                        new DayStats.Load("c1", "", 1),
                                        new DayStats.Load("c1", "b", 1)),
                                2,
                                5));
    }

    @Test
    void dayWithoutTaps_hasNoPeak() {
        assertThat(DayStats.of(List.of(), INDIA, 0, 0).peak()).isNull();
    }
}
