package com.hasivu.edge.metrics;

import java.util.List;

/**
 * Whether a person should look, and at what.
 *
 * @param problems in words; empty when all is well
 */
public record Health(List<String> problems) {
    public Health {
        problems = List.copyOf(problems);
    }

    boolean isGood() {
        return problems.isEmpty();
    }
}
