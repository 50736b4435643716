package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The plans and their way from draft to published. Every move holds the plan's row, is
 * compare-and-set on its state, and leaves a line of history. Thread-safe; every call runs in the
 * caller's transaction.
 *
 * <p>Three different persons approve, in the order of {@link PlanState}; who submitted may be one
 * of them, so at least two others have looked.
 */
public final class MenuPlans {
    private final Schools schools;
    private final Dishes dishes;
    private final Menus menus;
    private final Clock clock;

    public MenuPlans(Schools schools, Dishes dishes, Menus menus, Clock clock) {
        this.schools = schools;
        this.dishes = dishes;
        this.menus = menus;
        this.clock = clock;
    }

    /**
     * Makes a draft.
     *
     * @param planned not empty, in the order of days
     */
    MenuPlan create(
            DSLContext tx, Caller caller, SchoolId school, String name, List<PlannedMenu> planned) {
        MenuPlan plan =
                PlanRows.insert(
                        tx, school, name, planned.getFirst().day(), planned.getLast().day(), now());
        PlanRows.putMenus(tx, plan.id(), planned);
        PlanRows.addStep(tx, plan.id(), step(caller, Optional.empty(), PlanState.DRAFT, null));
        return plan;
    }

    /** Writes a draft anew. */
    PlanOutcome edit(
            DSLContext tx,
            SchoolId school,
            long id,
            long version,
            String name,
            List<PlannedMenu> planned) {
        return held(
                tx,
                school,
                id,
                Optional.of(version),
                plan -> {
                    if (plan.state() != PlanState.DRAFT) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.DRAFT);
                    }
                    PlanRows.putMenus(tx, id, planned);
                    var fresh =
                            new MenuPlan(
                                    id,
                                    school,
                                    name,
                                    PlanState.DRAFT,
                                    version,
                                    planned.getFirst().day(),
                                    planned.getLast().day());
                    return new PlanOutcome.Done(PlanRows.update(tx, plan, fresh, now()));
                });
    }

    /** Hands a draft in for approval; from now on its meals are its own. */
    PlanOutcome submit(
            DSLContext tx, Caller caller, SchoolId school, long id, Optional<Long> version) {
        return held(
                tx,
                school,
                id,
                version,
                plan -> {
                    if (!plan.state().mayBecome(PlanState.SUBMITTED)) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.DRAFT);
                    }
                    List<PlannedMenu> planned = PlanRows.menus(tx, id);
                    if (plan.firstDay().isBefore(today(tx, school))) {
                        return new PlanOutcome.Past(slot(school, planned.getFirst()));
                    }
                    Optional<Long> retired = retired(tx, school, planned);
                    if (retired.isPresent()) {
                        return new PlanOutcome.Retired(retired.get());
                    }
                    for (PlannedMenu menu : planned) {
                        Slot slot = slot(school, menu);
                        if (!PlanRows.takeSlot(tx, slot, id)) {
                            return new PlanOutcome.Overlap(slot, PlanRows.slotHolder(tx, slot));
                        }
                    }
                    return move(tx, caller, plan, PlanState.SUBMITTED, null);
                });
    }

    /** The next approval, by the caller's role. */
    PlanOutcome approve(
            DSLContext tx, Caller caller, SchoolId school, long id, Optional<Long> version) {
        return held(
                tx,
                school,
                id,
                version,
                plan -> {
                    Optional<Role> next = plan.state().waitsFor();
                    if (next.isEmpty()) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.SUBMITTED);
                    }
                    if (next.get() != caller.role()) {
                        return new PlanOutcome.NotYourTurn(plan.state(), next.get());
                    }
                    if (approvedBy(tx, id, caller)) {
                        return new PlanOutcome.ApprovedAlready();
                    }
                    return move(tx, caller, plan, plan.state().approved(), null);
                });
    }

    /** Back to draft, with the reason; its meals are free again. */
    PlanOutcome reject(
            DSLContext tx,
            Caller caller,
            SchoolId school,
            long id,
            Optional<Long> version,
            String reason) {
        return held(
                tx,
                school,
                id,
                version,
                plan -> {
                    if (!plan.state().mayBecome(PlanState.DRAFT)) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.SUBMITTED);
                    }
                    PlanRows.freeSlots(tx, id);
                    return move(tx, caller, plan, PlanState.DRAFT, reason);
                });
    }

    /**
     * Makes the daily menus, all or none. Days that are past by now are left out. A plan that is
     * published stays as it is, whatever became of its menus since.
     */
    PlanOutcome publish(DSLContext tx, Caller caller, SchoolId school, long id) {
        return held(
                tx,
                school,
                id,
                Optional.empty(),
                plan -> {
                    if (plan.state() == PlanState.PUBLISHED) {
                        return new PlanOutcome.Done(plan);
                    }
                    if (!plan.state().mayBecome(PlanState.PUBLISHED)) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.APPROVED);
                    }
                    LocalDate today = today(tx, school);
                    List<PlannedMenu> planned = PlanRows.menus(tx, id);
                    if (plan.lastDay().isBefore(today)) {
                        return new PlanOutcome.Past(slot(school, planned.getLast()));
                    }
                    for (PlannedMenu menu : planned) {
                        if (menu.day().isBefore(today)) {
                            continue;
                        }
                        Slot slot = slot(school, menu);
                        Menus.Written written =
                                menus.put(tx, slot, menu.items(), Menus.Freedom.ANY_DISH);
                        if (!(written instanceof Menus.Written.Done)) {
                            return new PlanOutcome.NotWritten(slot, written);
                        }
                    }
                    return move(tx, caller, plan, PlanState.PUBLISHED, null);
                });
    }

    /** Throws a draft away. */
    PlanOutcome discard(
            DSLContext tx, Caller caller, SchoolId school, long id, Optional<Long> version) {
        return held(
                tx,
                school,
                id,
                version,
                plan ->
                        plan.state().mayBecome(PlanState.DISCARDED)
                                ? move(tx, caller, plan, PlanState.DISCARDED, null)
                                : new PlanOutcome.WrongState(plan.state(), PlanState.DRAFT));
    }

    private static PlanOutcome held(
            DSLContext tx,
            SchoolId school,
            long id,
            Optional<Long> version,
            Function<MenuPlan, PlanOutcome> work) {
        Optional<MenuPlan> plan = PlanRows.locked(tx, school, id);
        if (plan.isEmpty()) {
            return new PlanOutcome.NoSuchPlan();
        }
        if (version.isPresent() && version.get() != plan.get().version()) {
            return new PlanOutcome.Changed(plan.get().version());
        }
        return work.apply(plan.get());
    }

    private PlanOutcome move(
            DSLContext tx, Caller caller, MenuPlan plan, PlanState to, @Nullable String reason) {
        var fresh =
                new MenuPlan(
                        plan.id(),
                        plan.school(),
                        plan.name(),
                        to,
                        plan.version(),
                        plan.firstDay(),
                        plan.lastDay());
        MenuPlan moved = PlanRows.update(tx, plan, fresh, now());
        PlanRows.addStep(tx, plan.id(), step(caller, Optional.of(plan.state()), to, reason));
        return new PlanOutcome.Done(moved);
    }

    /** Whether the person approved since the plan was submitted last. */
    private static boolean approvedBy(DSLContext tx, long plan, Caller caller) {
        for (Step step : PlanRows.history(tx, plan).reversed()) {
            if (step.to() == PlanState.SUBMITTED) {
                return false;
            }
            if (step.actor().equals(caller.user())) {
                return true;
            }
        }
        return false;
    }

    private Optional<Long> retired(DSLContext tx, SchoolId school, List<PlannedMenu> planned) {
        Set<Long> ids = new HashSet<>();
        planned.forEach(menu -> menu.items().forEach(item -> ids.add(item.dish())));
        Map<Long, Dish> known = dishes.byId(tx, school, ids);
        return known.values().stream()
                .filter(dish -> !dish.active())
                .map(Dish::id)
                .min(Long::compare);
    }

    private LocalDate today(DSLContext tx, SchoolId school) {
        return LocalDate.ofInstant(now(), schools.get(tx, school).zone());
    }

    private static Slot slot(SchoolId school, PlannedMenu menu) {
        return new Slot(school, menu.day(), menu.window());
    }

    private Step step(
            Caller caller, Optional<PlanState> from, PlanState to, @Nullable String reason) {
        return new Step(from, to, caller.user(), caller.role(), Optional.ofNullable(reason), now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
