package com.hasivu.cloud.menus;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a school says of a dish.
 *
 * @param description empty when there is none
 * @param pricePaise price of one portion in paise
 * @param diet what it is
 * @param alsoFor for whom it is besides, in order: a veg dish may be vegan and jain
 * @param allergens codes in order
 * @param category a word of the school's own, for example {@code breakfast}
 * @param nutrition of one portion, if known
 */
public record DishFacts(
        String name,
        String description,
        long pricePaise,
        Diet diet,
        List<Diet> alsoFor,
        List<String> allergens,
        String category,
        Optional<Nutrition> nutrition) {
    public DishFacts {
        alsoFor = alsoFor.stream().distinct().sorted().toList();
        allergens = List.copyOf(new TreeSet<>(allergens));
    }

    /** Its diet and those it is for besides. */
    public List<Diet> marks() {
        return Stream.concat(Stream.of(diet), alsoFor.stream()).distinct().toList();
    }
}
