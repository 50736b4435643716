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
import java.util.Optional;

/** The dishes of the schools. Thread-safe; every call runs in the caller's transaction. */
public final class Dishes {
    private final Clock clock;

    public Dishes(Clock clock) {
        this.clock = clock;
    }

    Dish add(DSLContext tx, SchoolId school, DishFacts facts) {
        DishesRecord row = tx.newRecord(DISHES);
        row.setSchool(school.value());
        row.setCreated(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        row.setActive(true);
        row.setVersion(1L);
        fill(row, facts);
        row.insert();
        return dish(row);
    }

    /**
     * Writes a dish anew. Orders keep the name and price they were placed at.
     *
     * @param version that it has; 1 is added
     * @return false when it has another: somebody changed it meanwhile
     */
    boolean change(DSLContext tx, SchoolId school, Dish dish) {
        DishesRecord row = tx.newRecord(DISHES);
        row.setActive(dish.active());
        row.setVersion(dish.version() + 1);
        fill(row, dish.facts());
        return tx.update(DISHES)
                        .set(row)
                        .where(
                                DISHES.ID.eq(dish.id()),
                                DISHES.SCHOOL.eq(school.value()),
                                DISHES.VERSION.eq(dish.version()))
                        .execute()
                == 1;
    }

    /** A dish of this school; empty for one of another. */
    Optional<Dish> find(DSLContext tx, SchoolId school, long id) {
        return Optional.ofNullable(byId(tx, school, List.of(id)).get(id));
    }

    /** A part of the school's dishes that are looked for: those with ids above {@code after}. */
    List<Dish> page(DSLContext tx, SchoolId school, DishFilter filter, long after, int limit) {
        return tx.selectFrom(DISHES)
                .where(DISHES.SCHOOL.eq(school.value()), DISHES.ID.gt(after), filter.condition())
                .orderBy(DISHES.ID)
                .limit(limit)
                .fetch(Dishes::dish);
    }

    /** Those of the ids that are dishes of this school, retired ones too. */
    public Map<Long, Dish> byId(DSLContext tx, SchoolId school, Collection<Long> ids) {
        return tx.selectFrom(DISHES)
                .where(DISHES.SCHOOL.eq(school.value()), DISHES.ID.in(ids))
                .fetchMap(DISHES.ID, Dishes::dish);
    }

    private static void fill(DishesRecord row, DishFacts facts) {
        row.setName(facts.name());
        row.setWords(Words.column(facts.name()));
        row.setDescription(facts.description());
        row.setPricePaise(facts.pricePaise());
        row.setDiet(facts.diet().label());
        row.setAlsoFor(Diet.join(facts.alsoFor()));
        row.setAllergens(Allergens.join(facts.allergens()));
        row.setCategory(facts.category());
        Optional<Nutrition> known = facts.nutrition();
        row.setEnergyKcal(known.map(Nutrition::energyKcal).orElse(null));
        row.setProteinMg(known.map(Nutrition::proteinMg).orElse(null));
        row.setFatMg(known.map(Nutrition::fatMg).orElse(null));
        row.setCarbohydrateMg(known.map(Nutrition::carbohydrateMg).orElse(null));
        row.setSugarMg(known.map(Nutrition::sugarMg).orElse(null));
        row.setSaltMg(known.map(Nutrition::saltMg).orElse(null));
        row.setFibreMg(known.map(Nutrition::fibreMg).orElse(null));
    }

    static Dish dish(DishesRecord row) {
        return new Dish(
                row.getId(),
                new DishFacts(
                        row.getName(),
                        row.getDescription(),
                        row.getPricePaise(),
                        Diet.of(row.getDiet()),
                        Diet.split(row.getAlsoFor()),
                        Allergens.split(row.getAllergens()),
                        row.getCategory(),
                        row.getEnergyKcal() == null
                                ? Optional.empty()
                                : Optional.of(
                                        new Nutrition(
                                                row.getEnergyKcal(),
                                                row.getProteinMg(),
                                                row.getFatMg(),
                                                row.getCarbohydrateMg(),
                                                row.getSugarMg(),
                                                row.getSaltMg(),
                                                row.getFibreMg()))),
                row.getActive(),
                row.getVersion());
    }
}
