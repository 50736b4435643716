package com.hasivu.cloud.schools;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A child as it is answered over HTTP: openapi.yaml, schema Student. */
record StudentView(
        long id,
        String name,
        String className,
        String rollNumber,
        @Nullable String diet,
        List<String> allergens,
        String state,
        boolean active) {
    static StudentView of(Student student) {
        return new StudentView(
                student.id().value(),
                student.name(),
                student.className(),
                student.rollNumber(),
                student.diet().isEmpty() ? null : student.diet(),
                student.allergens(),
                student.state().label(),
                student.active());
    }
}
