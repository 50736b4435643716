package com.hasivu.cloud.menus;

import java.util.List;

/**
 * A dish of a school.
 *
 * @param active false when it is retired: it stays where it is on a menu and comes on no other
 * @param version 1 when new; each change adds 1
 */
public record Dish(long id, DishFacts facts, boolean active, long version) {
    public String name() {
        return facts.name();
    }

    /** Price of one portion in paise. */
    public long pricePaise() {
        return facts.pricePaise();
    }

    /** Codes in order. */
    public List<String> allergens() {
        return facts.allergens();
    }
}
