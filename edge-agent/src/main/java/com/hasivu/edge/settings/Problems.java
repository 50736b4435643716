package com.hasivu.edge.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Everything wrong with one settings file, so that a person mends it in one go. Each problem reads
 * {@code file:line: key: what is wrong; the fix}. Not thread-safe.
 */
public final class Problems {
    private record Problem(int line, String text) {}

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    /**
     * Problems of {@code file}.
     *
     * @param file as the person wrote it
     */
    public Problems(String file) {
        this.file = file;
    }

    /**
     * Adds a problem.
     *
     * @param line from 1; 0 when it is about no line, for example a missing file; {@link
     *     Overlay#NO_LINE} for a setting from afar
     * @param key dotted, for example {@code readers[0].name}; empty when it is about no key
     * @param what is wrong, and the fix after a semicolon
     */
    void add(int line, String key, String what) {
        String place = line > 0 ? file + ":" + line : line == 0 ? file : "from afar";
        String text = place + ": " + (key.isEmpty() ? "" : key + ": ") + what;
        Problem problem = new Problem(line, text);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** Whether nothing is wrong. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** One line for each problem, in the order of the file. */
    public List<String> lines() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::text)
                .toList();
    }
}
