package com.hasivu.cloud.schools;

import static com.hasivu.cloud.schema.Tables.STUDENTS;

import com.hasivu.cloud.http.Request;

import org.jooq.Condition;
import org.jooq.impl.DSL;

import java.util.Locale;
import java.util.Optional;

/**
 * Which children of a school are meant; what is empty does not matter.
 *
 * @param namePrefix of the name, in any case
 */
record StudentFilter(
        Optional<String> className,
        Optional<StudentState> state,
        Optional<String> namePrefix,
        Optional<String> rollNumber) {
    static final StudentFilter ALL =
            new StudentFilter(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static StudentFilter of(Request request) {
        return new StudentFilter(
                request.query("class"),
                request.query("state")
                        .map(
                                label ->
                                        StudentState.valueOf(
                                                label.toUpperCase(Locale.ROOT).replace('-', '_'))),
                request.query("name"),
                request.query("roll"));
    }

    Condition condition() {
        Condition where = DSL.noCondition();
        if (className.isPresent()) {
            where = where.and(STUDENTS.CLASS_NAME.eq(className.get()));
        }
        if (rollNumber.isPresent()) {
            where = where.and(STUDENTS.ROLL_NUMBER.eq(rollNumber.get()));
        }
        if (namePrefix.isPresent()) {
            where =
                    where.and(
                            DSL.lower(STUDENTS.NAME)
                                    .startsWith(namePrefix.get().toLowerCase(Locale.ROOT)));
        }
        return state.map(StudentFilter::in).map(where::and).orElse(where);
    }

    private static Condition in(StudentState state) {
        return switch (state) {
            case ACTIVE -> STUDENTS.ACTIVE.isTrue();
            case AWAITING_CONSENT -> STUDENTS.CONSENT.isNull().and(STUDENTS.LEFT_AT.isNull());
            case LEFT -> STUDENTS.LEFT_AT.isNotNull().and(STUDENTS.ERASED.isNull());
            case ERASED -> STUDENTS.ERASED.isNotNull();
        };
    }
}
