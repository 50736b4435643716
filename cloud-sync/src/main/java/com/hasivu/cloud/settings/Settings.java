package com.hasivu.cloud.settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads settings one by one and remembers what is wrong: each with file, line, key, value and fix.
 * What was never asked for is unknown, and a problem too. Not thread-safe.
 */
final class Settings {
    private final @Nullable Path file;
    private final Map<String, YamlFile.Entry> entries;
    private final Map<String, String> effective = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(@Nullable Path file, Map<String, YamlFile.Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    static Settings of(Path file) {
        return new Settings(file, YamlFile.read(file));
    }

    /** No file: everything has its default. */
    static Settings none() {
        return new Settings(null, Map.of());
    }

    String text(String key, String otherwise) {
        return show(key, value(key).orElse(otherwise));
    }

    Optional<String> text(String key) {
        Optional<String> value = value(key);
        show(key, value.orElse(""));
        return value;
    }

    /** A secret: never shown. */
    String secret(String key, String otherwise) {
        YamlFile.Entry entry = entries.get(key);
        boolean empty = entry != null && entry.text().isEmpty(); // a secret may be empty
        String value = empty ? "" : value(key).orElse(otherwise);
        show(key, value.isEmpty() ? "" : "(hidden)");
        return value;
    }

    int integer(String key, int otherwise, int least, int most) {
        Optional<String> value = value(key);
        int number = otherwise;
        if (value.isPresent()) {
            try {
                number = Integer.parseInt(value.get());
            } catch (NumberFormatException e) {
                problem(
                        key,
                        value.get(),
                        "is no whole number; use %d to %d".formatted(least, most));
                return otherwise;
            }
            if (number < least || number > most) {
                problem(key, value.get(), "is out of range; use %d to %d".formatted(least, most));
                return otherwise;
            }
        }
        show(key, Integer.toString(number));
        return number;
    }

    String choice(String key, String otherwise, List<String> choices) {
        String value = value(key).orElse(otherwise);
        if (!choices.contains(value)) {
            problem(key, value, "is not known; use one of " + choices);
            return otherwise;
        }
        return show(key, value);
    }

    /** A path; a relative one is below the configuration file, or below the current folder. */
    Path path(String key, String otherwise) {
        return path(key, Optional.of(otherwise)).orElseThrow();
    }

    Optional<Path> path(String key) {
        return path(key, Optional.empty());
    }

    private Optional<Path> path(String key, Optional<String> otherwise) {
        Optional<String> value = value(key).or(() -> otherwise);
        Path base = file == null ? Path.of("") : file.toAbsolutePath().getParent();
        try {
            Optional<Path> path =
                    value.map(
                            text ->
                                    (base == null ? Path.of(text) : base.resolve(text))
                                            .toAbsolutePath()
                                            .normalize());
            show(key, path.map(Path::toString).orElse(""));
            return path;
        } catch (InvalidPathException e) {
            problem(key, value.orElse(""), "is no path: " + e.getReason());
            return otherwise.map(Path::of);
        }
    }

    /** Adds what only the meaning of a value can tell. */
    void problem(String key, String value, String wrongAndFix) {
        problems.add("%s: %s: '%s' %s".formatted(where(key), key, value, wrongAndFix));
    }

    /** Everything asked for and its effective value, secrets hidden. */
    Map<String, String> effective() {
        return Map.copyOf(effective);
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigException with every problem, the unknown keys included
     */
    void finish() {
        for (var entry : entries.entrySet()) {
            String key = entry.getKey();
            if (!effective.containsKey(key) && !refused(key)) {
                problems.add(unknown(key, entry.getValue()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private boolean refused(String key) {
        return problems.stream().anyMatch(problem -> problem.contains(": " + key + ": "));
    }

    private String unknown(String key, YamlFile.Entry entry) {
        var below =
                new TreeSet<String>(
                        effective.keySet().stream().filter(k -> k.startsWith(key + ".")).toList());
        if (!below.isEmpty()) {
            return "%s: %s: is a section; write the keys below it: %s"
                    .formatted(where(key), key, below);
        }
        String nearest =
                effective.keySet().stream()
                        .min(
                                java.util.Comparator.<String>comparingInt(k -> distance(k, key))
                                        .thenComparing(k -> k))
                        .orElse("");
        return "%s: %s: '%s' belongs to no known key; did you mean %s?"
                .formatted(where(key), key, entry.text(), nearest);
    }

    private Optional<String> value(String key) {
        YamlFile.Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.kind() != YamlFile.Kind.VALUE || entry.text().isEmpty()) {
            problem(
                    key,
                    entry.text(),
                    entry.kind() == YamlFile.Kind.LIST
                            ? "is a list; give one value"
                            : "has no value; give one, or remove the line");
            return Optional.empty();
        }
        return Optional.of(entry.text());
    }

    private String show(String key, String value) {
        effective.put(key, value);
        return value;
    }

    private String where(String key) {
        YamlFile.Entry entry = entries.get(key);
        return entry == null ? String.valueOf(file) : file + ":" + entry.line();
    }

    /** How many letters differ (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
