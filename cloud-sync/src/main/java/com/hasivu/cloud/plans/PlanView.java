package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Menus;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A plan as it is answered.
 *
 * @param waitsFor the role whose approval is next, if any
 * @param menus absent in lists, like history
 * @param skipped days that were left out because the school does not cook; only where it was made
 *     from something
 */
record PlanView(
        long id,
        String name,
        String state,
        @Nullable String waitsFor,
        long version,
        LocalDate firstDay,
        LocalDate lastDay,
        @Nullable List<MenuOfDay> menus,
        @Nullable List<Line> history,
        @Nullable List<LocalDate> skipped) {
    record MenuOfDay(LocalDate date, String window, List<Menus.NewItem> items) {}

    record Line(
            @Nullable String from,
            String to,
            long by,
            String role,
            @Nullable String reason,
            Instant at) {}

    static PlanView brief(MenuPlan plan) {
        return view(plan, null, null, null);
    }

    static PlanView whole(DSLContext tx, MenuPlan plan) {
        return whole(tx, plan, null);
    }

    static PlanView whole(DSLContext tx, MenuPlan plan, @Nullable List<LocalDate> skipped) {
        return view(
                plan,
                PlanRows.menus(tx, plan.id()).stream()
                        .map(m -> new MenuOfDay(m.day(), m.window().value(), m.items()))
                        .toList(),
                PlanRows.history(tx, plan.id()).stream()
                        .map(
                                step ->
                                        new Line(
                                                step.from().map(PlanState::label).orElse(null),
                                                step.to().label(),
                                                step.actor().value(),
                                                step.role().label(),
                                                step.reason().orElse(null),
                                                step.at()))
                        .toList(),
                skipped);
    }

    private static PlanView view(
            MenuPlan plan,
            @Nullable List<MenuOfDay> menus,
            @Nullable List<Line> history,
            @Nullable List<LocalDate> skipped) {
        return new PlanView(
                plan.id(),
                plan.name(),
                plan.state().label(),
                plan.state().waitsFor().map(Role::label).orElse(null),
                plan.version(),
                plan.firstDay(),
                plan.lastDay(),
                menus,
                history,
                skipped);
    }
}
