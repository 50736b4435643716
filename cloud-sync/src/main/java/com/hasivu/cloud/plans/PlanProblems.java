package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;

import java.util.Optional;

/** What is answered when something could not be done to a plan. */
final class PlanProblems {
    private PlanProblems() {}

    /** The plan, or the problem thrown. */
    static MenuPlan planOf(PlanOutcome outcome) {
        return switch (outcome) {
            case PlanOutcome.Done(MenuPlan plan) -> plan;
            case PlanOutcome.NoSuchPlan() -> throw Problem.notFound();
            case PlanOutcome.WrongState(PlanState state, PlanState wanted) ->
                    throw Problem.conflict(
                            "plan-state",
                            "the plan is %s; this needs one that is %s"
                                    .formatted(state.label(), wanted.label()));
            case PlanOutcome.NotYourTurn(PlanState state, Role waitsFor) ->
                    throw Problem.conflict(
                            "out-of-order",
                            "the plan is %s and waits for a %s"
                                    .formatted(state.label(), waitsFor.label()));
            case PlanOutcome.ApprovedAlready() ->
                    throw Problem.conflict(
                            "approved-already",
                            "you approved this plan before; somebody else must look at it too");
            case PlanOutcome.Changed(long version) ->
                    throw Problem.conflict(
                            "plan-changed",
                            "the plan is at version %d by now; read it again".formatted(version));
            case PlanOutcome.Overlap(Slot slot, Optional<Long> plan) ->
                    throw Problem.conflict(
                            "plan-overlap",
                            "%s on %s belongs to %s; take it out of one of the two"
                                    .formatted(
                                            slot.window(),
                                            slot.day(),
                                            plan.map(id -> "plan " + id).orElse("another plan")));
            case PlanOutcome.Retired(long dish) -> throw retired(dish);
            case PlanOutcome.Past(Slot slot) ->
                    throw Problem.conflict(
                            "plan-past", "%s is past; plan other days".formatted(slot.day()));
            case PlanOutcome.NotWritten(Slot slot, Menus.Written why) ->
                    throw notWritten(slot, why);
        };
    }

    private static Problem notWritten(Slot slot, Menus.Written why) {
        return switch (why) {
            case Menus.Written.BelowSold(long dish, int sold) ->
                    Problem.conflict(
                            "below-sold",
                            "for %s on %s %d portions of dish %d are ordered, more than the plan has; reject it and plan as many"
                                    .formatted(slot.window(), slot.day(), sold, dish));
            case Menus.Written.Retired(int index, long dish) -> retired(dish);
            case Menus.Written.NoSuchDish gone -> throw impossible(slot, gone);
            case Menus.Written.NotApproved not -> throw impossible(slot, not);
            case Menus.Written.Done done -> throw impossible(slot, done);
        };
    }

    private static Problem retired(long dish) {
        return Problem.conflict(
                "dish-retired",
                "dish %d is retired; set it active, or take another".formatted(dish));
    }

    private static IllegalStateException impossible(Slot slot, Menus.Written why) {
        return new IllegalStateException("publishing %s: %s cannot be".formatted(slot, why));
    }
}
