package com.hasivu.cloud.menus;

import static com.hasivu.cloud.schema.Tables.DISHES;

import com.hasivu.cloud.schema.tables.records.DishesRecord;
import com.hasivu.cloud.schools.Allergens;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The dishes of the schools. Thread-safe; every call runs in the caller's transaction. */
public final class Dishes {
    private final Clock clock;

    public Dishes(Clock clock) {
        this.clock = clock;
    }

    Dish add(
            DSLContext tx,
            SchoolId school,
            String name,
            long pricePaise,
            Collection<String> allergens,
            String diet) {
        String codes = Allergens.join(allergens);
        long id =
                tx.insertInto(DISHES)
                        .set(DISHES.SCHOOL, school.value())
                        .set(DISHES.NAME, name)
                        .set(DISHES.PRICE_PAISE, pricePaise)
                        .set(DISHES.ALLERGENS, codes)
                        .set(DISHES.DIET, diet)
                        .set(DISHES.CREATED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .returningResult(DISHES.ID)
                        .fetchSingle()
                        .value1();
        return new Dish(id, name, pricePaise, Allergens.split(codes), diet);
    }

    /** A part of the school's dishes: those with ids above {@code after}. */
    List<Dish> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(DISHES)
                .where(DISHES.SCHOOL.eq(school.value()), DISHES.ID.gt(after))
                .orderBy(DISHES.ID)
                .limit(limit)
                .fetch(Dishes::dish);
    }

    /** Those of the ids that are dishes of this school. */
    Map<Long, Dish> byId(DSLContext tx, SchoolId school, Collection<Long> ids) {
        return tx.selectFrom(DISHES)
                .where(DISHES.SCHOOL.eq(school.value()), DISHES.ID.in(ids))
                .fetchMap(DISHES.ID, Dishes::dish);
    }

    private static Dish dish(DishesRecord row) {
        return new Dish(
                row.getId(),
                row.getName(),
                row.getPricePaise(),
                Allergens.split(row.getAllergens()),
                row.getDiet());
    }
}
