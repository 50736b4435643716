package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;

import java.util.Optional;

/** What became of something done to a plan. On any outcome but {@link Done} roll back. */
sealed interface PlanOutcome {
    record Done(MenuPlan plan) implements PlanOutcome {}

    /** No such plan in this school. */
    record NoSuchPlan() implements PlanOutcome {}

    /** It is not at the state this asks for. */
    record WrongState(PlanState state, PlanState wanted) implements PlanOutcome {}

    /** It waits for another role's approval. */
    record NotYourTurn(PlanState state, Role waitsFor) implements PlanOutcome {}

    /** This person approved it already, in another role. */
    record ApprovedAlready() implements PlanOutcome {}

    /** It is not at the version that was read. */
    record Changed(long version) implements PlanOutcome {}

    /** Another plan has this meal; its id, unless it gave the meal back meanwhile. */
    record Overlap(Slot slot, Optional<Long> plan) implements PlanOutcome {}

    /** A dish of it is retired. */
    record Retired(long dish) implements PlanOutcome {}

    /** Its first day, or at publishing its last, is past. */
    record Past(Slot slot) implements PlanOutcome {}

    /** The daily menu could not be written so. */
    record NotWritten(Slot slot, Menus.Written why) implements PlanOutcome {}
}
