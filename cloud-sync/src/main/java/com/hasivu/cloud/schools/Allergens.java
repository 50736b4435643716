package com.hasivu.cloud.schools;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Allergen codes in one column: each once, in order, joined by comma. */
public final class Allergens {
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
