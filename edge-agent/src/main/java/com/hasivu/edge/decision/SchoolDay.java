package com.hasivu.edge.decision;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * One day in one zone, as instants worked out once, so that a tap compares numbers only. A time of
 * day happens the first time the wall clock on the canteen's wall shows it or jumps over it: that
 * settles the hour that is missing and the hour that comes twice when daylight saving changes.
 */
record SchoolDay(int epochDay, ZoneId zone, long startMillis, long endMillis) {
    private static final int MINUTES = 24 * 60;

    static SchoolDay of(int epochDay, ZoneId zone) {
        return new SchoolDay(
                epochDay, zone, millisAt(epochDay, zone, 0), millisAt(epochDay + 1, zone, 0));
    }

    /** When {@code minute} of this day happens; 1440 is the end of the day. */
    long millisAt(int minute) {
        if (minute < 0 || minute > MINUTES) {
            throw new IllegalArgumentException(
                    "minute %d of the day is not 0 to %d".formatted(minute, MINUTES));
        }
        return minute == MINUTES ? endMillis : millisAt(epochDay, zone, minute);
    }

    boolean contains(long millis) {
        return millis >= startMillis && millis < endMillis;
    }

    private static long millisAt(int epochDay, ZoneId zone, int minute) {
        LocalDateTime local = LocalDate.ofEpochDay(epochDay).atStartOfDay().plusMinutes(minute);
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = rules.getTransition(local);
            return gap.getInstant().toEpochMilli();
        }
        Instant first = local.toInstant(offsets.getFirst());
        return first.toEpochMilli();
    }
}
