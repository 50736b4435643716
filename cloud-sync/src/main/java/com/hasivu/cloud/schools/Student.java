package com.hasivu.cloud.schools;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import java.util.List;

/**
 * A child of a school.
 *
 * @param allergens codes in order, for example {@code peanut}
 * @param active false when the child has left
 */
public record Student(
        StudentId id,
        SchoolId school,
        String name,
        String className,
        String rollNumber,
        List<String> allergens,
        boolean active) {
    public Student {
        allergens = List.copyOf(allergens);
    }
}
