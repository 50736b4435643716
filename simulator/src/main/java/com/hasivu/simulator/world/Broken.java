package com.hasivu.simulator.world;

/** An invariant does not hold. */
final class Broken extends Error {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    Broken(String invariant, String what) {
        super(what);
        this.invariant = invariant;
    }

    /** As in docs/ARCHITECTURE.md, for example {@code E1}. */
    String invariant() {
        return invariant;
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
