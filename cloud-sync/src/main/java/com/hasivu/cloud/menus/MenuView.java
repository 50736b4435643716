package com.hasivu.cloud.menus;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** A menu as it is answered. */
record MenuView(LocalDate date, String window, List<Item> items) {
    /**
     * One dish of it.
     *
     * @param conflictingAllergens absent when nobody in particular asks
     * @param conflictingDiet the same
     * @param unsuitable the same
     */
    record Item(
            long dish,
            String name,
            String description,
            long pricePaise,
            List<String> allergens,
            String diet,
            List<String> alsoFor,
            String category,
            @Nullable Nutrition nutrition,
            int portions,
            int portionsLeft,
            int perOrderLimit,
            @Nullable List<String> conflictingAllergens,
            @Nullable Boolean conflictingDiet,
            @Nullable List<String> unsuitable) {}

    static MenuView of(Slot slot, List<MenuItem> items) {
        return of(new DayMenu(slot, items), Optional.empty());
    }

    static MenuView of(DayMenu menu, Optional<Eater> eater) {
        return new MenuView(
                menu.slot().day(),
                menu.slot().window().value(),
                menu.items().stream().map(item -> item(item, eater)).toList());
    }

    private static Item item(MenuItem item, Optional<Eater> eater) {
        DishFacts facts = item.dish().facts();
        return new Item(
                item.dish().id(),
                facts.name(),
                facts.description(),
                facts.pricePaise(),
                facts.allergens(),
                facts.diet().label(),
                DishView.labels(facts.alsoFor()),
                facts.category(),
                facts.nutrition().orElse(null),
                item.portions(),
                item.portionsLeft(),
                item.perOrderLimit(),
                eater.map(child -> child.allergensIn(facts)).orElse(null),
                eater.map(child -> !child.eats(facts)).orElse(null),
                eater.map(child -> child.reasons(facts)).orElse(null));
    }
}
