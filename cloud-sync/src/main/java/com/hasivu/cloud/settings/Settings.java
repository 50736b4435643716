package com.hasivu.cloud.settings;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings one by one and remembers what is wrong: each with file, line, key, value and fix.
 * What was never asked for is unknown, and a problem too. Not thread-safe.
 */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

    private static final Pattern LISTEN =
            Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\s]+):([0-9]{1,5})");
    private static final int MOST_PORT = 65_535;

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

    /** A duration: a whole number and one of s, m, h, d. */
    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        Optional<String> value = value(key);
        Optional<Duration> given = value.flatMap(Settings::duration);
        boolean good =
                given.filter(it -> it.compareTo(least) >= 0 && it.compareTo(most) <= 0).isPresent();
        if (value.isPresent() && !good) {
            problem(
                    key,
                    value.get(),
                    "is no duration from %s to %s; write for example 90d, 36h, 10m, 30s"
                            .formatted(text(least), text(most)));
            return otherwise;
        }
        Duration duration = given.orElse(otherwise);
        show(key, text(duration));
        return duration;
    }

    private static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private static String text(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds + "s";
    }

    /** An address that begins with http:// or https:// and names a host. */
    Optional<URI> httpUrl(String key) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(value.get());
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            problem(key, value.get(), "is no address: " + e.getReason());
            return Optional.empty();
        }
        problem(key, value.get(), "is no address; use one like https://cloud.example.org");
        return Optional.empty();
    }

    /** true or false. */
    boolean flag(String key, boolean otherwise) {
        return choice(key, Boolean.toString(otherwise), List.of("true", "false")).equals("true");
    }

    /** An address to listen on as host:port, or off, which is usual; port 0 takes any free one. */
    Optional<InetSocketAddress> listen(String key) {
        String value = text(key, "off");
        if (value.equals("off")) {
            return Optional.empty();
        }
        Matcher parts = LISTEN.matcher(value);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MOST_PORT) {
            problem(key, value, "is no place to listen; use one like 127.0.0.1:9464, or off");
            return Optional.empty();
        }
        return Optional.of(
                InetSocketAddress.createUnresolved(
                        parts.group(1), Integer.parseInt(parts.group(2))));
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
