package com.hasivu.edge.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: {@code 250ms}, {@code 5s}, {@code 4MiB}. Pure. */
public final class Quantity {
    private static final Pattern NUMBER_UNIT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]{1,3})");

    private Quantity() {}

    /** Reads {@code 250ms}, {@code 5s}, {@code 10m}, {@code 2h} or {@code 7d}. */
    public static Optional<Duration> duration(String text) {
        Matcher m = NUMBER_UNIT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Optional.of(Duration.ofMillis(n));
            case "s" -> Optional.of(Duration.ofSeconds(n));
            case "m" -> Optional.of(Duration.ofMinutes(n));
            case "h" -> Optional.of(Duration.ofHours(n));
            case "d" -> n > 1_000_000 ? Optional.empty() : Optional.of(Duration.ofDays(n));
            default -> Optional.empty();
        };
    }

    /** Reads {@code 512B}, {@code 64KiB}, {@code 4MiB} or {@code 1GiB} into bytes. */
    static Optional<Long> size(String text) {
        Matcher m = NUMBER_UNIT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long n = Long.parseLong(m.group(1));
        int shift =
                switch (m.group(2).toLowerCase(Locale.ROOT)) {
                    case "b" -> 0;
                    case "kib" -> 10;
                    case "mib" -> 20;
                    case "gib" -> 30;
                    default -> -1;
                };
        return shift < 0 || n > Long.MAX_VALUE >> shift
                ? Optional.empty()
                : Optional.of(n << shift);
    }

    static String show(Duration duration) {
        long millis = duration.toMillis();
        if (millis != 0 && millis % Duration.ofDays(1).toMillis() == 0) {
            return duration.toDays() + "d";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    static String showSize(long bytes) {
        if (bytes != 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes != 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }
}
