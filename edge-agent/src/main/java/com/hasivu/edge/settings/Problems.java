package com.hasivu.edge.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Everything wrong with a station's settings, so that a person mends it in one go. Each problem
 * reads {@code file:line: key: what is wrong; the fix}. Not thread-safe.
 */
final class Problems {
    private record Problem(Origin origin, String text) {}

    private final List<Problem> found = new ArrayList<>();

    /**
     * Adds a problem.
     *
     * @param key dotted, for example {@code readers[0].name}; empty when it is about no key
     * @param what is wrong, and the fix after a semicolon
     */
    void add(Origin origin, String key, String what) {
        String text = origin.text() + ": " + (key.isEmpty() ? "" : key + ": ") + what;
        Problem problem = new Problem(origin, text);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /**
     * Ends it when anything is wrong.
     *
     * @throws SettingsException with every problem
     */
    void refuse() {
        if (!found.isEmpty()) {
            throw new SettingsException(lines());
        }
    }

    /** One line for each problem, in the order of the files. */
    private List<String> lines() {
        return found.stream()
                .sorted(
                        Comparator.comparingInt((Problem p) -> p.origin().order())
                                .thenComparingInt(p -> p.origin().line()))
                .map(Problem::text)
                .toList();
    }
}
