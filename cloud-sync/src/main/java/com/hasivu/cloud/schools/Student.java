package com.hasivu.cloud.schools;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import java.util.List;

/**
 * A child of a school.
 *
 * @param diet {@code veg}, {@code non-veg}, {@code egg}, {@code vegan}, {@code jain}; empty when
 *     nobody said
 * @param allergens codes in order, for example {@code peanut}
 * @param consented whether somebody consents to its data being used
 */
public record Student(
        StudentId id,
        SchoolId school,
        String name,
        String className,
        String rollNumber,
        String diet,
        List<String> allergens,
        StudentState state,
        boolean consented) {
    /** What a child may eat. */
    public static final List<String> DIETS = List.of("veg", "non-veg", "egg", "vegan", "jain");

    public Student {
        allergens = List.copyOf(allergens);
    }

    /** Whether it may be ordered for, use a card and be served. */
    public boolean active() {
        return state == StudentState.ACTIVE;
    }
}
