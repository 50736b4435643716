package com.hasivu.cloud.schools;

import static com.hasivu.cloud.schema.Tables.GUARDIANS;
import static com.hasivu.cloud.schema.Tables.STUDENTS;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schema.tables.records.StudentsRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The children and who is responsible for them. Thread-safe; runs in the caller's transaction. */
public final class Students {
    private final Outbox outbox;
    private final Clock clock;

    public Students(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * A person's rights over a child.
     *
     * @param mayOrder may place and pay orders
     * @param mayCollect may collect the meal
     */
    public record Guardian(UserId user, StudentId student, boolean mayOrder, boolean mayCollect) {}

    /** Every child of the school, by id, those who left included. */
    public List<Student> all(DSLContext tx, SchoolId school) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.SCHOOL.eq(school.value()))
                .orderBy(STUDENTS.ID)
                .fetch(Students::student);
    }

    /** Those of the school's children that have these ids. */
    public List<Student> some(DSLContext tx, SchoolId school, Collection<StudentId> ids) {
        return tx.selectFrom(STUDENTS)
                .where(
                        STUDENTS.SCHOOL.eq(school.value()),
                        STUDENTS.ID.in(ids.stream().map(StudentId::value).toList()))
                .fetch(Students::student);
    }

    /** A part of the school's children: those with ids above {@code after}. */
    public List<Student> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.SCHOOL.eq(school.value()), STUDENTS.ID.gt(after))
                .orderBy(STUDENTS.ID)
                .limit(limit)
                .fetch(Students::student);
    }

    /** A child of this school; empty for a child of another. */
    public Optional<Student> find(DSLContext tx, SchoolId school, StudentId id) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.ID.eq(id.value()), STUDENTS.SCHOOL.eq(school.value()))
                .fetchOptional(Students::student);
    }

    /** The person's rights over the child, if any. */
    public Optional<Guardian> guardian(DSLContext tx, UserId user, StudentId student) {
        return tx.selectFrom(GUARDIANS)
                .where(GUARDIANS.USER_ID.eq(user.value()), GUARDIANS.STUDENT.eq(student.value()))
                .fetchOptional()
                .map(row -> new Guardian(user, student, row.getMayOrder(), row.getMayCollect()));
    }

    /** The children a person is responsible for. */
    public Set<StudentId> ofGuardian(DSLContext tx, UserId user) {
        return tx.select(GUARDIANS.STUDENT)
                .from(GUARDIANS)
                .where(GUARDIANS.USER_ID.eq(user.value()))
                .fetchSet(row -> new StudentId(row.value1()));
    }

    Student add(
            DSLContext tx,
            SchoolId school,
            String name,
            String className,
            String rollNumber,
            Collection<String> allergens) {
        String codes = Allergens.join(allergens);
        long id =
                tx.insertInto(STUDENTS)
                        .set(STUDENTS.SCHOOL, school.value())
                        .set(STUDENTS.NAME, name)
                        .set(STUDENTS.CLASS_NAME, className)
                        .set(STUDENTS.ROLL_NUMBER, rollNumber)
                        .set(STUDENTS.ALLERGENS, codes)
                        .set(STUDENTS.ACTIVE, true)
                        .set(STUDENTS.CREATED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .returningResult(STUDENTS.ID)
                        .fetchSingle()
                        .value1();
        outbox.schoolChanged(tx, school, "student " + id);
        return new Student(
                new StudentId(id),
                school,
                name,
                className,
                rollNumber,
                Allergens.split(codes),
                true);
    }

    /** Writes the child's new state; the id and the school stay. */
    void update(DSLContext tx, Student student) {
        tx.update(STUDENTS)
                .set(STUDENTS.NAME, student.name())
                .set(STUDENTS.CLASS_NAME, student.className())
                .set(STUDENTS.ROLL_NUMBER, student.rollNumber())
                .set(STUDENTS.ALLERGENS, Allergens.join(student.allergens()))
                .set(STUDENTS.ACTIVE, student.active())
                .where(
                        STUDENTS.ID.eq(student.id().value()),
                        STUDENTS.SCHOOL.eq(student.school().value()))
                .execute();
        outbox.schoolChanged(tx, student.school(), "student " + student.id());
    }

    /** Gives a person rights over a child, or changes them. */
    void link(DSLContext tx, Guardian guardian) {
        tx.insertInto(GUARDIANS)
                .set(GUARDIANS.USER_ID, guardian.user().value())
                .set(GUARDIANS.STUDENT, guardian.student().value())
                .set(GUARDIANS.MAY_ORDER, guardian.mayOrder())
                .set(GUARDIANS.MAY_COLLECT, guardian.mayCollect())
                .onConflict(GUARDIANS.USER_ID, GUARDIANS.STUDENT)
                .doUpdate()
                .set(GUARDIANS.MAY_ORDER, guardian.mayOrder())
                .set(GUARDIANS.MAY_COLLECT, guardian.mayCollect())
                .execute();
    }

    /** Holds a child's row until the transaction ends, so that two writers do not cross. */
    Optional<Student> lock(DSLContext tx, SchoolId school, StudentId id) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.ID.eq(id.value()), STUDENTS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchOptional(Students::student);
    }

    private static Student student(StudentsRecord row) {
        return new Student(
                new StudentId(row.getId()),
                new SchoolId(row.getSchool()),
                row.getName(),
                row.getClassName(),
                row.getRollNumber(),
                Allergens.split(row.getAllergens()),
                row.getActive());
    }
}
