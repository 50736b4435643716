package com.hasivu.cloud.menus;

import com.hasivu.cloud.http.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What of a dish cannot be true together. Pure. */
final class DietRules {
    private static final Set<Diet> OF_ANIMALS = Set.of(Diet.EGG, Diet.NON_VEG);

    private DietRules() {}

    /** Every fault at once, with its place in the body; empty for a dish that can be. */
    static List<Problem.Fault> faults(DishFacts dish) {
        var faults = new ArrayList<Problem.Fault>();
        for (Diet also : dish.alsoFor()) {
            if (also != Diet.HALAL && OF_ANIMALS.contains(dish.diet())) {
                faults.add(
                        Problem.Fault.at(
                                "/alsoFor",
                                "a %s dish cannot be %s"
                                        .formatted(dish.diet().label(), also.label())));
            }
        }
        for (Diet mark : dish.marks()) {
            for (String allergen : dish.allergens()) {
                if (mark.never().contains(allergen)) {
                    faults.add(
                            Problem.Fault.at(
                                    "/allergens",
                                    "a %s dish cannot hold %s".formatted(mark.label(), allergen)));
                }
            }
        }
        return faults;
    }
}
