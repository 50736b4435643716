package com.hasivu.cloud.schools;

import com.hasivu.protocol.WindowId;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * When a meal is handed over, and until when it can be ordered. Minutes are of the school's local
 * day; 1440 is the midnight that ends it.
 *
 * @param opensMinute inclusive
 * @param closesMinute exclusive
 * @param deadlineDaysBefore 0 for the day itself
 * @param deadlineMinute exclusive: an order at this very minute is late
 */
public record MealWindow(
        WindowId id,
        String name,
        int opensMinute,
        int closesMinute,
        int deadlineDaysBefore,
        int deadlineMinute) {
    private static final int MINUTES_OF_DAY = 24 * 60;

    public MealWindow {
        if (opensMinute < 0 || closesMinute > MINUTES_OF_DAY || opensMinute >= closesMinute) {
            throw new IllegalArgumentException(
                    "window %s opens at %s and closes at %s: it must open first"
                            .formatted(id, clockText(opensMinute), clockText(closesMinute)));
        }
        if (deadlineDaysBefore < 0 || deadlineMinute < 0 || deadlineMinute > MINUTES_OF_DAY) {
            throw new IllegalArgumentException("window %s has no possible deadline".formatted(id));
        }
    }

    /** The first instant at which an order for a day is late, by the school's zone. */
    public Instant deadline(LocalDate day, ZoneId zone) {
        return at(day.minusDays(deadlineDaysBefore), deadlineMinute, zone);
    }

    /** When the meal of a day is over, by the school's zone. */
    public Instant closes(LocalDate day, ZoneId zone) {
        return at(day, closesMinute, zone);
    }

    private static Instant at(LocalDate date, int minute, ZoneId zone) {
        return minute == MINUTES_OF_DAY
                ? date.plusDays(1).atStartOfDay(zone).toInstant()
                : date.atTime(LocalTime.ofSecondOfDay(minute * 60L)).atZone(zone).toInstant();
    }

    /** Reads {@code HH:mm}, up to {@code 24:00}. */
    static int minute(String text) {
        return Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
    }

    static String clockText(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }
}
