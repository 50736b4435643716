package com.hasivu.cloud.menus;

import com.hasivu.cloud.schools.Student;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who looks for something to eat. Menus show by it what a child cannot have, and orders are refused
 * by it. Pure.
 *
 * @param allergens codes of what must not be in it
 * @param diets how the child eats, by every one of them; empty when nobody said
 */
public record Eater(List<String> allergens, Set<Diet> diets) {
    public Eater {
        allergens = List.copyOf(allergens);
        diets = Set.copyOf(diets);
    }

    /** A child, by what its school says of it. */
    public static Eater of(Student child) {
        return new Eater(
                child.allergens(),
                child.diet().isEmpty() ? Set.of() : Set.of(Diet.of(child.diet())));
    }

    /** The same, and by one diet more. */
    Eater and(Diet diet) {
        var both = EnumSet.of(diet);
        both.addAll(diets);
        return new Eater(allergens, both);
    }

    /** What of the dish the child must not have, in order; empty when it is safe. */
    public List<String> allergensIn(DishFacts dish) {
        return dish.allergens().stream().filter(allergens::contains).toList();
    }

    /** Whether the dish is what the child eats, as far as is known. */
    public boolean eats(DishFacts dish) {
        return notFor(dish).isEmpty();
    }

    /**
     * Why the dish is not for the child, for people: {@code has milk and peanut}, {@code is non-veg
     * and not for veg}; empty when it is.
     */
    public List<String> reasons(DishFacts dish) {
        var reasons = new ArrayList<String>();
        List<String> conflicts = allergensIn(dish);
        if (!conflicts.isEmpty()) {
            reasons.add("has " + String.join(" and ", conflicts));
        }
        List<String> notFor = notFor(dish);
        if (!notFor.isEmpty()) {
            reasons.add(
                    "is %s and not for %s"
                            .formatted(
                                    dish.marks().stream()
                                            .map(Diet::label)
                                            .collect(Collectors.joining(", ")),
                                    String.join(" or ", notFor)));
        }
        return reasons;
    }

    private List<String> notFor(DishFacts dish) {
        return diets.stream()
                .filter(diet -> !diet.eats(dish.marks()))
                .sorted()
                .map(Diet::label)
                .toList();
    }
}
