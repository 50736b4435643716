package com.hasivu.edge.settings;

import com.hasivu.edge.settings.YamlTree.Entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Several settings files as one. A later value stands before an earlier one; a later list item with
 * the {@code name} of an earlier one changes that one, any other is added. Pure.
 */
final class Layers {
    private static final String LIST = "readers";

    private final Map<String, Entry> merged = new LinkedHashMap<>();

    void add(Map<String, Entry> file) {
        Map<String, String> places = places(file);
        file.forEach((key, entry) -> put(placed(key, places), entry));
    }

    Map<String, Entry> merged() {
        return merged;
    }

    private void put(String key, Entry entry) {
        Entry earlier = merged.get(key);
        if (entry.isValue()) {
            merged.keySet().removeIf(k -> k.startsWith(key + ".") || k.startsWith(key + "["));
            merged.put(key, entry);
        } else if (earlier == null || earlier.isValue()) {
            merged.put(key, entry);
        }
    }

    /** Where each item of the file's list goes: {@code readers[0]} to {@code readers[2]}. */
    private Map<String, String> places(Map<String, Entry> file) {
        Map<String, String> places = new LinkedHashMap<>();
        int next = count(merged);
        for (int i = 0; i < count(file); i++) {
            Optional<String> same = name(file, i).flatMap(this::place);
            places.put(item(i), same.isPresent() ? same.get() : item(next++));
        }
        return places;
    }

    private Optional<String> place(String name) {
        for (int i = 0; i < count(merged); i++) {
            if (name(merged, i).filter(name::equals).isPresent()) {
                return Optional.of(item(i));
            }
        }
        return Optional.empty();
    }

    private static String placed(String key, Map<String, String> places) {
        int end = key.indexOf(']');
        String place = end < 0 ? null : places.get(key.substring(0, end + 1));
        return place == null ? key : place + key.substring(end + 1);
    }

    private static int count(Map<String, Entry> entries) {
        int count = 0;
        while (entries.containsKey(item(count))) {
            count++;
        }
        return count;
    }

    static Optional<String> name(Map<String, Entry> entries, int index) {
        Entry name = entries.get(item(index) + ".name");
        return name == null || !name.isValue() ? Optional.empty() : Optional.of(name.text());
    }

    private static String item(int index) {
        return LIST + "[" + index + "]";
    }
}
