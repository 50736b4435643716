package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what a plan or a template says of its meals, each fault with its place in the body. */
final class Meals {
    private final Schools schools;
    private final Dishes dishes;

    Meals(Schools schools, Dishes dishes) {
        this.schools = schools;
        this.dishes = dishes;
    }

    /**
     * One meal.
     *
     * @param when the day or the weekday, as it was sent
     */
    record Meal(String when, WindowId window, List<Menus.NewItem> items) {}

    /**
     * Throws the problem that names every fault.
     *
     * @param meals in the order of the body's {@code menus}
     */
    void check(DSLContext tx, SchoolId school, List<Meal> meals) {
        schools.get(tx, school);
        Set<WindowId> windows =
                schools.windows(tx, school).stream()
                        .map(MealWindow::id)
                        .collect(Collectors.toSet());
        Set<Long> wanted = new HashSet<>();
        meals.forEach(meal -> meal.items().forEach(item -> wanted.add(item.dish())));
        Set<Long> known = dishes.byId(tx, school, wanted).keySet();
        var faults = new ArrayList<Problem.Fault>();
        var seen = new HashSet<String>();
        for (int i = 0; i < meals.size(); i++) {
            Meal meal = meals.get(i);
            String at = "/menus/%d".formatted(i);
            if (!windows.contains(meal.window())) {
                faults.add(
                        Problem.Fault.at(
                                at + "/window",
                                "'%s' is no meal window of the school".formatted(meal.window())));
            }
            if (!seen.add(meal.when() + " " + meal.window())) {
                faults.add(
                        Problem.Fault.at(
                                at, "%s %s is there before".formatted(meal.when(), meal.window())));
            }
            checkItems(meal, known, at, faults);
        }
        if (!faults.isEmpty()) {
            throw Problem.refused(
                    "impossible-menus",
                    "%d of the menus' entries cannot be; errors names each"
                            .formatted(faults.size()),
                    faults.toArray(Problem.Fault[]::new));
        }
    }

    private static void checkItems(
            Meal meal, Set<Long> known, String at, List<Problem.Fault> faults) {
        var seen = new HashSet<Long>();
        for (int i = 0; i < meal.items().size(); i++) {
            long dish = meal.items().get(i).dish();
            if (!known.contains(dish)) {
                faults.add(
                        Problem.Fault.at(
                                "%s/items/%d/dish".formatted(at, i),
                                "%d is not a dish of this school".formatted(dish)));
            } else if (!seen.add(dish)) {
                faults.add(
                        Problem.Fault.at(
                                "%s/items/%d/dish".formatted(at, i),
                                "%d is on this menu before".formatted(dish)));
            }
        }
    }
}
