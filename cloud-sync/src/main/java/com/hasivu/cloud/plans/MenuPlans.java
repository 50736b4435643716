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
        PlanRows.addStep(
                tx, plan.id(), step(caller, Optional.empty(), PlanState.DRAFT, Optional.empty()));
        return plan;
    }

    /** Writes a draft anew. */
    PlanOutcome edit(DSLContext tx, Act act, String name, List<PlannedMenu> planned) {
        return held(
                tx,
                act,
                plan -> {
                    if (plan.state() != PlanState.DRAFT) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.DRAFT);
                    }
                    PlanRows.putMenus(tx, plan.id(), planned);
                    var fresh =
                            new MenuPlan(
                                    plan.id(),
                                    plan.school(),
                                    name,
                                    PlanState.DRAFT,
                                    plan.version(),
                                    planned.getFirst().day(),
                                    planned.getLast().day());
                    return new PlanOutcome.Done(PlanRows.update(tx, plan, fresh, now()));
                });
    }

    /** Hands a draft in for approval; from now on its meals are its own. */
    PlanOutcome submit(DSLContext tx, Act act) {
        return held(
                tx,
                act,
                plan -> {
                    if (!plan.state().mayBecome(PlanState.SUBMITTED)) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.DRAFT);
                    }
                    List<PlannedMenu> planned = PlanRows.menus(tx, plan.id());
                    if (plan.firstDay().isBefore(today(tx, plan.school()))) {
                        return new PlanOutcome.Past(slot(plan, planned.getFirst()));
                    }
                    Optional<Long> retired = retired(tx, plan.school(), planned);
                    if (retired.isPresent()) {
                        return new PlanOutcome.Retired(retired.get());
                    }
                    for (PlannedMenu menu : planned) {
                        Slot slot = slot(plan, menu);
                        if (!PlanRows.takeSlot(tx, slot, plan.id())) {
                            return new PlanOutcome.Overlap(slot, PlanRows.slotHolder(tx, slot));
                        }
                    }
                    return move(tx, act, plan, PlanState.SUBMITTED, Optional.empty());
                });
    }

    /** The next approval, by the caller's role. */
    PlanOutcome approve(DSLContext tx, Act act) {
        return held(
                tx,
                act,
                plan -> {
                    Optional<Role> next = plan.state().waitsFor();
                    if (next.isEmpty()) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.SUBMITTED);
                    }
                    if (next.get() != act.caller().role()) {
                        return new PlanOutcome.NotYourTurn(plan.state(), next.get());
                    }
                    if (approvedBy(tx, plan.id(), act.caller())) {
                        return new PlanOutcome.ApprovedAlready();
                    }
                    return move(tx, act, plan, plan.state().approved(), Optional.empty());
                });
    }

    /** Back to draft, with the reason; its meals are free again. */
    PlanOutcome reject(DSLContext tx, Act act, String reason) {
        return held(
                tx,
                act,
                plan -> {
                    if (!plan.state().mayBecome(PlanState.DRAFT)) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.SUBMITTED);
                    }
                    PlanRows.freeSlots(tx, plan.id());
                    return move(tx, act, plan, PlanState.DRAFT, Optional.of(reason));
                });
    }

    /**
     * Makes the daily menus, all or none. Days that are past by now are left out. A plan that is
     * published stays as it is, whatever became of its menus since.
     */
    PlanOutcome publish(DSLContext tx, Act act) {
        return held(
                tx,
                act,
                plan -> {
                    if (plan.state() == PlanState.PUBLISHED) {
                        return new PlanOutcome.Done(plan);
                    }
                    if (!plan.state().mayBecome(PlanState.PUBLISHED)) {
                        return new PlanOutcome.WrongState(plan.state(), PlanState.APPROVED);
                    }
                    LocalDate today = today(tx, plan.school());
                    List<PlannedMenu> planned = PlanRows.menus(tx, plan.id());
                    if (plan.lastDay().isBefore(today)) {
                        return new PlanOutcome.Past(slot(plan, planned.getLast()));
                    }
                    for (PlannedMenu menu : planned) {
                        if (menu.day().isBefore(today)) {
                            continue;
                        }
                        Slot slot = slot(plan, menu);
                        Menus.Written written =
                                menus.put(tx, slot, menu.items(), Menus.Freedom.ANY_DISH);
                        if (!(written instanceof Menus.Written.Done)) {
                            return new PlanOutcome.NotWritten(slot, written);
                        }
                    }
                    return move(tx, act, plan, PlanState.PUBLISHED, Optional.empty());
                });
    }

    /** Throws a draft away. */
    PlanOutcome discard(DSLContext tx, Act act) {
        return held(
                tx,
                act,
                plan ->
                        plan.state().mayBecome(PlanState.DISCARDED)
                                ? move(tx, act, plan, PlanState.DISCARDED, Optional.empty())
                                : new PlanOutcome.WrongState(plan.state(), PlanState.DRAFT));
    }

    private static PlanOutcome held(DSLContext tx, Act act, Function<MenuPlan, PlanOutcome> work) {
        Optional<MenuPlan> plan = PlanRows.locked(tx, act.school(), act.plan());
        if (plan.isEmpty()) {
            return new PlanOutcome.NoSuchPlan();
        }
        long version = plan.get().version();
        return act.version().filter(looked -> looked != version).isPresent()
                ? new PlanOutcome.Changed(version)
                : work.apply(plan.get());
    }

    private PlanOutcome move(
            DSLContext tx, Act act, MenuPlan plan, PlanState to, Optional<String> reason) {
        MenuPlan moved = PlanRows.update(tx, plan, plan.in(to), now());
        PlanRows.addStep(tx, plan.id(), step(act.caller(), Optional.of(plan.state()), to, reason));
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

    private static Slot slot(MenuPlan plan, PlannedMenu menu) {
        return new Slot(plan.school(), menu.day(), menu.window());
    }

    private Step step(
            Caller caller, Optional<PlanState> from, PlanState to, Optional<String> reason) {
        return new Step(from, to, caller.user(), caller.role(), reason, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
