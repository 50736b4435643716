package com.hasivu.cloud.menus;

import java.util.List;

/**
 * A dish of a school.
 *
 * @param pricePaise price of one portion in paise
 * @param allergens codes in order
 * @param diet for example {@code veg}
 */
public record Dish(long id, String name, long pricePaise, List<String> allergens, String diet) {
    public Dish {
        allergens = List.copyOf(allergens);
    }
}
