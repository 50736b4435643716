package com.hasivu.cloud.menus;

import static com.hasivu.cloud.schema.Tables.MENU_POLICIES;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Whether a school's office may write menus itself, or only what was approved comes on them. A new
 * school's may. Thread-safe; every call runs in the caller's transaction.
 */
public final class MenuPolicies {
    private final Clock clock;

    public MenuPolicies(Clock clock) {
        this.clock = clock;
    }

    boolean direct(DSLContext tx, SchoolId school) {
        return tx.select(MENU_POLICIES.DIRECT)
                .from(MENU_POLICIES)
                .where(MENU_POLICIES.SCHOOL.eq(school.value()))
                .fetchOptional(MENU_POLICIES.DIRECT)
                .orElse(true);
    }

    void set(DSLContext tx, SchoolId school, boolean direct, UserId by) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        tx.insertInto(MENU_POLICIES)
                .set(MENU_POLICIES.SCHOOL, school.value())
                .set(MENU_POLICIES.DIRECT, direct)
                .set(MENU_POLICIES.CHANGED_BY, by.value())
                .set(MENU_POLICIES.CHANGED, now)
                .onConflict(MENU_POLICIES.SCHOOL)
                .doUpdate()
                .set(MENU_POLICIES.DIRECT, direct)
                .set(MENU_POLICIES.CHANGED_BY, by.value())
                .set(MENU_POLICIES.CHANGED, now)
                .execute();
    }
}
