package com.hasivu.cloud.schools;

import com.hasivu.protocol.WindowId;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * What a school wrote of one day.
 *
 * @param window the one meal it is said of; empty: of the whole day
 * @param name for people, for example {@code Diwali}
 */
public record CalendarEntry(LocalDate day, Optional<WindowId> window, Kind kind, String name) {
    /** What it says. */
    public enum Kind {
        HOLIDAY,
        /** A day of school whatever weekday it is. */
        SCHOOL_DAY;

        /** As in the database and in answers, for example {@code school-day}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    public CalendarEntry {
        if (window.isPresent() && kind == Kind.SCHOOL_DAY) {
            throw new IllegalArgumentException("a meal alone makes no school day: " + day);
        }
    }
}
