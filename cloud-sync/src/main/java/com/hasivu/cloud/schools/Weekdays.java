package com.hasivu.cloud.schools;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Weekdays in one column, {@code 1,2,6}, and in answers, {@code mon tue sat}. */
public final class Weekdays {
    private Weekdays() {}

    /** As kept in a column. */
    public static String join(Set<DayOfWeek> days) {
        return days.stream()
                .sorted()
                .map(day -> Integer.toString(day.getValue()))
                .collect(Collectors.joining(","));
    }

    /** From a column. */
    public static Set<DayOfWeek> split(String column) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Arrays.stream(column.split(","))
                .filter(number -> !number.isEmpty())
                .forEach(number -> days.add(DayOfWeek.of(Integer.parseInt(number))));
        return days;
    }

    /** From a request: {@code mon}. */
    public static Set<DayOfWeek> parse(Collection<String> words) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (words.contains(word(day))) {
                days.add(day);
            }
        }
        return days;
    }

    /** For an answer, in the order of the week. */
    public static List<String> words(Set<DayOfWeek> days) {
        return days.stream().sorted().map(Weekdays::word).toList();
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }
}
