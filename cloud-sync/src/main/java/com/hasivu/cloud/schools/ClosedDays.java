package com.hasivu.cloud.schools;

import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

/** Hears of holidays and cancelled meals within the transaction that declares them. */
@FunctionalInterface
public interface ClosedDays {
    /**
     * The day or the meal is closed.
     *
     * @param actor who declared it
     */
    void closed(DSLContext tx, SchoolId school, CalendarEntry entry, String actor);
}
