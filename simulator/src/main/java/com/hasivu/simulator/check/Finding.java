package com.hasivu.simulator.check;

/**
 * What came of checking one invariant.
 *
 * @param id as in docs/ARCHITECTURE.md, for example {@code E1}
 * @param says the invariant in words
 * @param checked how many things were looked at; 0 shows nothing
 * @param wrong the first thing found wrong; empty when it holds
 */
public record Finding(String id, String says, long checked, String wrong) {
    public boolean holds() {
        return wrong.isEmpty();
    }
}
