package com.hasivu.cloud.menus;

import static com.hasivu.cloud.schema.Tables.DISHES;

import com.hasivu.cloud.http.Request;

import org.jooq.Condition;
import org.jooq.impl.DSL;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which dishes are looked for.
 *
 * @param words each must begin a word of the name
 * @param eater dishes for who eats so
 * @param without allergens that must not be in it
 * @param leastPaise inclusive
 * @param mostPaise inclusive
 * @param active only these, or only the retired; empty for both
 */
record DishFilter(
        List<String> words,
        Optional<Diet> eater,
        List<String> without,
        Optional<Long> leastPaise,
        Optional<Long> mostPaise,
        Optional<String> category,
        Optional<Boolean> active) {
    static DishFilter of(Request request) {
        return new DishFilter(
                request.query("q").map(Words::of).orElse(List.of()),
                request.query("diet").map(Diet::of),
                request.query("without").map(codes -> List.of(codes.split(","))).orElse(List.of()),
                request.query("minPaise").map(Long::valueOf),
                request.query("maxPaise").map(Long::valueOf),
                request.query("category"),
                switch (request.query("state").orElse("active")) {
                    case "active" -> Optional.of(true);
                    case "retired" -> Optional.of(false);
                    default -> Optional.empty();
                });
    }

    Condition condition() {
        var all =
                Stream.of(
                                words.stream().map(word -> DISHES.WORDS.contains(" " + word)),
                                without.stream().map(code -> listed(code).not()),
                                eater.stream().map(DishFilter::eatenBy),
                                leastPaise.stream().map(DISHES.PRICE_PAISE::ge),
                                mostPaise.stream().map(DISHES.PRICE_PAISE::le),
                                category.stream().map(DISHES.CATEGORY::eq),
                                active.stream().map(DISHES.ACTIVE::eq))
                        .flatMap(conditions -> conditions)
                        .toList();
        return DSL.and(all);
    }

    private static Condition listed(String allergen) {
        return DSL.concat(DSL.inline(","), DISHES.ALLERGENS, DSL.inline(","))
                .contains("," + allergen + ",");
    }

    /** The same as {@link Diet#eats}, told to the database. */
    private static Condition eatenBy(Diet eater) {
        if (eater.accepts().isEmpty()) {
            return DSL.noCondition();
        }
        var marks = DSL.concat(DSL.inline(","), DISHES.ALSO_FOR, DSL.inline(","));
        return DISHES.DIET
                .in(eater.accepts().stream().map(Diet::label).toList())
                .or(
                        DSL.or(
                                eater.accepts().stream()
                                        .map(mark -> marks.contains("," + mark.label() + ","))
                                        .toList()));
    }
}
