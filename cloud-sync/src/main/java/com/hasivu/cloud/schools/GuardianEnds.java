package com.hasivu.cloud.schools;

import com.hasivu.cloud.http.UserId;

import org.jooq.DSLContext;

/**
 * Hears within the same transaction that a person is a child's guardian no more: a consent that
 * rests on this person lapses.
 */
@FunctionalInterface
public interface GuardianEnds {
    /** The link is gone. */
    void unlinked(DSLContext tx, Student student, UserId guardian, UserId actor);
}
