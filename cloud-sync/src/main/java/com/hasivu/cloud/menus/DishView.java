package com.hasivu.cloud.menus;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A dish as it is answered. */
record DishView(
        long id,
        String name,
        String description,
        long pricePaise,
        String diet,
        List<String> alsoFor,
        List<String> allergens,
        String category,
        @Nullable Nutrition nutrition,
        boolean active,
        long version) {
    static DishView of(Dish dish) {
        DishFacts facts = dish.facts();
        return new DishView(
                dish.id(),
                facts.name(),
                facts.description(),
                facts.pricePaise(),
                facts.diet().label(),
                labels(facts.alsoFor()),
                facts.allergens(),
                facts.category(),
                facts.nutrition().orElse(null),
                dish.active(),
                dish.version());
    }

    static List<String> labels(List<Diet> diets) {
        return diets.stream().map(Diet::label).toList();
    }
}
