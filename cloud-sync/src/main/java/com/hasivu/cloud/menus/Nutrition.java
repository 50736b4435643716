package com.hasivu.cloud.menus;

import com.hasivu.cloud.http.Problem;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What one portion gives. Weights are whole milligrams, so nothing is rounded twice.
 *
 * @param sugarMg of the carbohydrate
 */
public record Nutrition(
        int energyKcal,
        int proteinMg,
        int fatMg,
        int carbohydrateMg,
        @Nullable Integer sugarMg,
        @Nullable Integer saltMg,
        @Nullable Integer fibreMg) {
    /** Kilocalories of a gram (Codex Alimentarius CXG 2-1985, 3.3.1). */
    private static final int PROTEIN_KCAL = 4;

    private static final int CARBOHYDRATE_KCAL = 4;
    private static final int FAT_KCAL = 9;

    /** Fibre, acids and rounding stay far below this; kilojoules for kilocalories do not. */
    private static final int FACTOR = 2;

    private static final int SLACK_KCAL = 50;
    private static final int MG_PER_GRAM = 1_000;

    /** What cannot be true together; the body's own bounds are the contract's. Pure. */
    List<Problem.Fault> faults() {
        var faults = new ArrayList<Problem.Fault>();
        if (sugarMg != null && sugarMg > carbohydrateMg) {
            faults.add(
                    Problem.Fault.at(
                            "/nutrition/sugarMg",
                            "is more than the carbohydrate, of which it is a part"));
        }
        int kcal =
                (PROTEIN_KCAL * proteinMg + CARBOHYDRATE_KCAL * carbohydrateMg + FAT_KCAL * fatMg)
                        / MG_PER_GRAM;
        if (energyKcal > FACTOR * kcal + SLACK_KCAL || kcal > FACTOR * energyKcal + SLACK_KCAL) {
            faults.add(
                    Problem.Fault.at(
                            "/nutrition/energyKcal",
                            "is %d, but protein, carbohydrate and fat give about %d kcal; is it in kJ, or a weight in grams?"
                                    .formatted(energyKcal, kcal)));
        }
        return faults;
    }
}
