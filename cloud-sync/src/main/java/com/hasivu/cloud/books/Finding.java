package com.hasivu.cloud.books;

/**
 * One thing that does not hold.
 *
 * @param invariant for example {@code C1}; docs/ARCHITECTURE.md, "What holds"
 * @param row names the row and what it says
 */
public record Finding(String invariant, String row) {
    @Override
    public String toString() {
        return invariant + ": " + row;
    }
}
