package com.hasivu.cloud.plans;

import com.hasivu.protocol.SchoolId;

import java.time.LocalDate;

/**
 * A plan without its menus.
 *
 * @param version counts every change of content or state
 */
record MenuPlan(
        long id,
        SchoolId school,
        String name,
        PlanState state,
        long version,
        LocalDate firstDay,
        LocalDate lastDay) {
    MenuPlan in(PlanState other) {
        return new MenuPlan(id, school, name, other, version, firstDay, lastDay);
    }
}
