package com.hasivu.edge.settings;

import com.hasivu.edge.settings.YamlTree.Entry;

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
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Values of one settings file by dotted key. Asking makes a key known and remembers the value in
 * force; what was never asked is refused by {@link #refuseUnknown}. A wrong value is noted in the
 * {@link Problems} and the default stands in, so that all problems come out at once. Not
 * thread-safe.
 */
final class Settings {
    /** A value in force, for {@code config show}. */
    private record InForce(String value, boolean isDefault) {}

    private static final String DEFAULT = "default";

    private final Path folder;
    private final Problems problems;
    private final Map<String, Entry> entries;
    private final String remoteMark;
    private final Map<String, InForce> inForce = new LinkedHashMap<>();

    private Settings(
            Path folder, Problems problems, Map<String, Entry> entries, String remoteMark) {
        this.folder = folder;
        this.problems = problems;
        this.entries = entries;
        this.remoteMark = remoteMark;
    }

    /**
     * Reads the text of a settings file.
     *
     * @param folder what relative paths in it start from: the file's folder
     * @param remote stands before what the text says
     */
    static Settings parse(Path folder, String text, Overlay remote, Problems problems) {
        Map<String, Entry> entries = YamlTree.read(text, problems);
        remote.lay(entries, problems);
        return new Settings(folder, problems, entries, remote.mark());
    }

    String requiredText(String key, Pattern pattern, String fix) {
        return required(key, text -> matching(text, pattern), fix, "");
    }

    String text(String key, String otherwise, Pattern pattern, String fix) {
        return value(key, otherwise, text -> matching(text, pattern), Function.identity(), fix);
    }

    Optional<String> optionalText(String key, Pattern pattern, String fix) {
        String found = text(key, "", pattern, fix);
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** A value that {@code config show} and messages do not repeat. */
    Optional<String> secret(String key, Pattern pattern, String fix) {
        Entry entry = entries.get(key);
        inForce.put(key, new InForce(entry == null ? "" : "********", entry == null));
        if (entry == null) {
            return Optional.empty();
        }
        if (!entry.isValue() || !pattern.matcher(entry.text()).matches()) {
            problems.add(entry.line(), key, "is malformed; " + fix);
            return Optional.empty();
        }
        return Optional.of(entry.text());
    }

    Path requiredPath(String key, String fix) {
        return required(key, this::path, fix, folder);
    }

    Optional<URI> httpUri(String key, String fix) {
        return value(
                key,
                Optional.empty(),
                text -> {
                    Optional<URI> uri = httpUri(text);
                    return uri.isEmpty() ? Optional.empty() : Optional.of(uri);
                },
                uri -> uri.map(URI::toString).orElse(""),
                fix);
    }

    int integer(String key, int otherwise, int least, int most) {
        return value(
                key,
                otherwise,
                text ->
                        text.matches("-?\\d{1,9}")
                                ? within(Integer.valueOf(text), least, most)
                                : Optional.empty(),
                String::valueOf,
                "use a whole number from %d to %d".formatted(least, most));
    }

    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        return value(
                key,
                otherwise,
                text -> Quantity.duration(text).flatMap(d -> within(d, least, most)),
                Quantity::show,
                "use a duration from %s to %s, for example 250ms or 5s"
                        .formatted(Quantity.show(least), Quantity.show(most)));
    }

    /** A size in bytes. */
    long size(String key, long otherwise, long least, long most) {
        return value(
                key,
                otherwise,
                text -> Quantity.size(text).flatMap(n -> within(n, least, most)),
                Quantity::showSize,
                "use a size from %s to %s, for example 4MiB"
                        .formatted(Quantity.showSize(least), Quantity.showSize(most)));
    }

    boolean flag(String key, boolean otherwise) {
        return value(
                key,
                otherwise,
                text ->
                        text.equals("true") || text.equals("false")
                                ? Optional.of(Boolean.valueOf(text))
                                : Optional.empty(),
                String::valueOf,
                "use true or false");
    }

    /** One of {@code allowed}; the nearest is named when it is none. */
    String choice(String key, String otherwise, List<String> allowed) {
        return value(
                key,
                otherwise,
                text -> allowed.contains(text) ? Optional.of(text) : Optional.empty(),
                Function.identity(),
                "use one of " + String.join(", ", allowed));
    }

    /** As {@link #choice}, and it must be given. */
    String requiredChoice(String key, List<String> allowed) {
        return required(
                key,
                text -> allowed.contains(text) ? Optional.of(text) : Optional.empty(),
                "use one of " + String.join(", ", allowed),
                "");
    }

    /** The paths of a list's items: {@code readers[0]}, {@code readers[1]} and so on. */
    List<String> items(String key) {
        List<String> items = new ArrayList<>();
        while (hasAnyAt(key + "[" + items.size() + "]")) {
            items.add(key + "[" + items.size() + "]");
        }
        if (items.isEmpty()) {
            inForce.put(key, new InForce("[]", true));
        }
        Entry entry = entries.get(key);
        if (entry != null && entry.isValue()) {
            problems.add(
                    entry.line(),
                    key,
                    "is '%s'; use a list, one '- name: ...' for each".formatted(entry.text()));
        }
        return items;
    }

    /** Whether the file has a section or value at {@code key}. */
    boolean has(String key) {
        return hasAnyAt(key);
    }

    /** Whether the file has a plain value at {@code key}. */
    boolean hasValue(String key) {
        Entry entry = entries.get(key);
        return entry != null && entry.isValue();
    }

    /** Notes a problem with a key; the line is found. */
    void problem(String key, String what) {
        problems.add(line(key), key, what);
    }

    /** Notes every key that nobody asked for, with the nearest one that exists. */
    void refuseUnknown() {
        new KnownKeys(inForce.keySet()).refuseOthers(entries, problems);
    }

    /** What is in force, one {@code key: value} a line; marked where not from the file. */
    List<String> show() {
        return inForce.entrySet().stream().map(e -> show(e.getKey(), e.getValue())).toList();
    }

    private String show(String key, InForce value) {
        Entry entry = entries.get(key);
        boolean remote = entry != null && entry.line() == Overlay.NO_LINE;
        String mark = value.isDefault() ? DEFAULT : remote ? remoteMark : "";
        String line = key + ": " + value.value();
        return mark.isEmpty() ? line : "%-28s # %s".formatted(line, mark);
    }

    private <T> T required(String key, Function<String, Optional<T>> read, String fix, T stand) {
        if (!hasAnyAt(key)) {
            inForce.put(key, new InForce("", true));
            problems.add(line(key), key, "is missing; " + fix);
            return stand;
        }
        return value(key, stand, read, String::valueOf, fix);
    }

    private <T> T value(
            String key,
            T otherwise,
            Function<String, Optional<T>> read,
            Function<T, String> show,
            String fix) {
        Entry entry = entries.get(key);
        T result = otherwise;
        boolean isDefault = true;
        if (entry != null && !entry.isValue()) {
            problems.add(entry.line(), key, "has no single value; " + fix);
        } else if (entry != null) {
            Optional<T> good = read.apply(entry.text());
            if (good.isEmpty()) {
                problems.add(entry.line(), key, "is '%s'; %s".formatted(entry.text(), fix));
            }
            result = good.orElse(otherwise);
            isDefault = false;
        }
        inForce.put(key, new InForce(show.apply(result), isDefault));
        return result;
    }

    private boolean hasAnyAt(String key) {
        return entries.keySet().stream()
                .anyMatch(k -> k.equals(key) || k.startsWith(key + ".") || k.startsWith(key + "["));
    }

    /** The line of a key, or of the nearest section around it that is there; 0 for none. */
    private int line(String key) {
        Entry entry = entries.get(key);
        if (entry != null) {
            return entry.line();
        }
        int dot = key.lastIndexOf('.');
        return dot < 0 ? 0 : line(key.substring(0, dot));
    }

    private Optional<Path> path(String text) {
        try {
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(folder.resolve(text).normalize().toAbsolutePath());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> httpUri(String text) {
        try {
            URI uri = new URI(text);
            boolean good =
                    ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                            && uri.getHost() != null
                            && uri.getRawQuery() == null
                            && uri.getRawUserInfo() == null;
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> matching(String text, Pattern pattern) {
        return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private static <T extends Comparable<T>> Optional<T> within(T value, T least, T most) {
        return value.compareTo(least) < 0 || value.compareTo(most) > 0
                ? Optional.empty()
                : Optional.of(value);
    }
}
