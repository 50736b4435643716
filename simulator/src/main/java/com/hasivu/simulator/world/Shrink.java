package com.hasivu.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds a smaller world that breaks the same invariant: fewer days, schools and counters, fewer
 * kinds of fault. Each fault has dice of its own, so leaving one out leaves the rest as it was,
 * more or less; what no longer breaks is put back.
 */
final class Shrink {
    private final Function<Plan, World.Outcome> run;
    private final String invariant;

    Shrink(Function<Plan, World.Outcome> run, String invariant) {
        this.run = run;
        this.invariant = invariant;
    }

    Plan smaller(Plan failing) {
        Plan smallest = failing;
        boolean shrunk = true;
        while (shrunk) {
            shrunk = false;
            for (Plan candidate : candidates(smallest)) {
                if (breaks(candidate)) {
                    smallest = candidate;
                    shrunk = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<Plan> candidates(Plan plan) {
        List<Plan> smaller = new ArrayList<>();
        if (plan.days() > 1) {
            smaller.add(plan.size(plan.days() - 1, plan.schools(), plan.stations()));
        }
        if (plan.schools() > 1) {
            smaller.add(plan.size(plan.days(), plan.schools() - 1, plan.stations()));
        }
        if (plan.stations() > 1) {
            smaller.add(plan.size(plan.days(), plan.schools(), plan.stations() - 1));
        }
        for (Fault fault : Fault.values()) {
            if (plan.has(fault)) {
                smaller.add(plan.without(fault));
            }
        }
        return smaller;
    }

    private boolean breaks(Plan plan) {
        return run.apply(plan)
                .broken()
                .map(Broken::invariant)
                .filter(invariant::equals)
                .isPresent();
    }
}
