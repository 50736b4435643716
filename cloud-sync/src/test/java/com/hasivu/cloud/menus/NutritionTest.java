package com.hasivu.cloud.menus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.http.Problem;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NutritionTest {
    @ParameterizedTest(name = "{0} kcal, {1}/{2}/{3} mg, sugar {4} -> {5}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # an idli, a glass of milk, water; then kilojoules, grams for milligrams, more sugar than carbohydrate
                     58 |  1600 |  400 |  12000 |       | ''
                    124 |  6400 | 7000 |   9400 |  9400 | ''
                      0 |     0 |    0 |      0 |       | ''
                    519 |  6400 | 7000 |   9400 |       | /nutrition/energyKcal
                    250 |     6 |    7 |     40 |       | /nutrition/energyKcal
                     40 | 20000 | 9000 |  40000 |       | /nutrition/energyKcal
                    124 |  6400 | 7000 |   9400 |  9401 | /nutrition/sugarMg
                    """)
    void faults_nameWhatCannotBe(
            int kcal, int protein, int fat, int carbohydrate, Integer sugar, String fault) {
        assertThat(new Nutrition(kcal, protein, fat, carbohydrate, sugar, null, null).faults())
                .extracting(Problem.Fault::pointer)
                .isEqualTo(fault.isEmpty() ? java.util.List.of() : java.util.List.of(fault));
    }
}
