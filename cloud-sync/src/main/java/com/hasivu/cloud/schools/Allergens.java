package com.hasivu.cloud.schools;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Allergen codes: those of {@code AllergenCode} in openapi.yaml, which are the fourteen of
 * Regulation (EU) 1169/2011, annex II; India's eight (FSSAI, Labelling and Display Regulations
 * 2020) are among them. In one column: each once, in order, joined by comma.
 */
public final class Allergens {
    /**
     * What a child may be allergic to and a dish may hold, one list for both, as openapi.yaml has
     * it: what Indian labels must name (Food Safety and Standards (Labelling and Display)
     * Regulations 2020, regulation 5(14)), and what European ones must besides (Regulation (EU)
     * 1169/2011, annex II). The counter's screen has words for each.
     */
    public static final List<String> CODES =
            List.of(
                    "celery",
                    "crustacean",
                    "egg",
                    "fish",
                    "gluten",
                    "lupin",
                    "milk",
                    "mollusc",
                    "mustard",
                    "peanut",
                    "sesame",
                    "soy",
                    "sulphite",
                    "tree-nut");

    private Allergens() {}

    /** As kept in a column. */
    public static String join(Collection<String> codes) {
        return String.join(",", new TreeSet<>(codes));
    }

    /** From a column. */
    public static List<String> split(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split(","));
    }
}
