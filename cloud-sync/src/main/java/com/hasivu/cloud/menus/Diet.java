package com.hasivu.cloud.menus;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * For whom a dish is. The marks follow India's: green for vegetarian, brown for the rest, and an
 * own one for vegan; egg is told apart as schools do. Jain food has nothing grown below the ground,
 * satvik food neither onion nor garlic; both are vegetarian, and milk is allowed.
 */
public enum Diet {
    VEG(Set.of("egg", "fish", "crustacean", "mollusc")),
    EGG(Set.of("fish", "crustacean", "mollusc")),
    NON_VEG(Set.of()),
    VEGAN(Set.of("milk", "egg", "fish", "crustacean", "mollusc")),
    JAIN(Set.of("egg", "fish", "crustacean", "mollusc")),
    SATVIK(Set.of("egg", "fish", "crustacean", "mollusc")),
    HALAL(Set.of());

    private final Set<String> never;

    Diet(Set<String> never) {
        this.never = never;
    }

    /** As in answers, for example {@code non-veg}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a label.
     *
     * @throws IllegalArgumentException if there is no such diet
     */
    public static Diet of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Allergens that a dish of this diet cannot hold: they say what it is made of. */
    Set<String> never() {
        return never;
    }

    /** Marks of which a dish needs one for who eats so; empty when any dish will do. */
    Set<Diet> accepts() {
        return switch (this) {
            case NON_VEG -> Set.of();
            case HALAL -> Set.of(VEG, VEGAN, JAIN, SATVIK, EGG, HALAL);
            case EGG -> Set.of(VEG, VEGAN, JAIN, SATVIK, EGG);
            case VEG -> Set.of(VEG, VEGAN, JAIN, SATVIK);
            case VEGAN, JAIN, SATVIK -> Set.of(this);
        };
    }

    /** Whether who eats so may eat a dish with these marks. */
    public boolean eats(Collection<Diet> marks) {
        return accepts().isEmpty() || marks.stream().anyMatch(accepts()::contains);
    }

    /** As kept in a column. */
    static String join(Collection<Diet> diets) {
        return String.join(",", diets.stream().distinct().sorted().map(Diet::label).toList());
    }

    /** From a column. */
    static List<Diet> split(String column) {
        return column.isEmpty()
                ? List.of()
                : Arrays.stream(column.split(",")).map(Diet::of).toList();
    }
}
