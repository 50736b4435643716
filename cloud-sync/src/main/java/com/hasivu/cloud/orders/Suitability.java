package com.hasivu.cloud.orders;

import com.hasivu.cloud.menus.Dish;
import com.hasivu.cloud.schools.Student;

import java.util.Collection;
import java.util.List;

/** Whether a child may eat a dish. Pure. */
final class Suitability {
    private Suitability() {}

    /** What speaks against each dish; empty when the child may eat all of them. */
    static List<Placement.Unsuitable.Conflict> conflicts(Student child, Collection<Dish> dishes) {
        return dishes.stream()
                .map(
                        dish ->
                                new Placement.Unsuitable.Conflict(
                                        dish.id(),
                                        dish.name(),
                                        dish.allergens().stream()
                                                .filter(child.allergens()::contains)
                                                .toList()))
                .filter(conflict -> !conflict.allergens().isEmpty())
                .toList();
    }
}
