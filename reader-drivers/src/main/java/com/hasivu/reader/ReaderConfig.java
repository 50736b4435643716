package com.hasivu.reader;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which reader to open and how. Immutable.
 *
 * @param name what people call it, for example {@code counter-2}; in logs and records
 * @param kind a {@link ReaderDriver#kind()}
 * @param device a stable path, best below {@code /dev/serial/by-id}
 * @param settings the kind's own settings, see {@link ReaderDriver#settings()}
 */
public record ReaderConfig(String name, String kind, String device, Map<String, String> settings) {
    public ReaderConfig {
        if (name.isBlank() || device.isBlank()) {
            throw new ReaderException(
                    "a reader needs a name and a device; got name '%s', device '%s'"
                            .formatted(name, device));
        }
        settings = Map.copyOf(settings);
    }

    public ReaderConfig(String name, String kind, String device) {
        this(name, kind, device, Map.of());
    }

    /** A whole number above zero. */
    public int positive(String key, int fallback) {
        return text(key).map(value -> positive(key, value, fallback)).orElse(fallback);
    }

    /** A time in whole milliseconds, above zero. */
    public Duration millis(String key, Duration fallback) {
        return Duration.ofMillis(positive(key, Math.toIntExact(fallback.toMillis())));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean fallback) {
        return text(key)
                .map(
                        value ->
                                switch (value) {
                                    case "true" -> true;
                                    case "false" -> false;
                                    default -> throw refused(key, value, "true or false");
                                })
                .orElse(fallback);
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    private int positive(String key, String value, int example) {
        String wanted = "a whole number above zero, for example " + example;
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused(key, value, wanted);
        }
        throw refused(key, value, wanted);
    }

    private ReaderException refused(String key, String value, String wanted) {
        return new ReaderException(
                "reader %s: %s is '%s'; write %s".formatted(name, key, value, wanted));
    }
}
