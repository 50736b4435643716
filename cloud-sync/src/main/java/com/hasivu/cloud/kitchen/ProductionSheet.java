package com.hasivu.cloud.kitchen;

import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderLine;
import com.hasivu.cloud.schools.Student;
import com.hasivu.protocol.StudentId;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to cook for one meal, and for which children to take care. Pure; as in openapi.yaml, schema
 * ProductionSheet.
 *
 * @param orders how many
 * @param portions over all dishes
 */
record ProductionSheet(int orders, int portions, List<Dish> dishes, List<Care> allergies) {
    ProductionSheet {
        dishes = List.copyOf(dishes);
        allergies = List.copyOf(allergies);
    }

    /** One dish under the name it was ordered by. */
    record Dish(long dish, String name, List<String> allergens, int quantity) {}

    /**
     * A child with an allergy that eats this meal.
     *
     * @param conflicts of its allergens those that its meal holds: an allergy told after it ordered
     */
    record Care(
            long order,
            long student,
            String name,
            String className,
            List<String> allergens,
            String meal,
            List<String> conflicts) {}

    private record Named(long dish, String name) implements Comparable<Named> {
        @Override
        public int compareTo(Named other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : Long.compare(dish, other.dish);
        }
    }

    static ProductionSheet of(List<Order> orders, Map<StudentId, Student> children) {
        Map<Named, Dish> dishes = new TreeMap<>();
        List<Care> allergies = new ArrayList<>();
        for (Order order : orders) {
            for (OrderLine line : order.lines()) {
                dishes.merge(
                        new Named(line.dish(), line.name()),
                        new Dish(line.dish(), line.name(), line.allergens(), line.quantity()),
                        (one, more) ->
                                new Dish(
                                        one.dish(),
                                        one.name(),
                                        one.allergens(),
                                        Math.addExact(one.quantity(), more.quantity())));
            }
            Student child = children.get(order.student());
            if (child != null && !child.allergens().isEmpty()) {
                allergies.add(care(order, child));
            }
        }
        return new ProductionSheet(
                orders.size(),
                dishes.values().stream().mapToInt(Dish::quantity).sum(),
                List.copyOf(dishes.values()),
                allergies);
    }

    private static Care care(Order order, Student child) {
        return new Care(
                order.id().value(),
                child.id().value(),
                child.name(),
                child.className(),
                child.allergens(),
                order.meal(),
                conflicts(order, child));
    }

    static List<String> conflicts(Order order, Student child) {
        return order.allergens().stream().filter(child.allergens()::contains).toList();
    }
}
