package com.hasivu.edge.settings;

import com.hasivu.edge.settings.YamlTree.Entry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Tells a key that exists from one that does not, and names the nearest. Pure. */
final class KnownKeys {
    private final TreeSet<String> known = new TreeSet<>();

    KnownKeys(Collection<String> asked) {
        for (String key : asked) {
            for (String k = key; !k.isEmpty(); k = parent(k)) {
                known.add(k);
            }
        }
    }

    void refuseOthers(Map<String, Entry> entries, Problems problems) {
        TreeSet<String> told = new TreeSet<>();
        entries.forEach(
                (key, entry) -> {
                    String unknown = outermostUnknown(key);
                    if (!unknown.isEmpty() && told.add(unknown)) {
                        problems.add(entry.origin(), unknown, "is no setting; " + fix(unknown));
                    }
                });
    }

    private String outermostUnknown(String key) {
        String outermost = "";
        for (String k = key; !k.isEmpty(); k = parent(k)) {
            if (!known.contains(k)) {
                outermost = k;
            }
        }
        return outermost;
    }

    private String fix(String unknown) {
        String parent = parent(unknown);
        List<String> siblings =
                known.stream()
                        .filter(k -> parent(k).equals(parent))
                        .map(KnownKeys::leaf)
                        .filter(leaf -> !leaf.startsWith("["))
                        .toList();
        if (siblings.isEmpty() || unknown.endsWith("]")) {
            return "remove it: '" + parent + "' is no list";
        }
        String nearest = nearest(leaf(unknown), siblings);
        return "did you mean '" + (parent.isEmpty() ? "" : parent + ".") + nearest + "'?";
    }

    static String nearest(String word, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt(k -> distance(k, word))).orElseThrow();
    }

    private static String parent(String key) {
        int cut = Math.max(key.lastIndexOf('.'), key.lastIndexOf('['));
        return cut < 0 ? "" : key.substring(0, cut);
    }

    private static String leaf(String key) {
        int cut = Math.max(key.lastIndexOf('.') + 1, key.lastIndexOf('['));
        return key.substring(Math.max(cut, 0));
    }

    /** Levenshtein's distance: single-letter changes from one word to the other. */
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
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
