package com.hasivu.cloud.schools;

import static com.hasivu.cloud.schema.Tables.STUDENTS;

import com.hasivu.cloud.schema.tables.records.StudentsRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** A child as its row: how it is held, written and read. Rules are in {@link Students}. */
final class StudentRows {
    private StudentRows() {}

    /** Held until the transaction ends, so that two writers do not cross. */
    static Optional<StudentsRecord> held(DSLContext tx, SchoolId school, StudentId id) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.ID.eq(id.value()), STUDENTS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchOptional();
    }

    /** Those who have not left, held until the transaction ends. */
    static Map<String, StudentsRecord> heldByRoll(DSLContext tx, SchoolId school) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.SCHOOL.eq(school.value()), STUDENTS.TAKEN_ROLL.isNotNull())
                .orderBy(STUDENTS.ID)
                .forUpdate()
                .fetchMap(STUDENTS.TAKEN_ROLL);
    }

    static boolean rollTaken(DSLContext tx, StudentsRecord row, String rollNumber) {
        @Nullable Long own = row.getId();
        return tx.fetchExists(
                STUDENTS,
                STUDENTS.SCHOOL.eq(row.getSchool()),
                STUDENTS.TAKEN_ROLL.eq(rollNumber),
                own == null ? STUDENTS.ID.isNotNull() : STUDENTS.ID.ne(own));
    }

    static void set(StudentsRecord row, Students.Details details) {
        row.setName(details.name());
        row.setClassName(details.className());
        row.setRollNumber(details.rollNumber());
        row.setDiet(details.diet());
        row.setAllergens(Allergens.join(details.allergens()));
    }

    /** The one place where a child becomes active or ceases to be. */
    static void settle(StudentsRecord row) {
        row.setActive(row.getConsent() != null && row.getLeftAt() == null);
        row.setTakenRoll(row.getLeftAt() == null ? row.getRollNumber() : null);
    }

    static Student student(StudentsRecord row) {
        return new Student(
                new StudentId(row.getId()),
                new SchoolId(row.getSchool()),
                row.getName(),
                row.getClassName(),
                row.getRollNumber(),
                row.getDiet(),
                Allergens.split(row.getAllergens()),
                state(row),
                row.getConsent() != null);
    }

    private static StudentState state(StudentsRecord row) {
        if (row.getErased() != null) {
            return StudentState.ERASED;
        }
        if (row.getLeftAt() != null) {
            return StudentState.LEFT;
        }
        return row.getActive() ? StudentState.ACTIVE : StudentState.AWAITING_CONSENT;
    }
}
