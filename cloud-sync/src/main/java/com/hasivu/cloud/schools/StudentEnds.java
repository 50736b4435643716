package com.hasivu.cloud.schools;

import org.jooq.DSLContext;

/**
 * Hears within the same transaction that a child is active no more: consent was taken back, or the
 * child has left. Orders cancels what is open.
 */
@FunctionalInterface
public interface StudentEnds {
    /**
     * The child is active no more.
     *
     * @param actor who made it so, for example {@code user 7}
     */
    void ended(DSLContext tx, Student student, String actor);
}
