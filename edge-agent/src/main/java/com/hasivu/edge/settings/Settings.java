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
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of a station's settings by dotted key. Asking makes a key known and remembers the value in
 * force; what was never asked is refused by {@link #refuseUnknown}. A wrong value is noted in the
 * {@link Problems} and the default stands in, so that all problems come out at once. From weakest
 * to strongest: default, files, environment and credentials, afar. Not thread-safe.
 */
final class Settings {
    private static final String DEFAULT = "default";
    private static final String MASK = "********";
    private static final Pattern ITEM = Pattern.compile("([a-z]+)\\[(\\d{1,4})\\](.*)");

    private final Path folder;
    private final Origin file;
    private final Problems problems;
    private final Map<String, Entry> entries;
    private final Outside outside;
    private final String remoteMark;
    private final Map<String, InForce> inForce = new LinkedHashMap<>();
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /**
     * Lays the sources over each other.
     *
     * @param folder what relative paths start from: the settings file's folder
     * @param remote stands before everything else
     */
    Settings(
            Path folder,
            List<SettingsFiles.Piece> files,
            Outside outside,
            Overlay remote,
            Problems problems) {
        this.folder = folder;
        this.file = files.getFirst().origin();
        this.problems = problems;
        this.outside = outside;
        this.remoteMark = remote.mark();
        Layers layers = new Layers();
        files.forEach(piece -> layers.add(YamlTree.read(piece.origin(), piece.text(), problems)));
        this.entries = layers.merged();
        remote.lay(entries, problems);
    }

    String requiredText(String key, Pattern pattern, String fix) {
        return required(key, new Shape.Text(pattern), text -> matching(text, pattern), fix, "");
    }

    String text(String key, String otherwise, Pattern pattern, String fix) {
        return value(
                key,
                new Shape.Text(pattern),
                otherwise,
                text -> matching(text, pattern),
                Function.identity(),
                fix);
    }

    Optional<String> optionalText(String key, Pattern pattern, String fix) {
        String found = text(key, "", pattern, fix);
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** A value that {@code config show} and messages do not repeat. */
    Optional<String> secret(String key, Pattern pattern, String fix) {
        asked.put(key, new Asked(key, new Shape.Secret(pattern), false, "", fix));
        Optional<Entry> entry = entry(key);
        note(key, entry.isEmpty() ? "" : MASK, entry);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        if (!entry.get().isValue() || !pattern.matcher(entry.get().text()).matches()) {
            problems.add(entry.get().origin(), key, "is malformed; " + fix);
            return Optional.empty();
        }
        return Optional.of(entry.get().text());
    }

    Path requiredPath(String key, String fix) {
        return required(key, new Shape.FilePath(), this::path, fix, folder);
    }

    Optional<URI> httpUri(String key, String fix) {
        return value(
                key,
                new Shape.HttpUri(),
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
                new Shape.Whole(least, most),
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
                new Shape.Time(least, most),
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
                new Shape.Bytes(least, most),
                otherwise,
                text -> Quantity.size(text).flatMap(n -> within(n, least, most)),
                Quantity::showSize,
                "use a size from %s to %s, for example 4MiB"
                        .formatted(Quantity.showSize(least), Quantity.showSize(most)));
    }

    boolean flag(String key, boolean otherwise) {
        return value(
                key,
                new Shape.Flag(),
                otherwise,
                text ->
                        text.equals("true") || text.equals("false")
                                ? Optional.of(Boolean.valueOf(text))
                                : Optional.empty(),
                String::valueOf,
                "use true or false");
    }

    /** One of {@code allowed}; all are named when it is none. */
    String choice(String key, String otherwise, List<String> allowed) {
        return value(
                key,
                new Shape.Choice(allowed),
                otherwise,
                text -> allowed.contains(text) ? Optional.of(text) : Optional.empty(),
                Function.identity(),
                "use one of " + String.join(", ", allowed));
    }

    /** As {@link #choice}, and it must be given. */
    String requiredChoice(String key, List<String> allowed) {
        return required(
                key,
                new Shape.Choice(allowed),
                text -> allowed.contains(text) ? Optional.of(text) : Optional.empty(),
                "use one of " + String.join(", ", allowed),
                "");
    }

    /** The paths of a list's items: {@code readers[0]}, {@code readers[1]} and so on. */
    List<String> items(String key) {
        asked.put(key, new Asked(key, new Shape.Items(), false, "[]", "use a list"));
        List<String> items = new ArrayList<>();
        while (isInAFile(key + "[" + items.size() + "]")) {
            items.add(key + "[" + items.size() + "]");
        }
        if (items.isEmpty()) {
            inForce.put(key, new InForce(key, "[]", DEFAULT, DEFAULT));
        }
        Entry entry = entries.get(key);
        if (entry != null && entry.isValue()) {
            problems.add(
                    entry.origin(),
                    key,
                    "is '%s'; use a list, one '- name: ...' for each".formatted(entry.text()));
        }
        return items;
    }

    /** Whether there is a section at {@code key}, and no plain value. */
    boolean isSection(String key) {
        return isInAFile(key) && entry(key).filter(Entry::isValue).isEmpty();
    }

    /** A key that could be asked for, although it is not now; so it is no unknown one. */
    void mayBeChoice(String key, String otherwise, List<String> allowed) {
        asked.put(key, new Asked(key, new Shape.Choice(allowed), false, otherwise, ""));
    }

    /** Notes a problem with a key; the line is found. */
    void problem(String key, String what) {
        problems.add(origin(key), key, what);
    }

    /** Notes every key that nobody asked for, with the nearest one that exists. */
    void refuseUnknown() {
        new KnownKeys(asked.keySet()).refuseOthers(entries, problems);
        TreeSet<String> keys = new TreeSet<>();
        TreeSet<String> secrets = new TreeSet<>();
        asked.forEach(
                (key, one) -> {
                    keys.add(named(key));
                    if (one.shape() instanceof Shape.Secret) {
                        secrets.add(named(key));
                    }
                });
        outside.refuseUnknown(keys, secrets, problems);
    }

    /** What is in force, in the order it was asked for. */
    List<InForce> inForce() {
        return List.copyOf(inForce.values());
    }

    /** Every key that was asked for. */
    List<Asked> asked() {
        return List.copyOf(asked.values());
    }

    private void note(String key, String shown, Optional<Entry> entry) {
        String mark = entry.isEmpty() ? DEFAULT : entry.get().origin().isAfar() ? remoteMark : "";
        String origin = mark.isEmpty() ? entry.orElseThrow().origin().text() : mark;
        inForce.put(key, new InForce(key, shown, origin, mark));
    }

    private <T> T required(
            String key, Shape shape, Function<String, Optional<T>> read, String fix, T stand) {
        if (entry(key).isEmpty() && !isInAFile(key)) {
            problems.add(origin(key), key, "is missing; " + fix);
        }
        T result = value(key, shape, stand, read, String::valueOf, fix);
        if (entry(key).isEmpty()) {
            inForce.put(key, new InForce(key, "", DEFAULT, DEFAULT));
        }
        asked.put(key, new Asked(key, shape, true, "", fix));
        return result;
    }

    private <T> T value(
            String key,
            Shape shape,
            T otherwise,
            Function<String, Optional<T>> read,
            Function<T, String> show,
            String fix) {
        asked.put(key, new Asked(key, shape, false, show.apply(otherwise), fix));
        Optional<Entry> entry = entry(key);
        T result = otherwise;
        if (entry.isPresent() && !entry.get().isValue()) {
            problems.add(entry.get().origin(), key, "has no single value; " + fix);
        } else if (entry.isPresent()) {
            Optional<T> good = read.apply(entry.get().text());
            if (good.isEmpty()) {
                problems.add(
                        entry.get().origin(),
                        key,
                        "is '%s'; %s".formatted(entry.get().text(), fix));
            }
            result = good.orElse(otherwise);
        }
        note(key, show.apply(result), entry.filter(Entry::isValue));
        return result;
    }

    private Optional<Entry> entry(String key) {
        Optional<Entry> given = Optional.ofNullable(entries.get(key));
        if (given.filter(entry -> entry.origin().isAfar()).isPresent()) {
            return given;
        }
        Asked known = asked.get(key);
        boolean secret = known != null && known.shape() instanceof Shape.Secret;
        return outside.find(named(key), secret).or(() -> given);
    }

    /** {@code readers.counter-1a.device} for {@code readers[0].device}. */
    private String named(String key) {
        Matcher item = ITEM.matcher(key);
        return item.matches()
                ? Layers.name(entries, Integer.parseInt(item.group(2)))
                        .map(name -> item.group(1) + "." + name + item.group(3))
                        .orElse(key)
                : key;
    }

    private boolean isInAFile(String key) {
        return entries.keySet().stream()
                .anyMatch(k -> k.equals(key) || k.startsWith(key + ".") || k.startsWith(key + "["));
    }

    /** Where a key stands, or the nearest section around it that is there; else the file. */
    private Origin origin(String key) {
        Optional<Entry> entry = entry(key);
        if (entry.isPresent()) {
            return entry.get().origin();
        }
        int dot = key.lastIndexOf('.');
        return dot < 0 ? file : origin(key.substring(0, dot));
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
