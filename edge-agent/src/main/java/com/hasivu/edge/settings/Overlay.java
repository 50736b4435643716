package com.hasivu.edge.settings;

import com.hasivu.edge.settings.YamlTree.Entry;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderDrivers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Settings from afar: they stand before the file's. Only keys whose mistake a trial can find may be
 * set so; who the station is, where its state lives and where it enrols are the file's alone. A
 * reader is named by its name, not by its place in the list: {@code readers.counter-1a.device}.
 * Immutable.
 *
 * @param values by key, as in the settings file
 * @param mark what {@code config show} writes behind each of them
 */
public record Overlay(Map<String, String> values, String mark) {
    /** Settings from afar at most. */
    public static final int MAX_VALUES = 100;

    private static final int MAX_LENGTH = 255;
    private static final String READERS = "readers.";
    private static final Set<String> ALLOWED =
            Set.of("broker.host", "broker.port", "cards.assurance", "journal.keep", "signal");

    public Overlay {
        values = Map.copyOf(values);
    }

    /** None: the file alone counts. */
    public static Overlay none() {
        return new Overlay(Map.of(), "");
    }

    /** Puts the values before those of the file; what may not be set from afar is a problem. */
    void lay(Map<String, Entry> entries, Problems problems) {
        if (values.size() > MAX_VALUES) {
            problems.add(
                    Origin.AFAR,
                    "",
                    "has %d settings; at most %d".formatted(values.size(), MAX_VALUES));
            return;
        }
        Map<String, Entry> file = Map.copyOf(entries);
        new TreeMap<>(values)
                .forEach(
                        (key, value) -> {
                            Optional<String> wrong = wrong(key, value, file);
                            wrong.ifPresent(why -> problems.add(Origin.AFAR, key, why));
                            if (wrong.isEmpty()) {
                                entries.put(place(key, file), new Entry(value, true, Origin.AFAR));
                            }
                        });
    }

    private Optional<String> wrong(String key, String value, Map<String, Entry> file) {
        if (value.length() > MAX_LENGTH) {
            return Optional.of(
                    "has %d characters; at most %d".formatted(value.length(), MAX_LENGTH));
        }
        if (ALLOWED.contains(key)) {
            return Optional.empty();
        }
        if (!key.startsWith(READERS)) {
            return Optional.of(
                    "cannot be set from afar; use readers.NAME.KEY or one of "
                            + String.join(", ", ALLOWED.stream().sorted().toList()));
        }
        String item = item(key, file);
        if (item.isEmpty()) {
            return Optional.of(
                    "names no reader of this station; its settings file has %s"
                            .formatted(readers(file)));
        }
        String leaf = leaf(key);
        if (leaf.equals("name")) {
            return Optional.of("cannot be set from afar; a reader is named in the file");
        }
        return secret(readerName(key), item, leaf, file)
                ? Optional.of("is a secret; put it into the station's own settings file")
                : Optional.empty();
    }

    /** Of the kind in the file and of the kind from afar: a secret of either stays at home. */
    private boolean secret(String reader, String item, String leaf, Map<String, Entry> file) {
        Entry kind = file.get(item + ".kind");
        String now = kind == null ? "" : kind.text();
        String then = values.getOrDefault(READERS + reader + ".kind", now);
        return Stream.of(now, then)
                .flatMap(name -> ReaderDrivers.byKind(name).map(ReaderDriver::secrets).stream())
                .anyMatch(secrets -> secrets.contains(leaf));
    }

    private static String place(String key, Map<String, Entry> file) {
        return key.startsWith(READERS) ? item(key, file) + "." + leaf(key) : key;
    }

    /** {@code readers[0]}; empty when the file has no such reader. */
    private static String item(String key, Map<String, Entry> file) {
        String reader = readerName(key);
        for (int i = 0; file.containsKey("readers[" + i + "]"); i++) {
            Entry name = file.get("readers[" + i + "].name");
            if (name != null && name.isValue() && name.text().equals(reader)) {
                return "readers[" + i + "]";
            }
        }
        return "";
    }

    private static List<String> readers(Map<String, Entry> file) {
        return file.entrySet().stream()
                .filter(e -> e.getKey().matches("readers\\[\\d+\\]\\.name"))
                .map(e -> e.getValue().text())
                .sorted()
                .toList();
    }

    private static String readerName(String key) {
        String rest = key.substring(READERS.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? "" : rest.substring(0, dot);
    }

    private static String leaf(String key) {
        return key.substring(READERS.length() + readerName(key).length() + 1);
    }
}
