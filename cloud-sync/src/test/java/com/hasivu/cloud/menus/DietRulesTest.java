package com.hasivu.cloud.menus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.http.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class DietRulesTest {
    private static final List<String> CODES =
            List.of("egg", "fish", "gluten", "milk", "mollusc", "peanut", "crustacean");

    private static DishFacts dish(Diet diet, List<Diet> alsoFor, List<String> allergens) {
        return new DishFacts("Dish", "", 100, diet, alsoFor, allergens, "main", Optional.empty());
    }

    private static List<String> words(String column) {
        return column == null ? List.of() : Arrays.asList(column.split(" "));
    }

    @ParameterizedTest(name = "{0} also {1} with {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    veg     |              | milk gluten | ''
                    veg     |              | egg         | /allergens
                    veg     |              | fish        | /allergens
                    egg     |              | egg milk    | ''
                    egg     |              | mollusc     | /allergens
                    non-veg |              | fish egg    | ''
                    vegan   |              | milk        | /allergens
                    vegan   |              | egg         | /allergens
                    vegan   |              | peanut soy  | ''
                    jain    |              | milk        | ''
                    jain    |              | egg         | /allergens
                    satvik  |              | crustacean  | /allergens
                    veg     | vegan jain   | gluten      | ''
                    veg     | vegan        | milk        | /allergens
                    non-veg | jain         |             | /alsoFor
                    non-veg | satvik vegan |             | /alsoFor /alsoFor
                    egg     | jain         |             | /alsoFor
                    non-veg | halal        | fish        | ''
                    egg     | halal        | egg         | ''
                    """)
    void faults_nameWhatCannotBe(String diet, String alsoFor, String allergens, String faults) {
        assertThat(
                        DietRules.faults(
                                dish(
                                        Diet.of(diet),
                                        words(alsoFor).stream().map(Diet::of).toList(),
                                        words(allergens))))
                .extracting(Problem.Fault::pointer)
                .containsExactlyInAnyOrderElementsOf(faults.isEmpty() ? List.of() : words(faults));
    }

    /** A dish that passes never harms who eats by its marks, whatever was written. */
    @Test
    void faults_leaveNothingThatHarmsAnEater() {
        long seed = 160;
        var random = new Random(seed);
        int passed = 0;
        for (int round = 0; round < 20_000; round++) {
            Diet diet = Diet.values()[random.nextInt(6)];
            var alsoFor = new ArrayList<Diet>();
            List.of(Diet.VEGAN, Diet.JAIN, Diet.SATVIK, Diet.HALAL)
                    .forEach(
                            also -> {
                                if (random.nextInt(3) == 0) {
                                    alsoFor.add(also);
                                }
                            });
            List<String> allergens = CODES.stream().filter(code -> random.nextInt(4) == 0).toList();
            DishFacts dish = dish(diet, alsoFor, allergens);
            if (!DietRules.faults(dish).isEmpty()) {
                continue;
            }
            passed++;
            for (Diet eater : List.of(Diet.VEG, Diet.VEGAN, Diet.JAIN, Diet.SATVIK)) {
                if (eater.eats(dish.marks())) {
                    assertThat(dish.diet())
                            .as("seed %d, %s", seed, dish)
                            .isNotIn(Diet.NON_VEG, Diet.EGG);
                    assertThat(dish.allergens())
                            .as("seed %d, %s eaten by %s", seed, dish, eater)
                            .doesNotContain("egg", "fish", "crustacean", "mollusc");
                }
            }
            if (Diet.VEGAN.eats(dish.marks())) {
                assertThat(dish.allergens()).as("seed %d, %s", seed, dish).doesNotContain("milk");
            }
            assertThat(Diet.NON_VEG.eats(dish.marks())).isTrue();
        }
        assertThat(passed).isGreaterThan(1_000);
    }

    @ParameterizedTest(name = "{0} eats {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    veg    | vegan         | true
                    veg    | jain          | true
                    veg    | egg           | false
                    veg    | non-veg       | false
                    egg    | egg           | true
                    egg    | non-veg       | false
                    vegan  | veg           | false
                    vegan  | veg vegan     | true
                    jain   | satvik        | false
                    jain   | veg jain      | true
                    halal  | non-veg       | false
                    halal  | non-veg halal | true
                    halal  | veg           | true
                    non-veg| vegan         | true
                    """)
    void eats_goesByTheMarks(String eater, String marks, boolean eats) {
        assertThat(Diet.of(eater).eats(words(marks).stream().map(Diet::of).toList()))
                .isEqualTo(eats);
    }

    @Test
    void column_keepsEveryDiet() {
        List<Diet> all = List.of(Diet.values());
        assertThat(Diet.split(Diet.join(all))).isEqualTo(all);
        assertThat(Diet.split(Diet.join(List.of()))).isEmpty();
    }

    @Test
    void eater_isToldEachAllergenAndTheDiet() {
        var child = new Eater(List.of("milk", "egg"), Set.of(Diet.VEG));
        DishFacts omelette = dish(Diet.EGG, List.of(), List.of("milk", "egg", "gluten"));
        assertThat(child.allergensIn(omelette)).containsExactly("egg", "milk");
        assertThat(child.eats(omelette)).isFalse();
        assertThat(child.reasons(omelette))
                .containsExactly("has egg and milk", "is egg and not for veg");
        assertThat(child.and(Diet.NON_VEG).reasons(omelette)).isEqualTo(child.reasons(omelette));
        assertThat(child.and(Diet.JAIN).reasons(omelette))
                .containsExactly("has egg and milk", "is egg and not for veg or jain");
        DishFacts dal = dish(Diet.VEG, List.of(Diet.VEGAN), List.of());
        assertThat(child.reasons(dal)).isEmpty();
        assertThat(child.and(Diet.JAIN).reasons(dal))
                .containsExactly("is veg, vegan and not for jain");
        assertThat(new Eater(List.of(), Set.of()).eats(omelette)).isTrue();
    }
}
