package com.hasivu.cloud.menus;

import java.util.List;
import java.util.Optional;

/**
 * Who looks at a menu for something to eat.
 *
 * @param allergens codes of what must not be in it
 * @param diet how the child eats, if that is known
 */
public record Eater(List<String> allergens, Optional<Diet> diet) {
    public Eater {
        allergens = List.copyOf(allergens);
    }

    /** What of the dish the child must not have, in order; empty when it is safe. */
    public List<String> allergensIn(DishFacts dish) {
        return dish.allergens().stream().filter(allergens::contains).toList();
    }

    /** Whether the dish is what the child eats, as far as is known. */
    public boolean eats(DishFacts dish) {
        return diet.isEmpty() || diet.get().eats(dish.marks());
    }
}
