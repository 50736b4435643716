package com.hasivu.cloud.schools;

import static com.hasivu.cloud.schema.Tables.GUARDIANS;
import static com.hasivu.cloud.schema.Tables.STUDENTS;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schema.tables.records.GuardiansRecord;
import com.hasivu.cloud.schema.tables.records.StudentsRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Gatherers;

/**
 * The children and who is responsible for them. A child is active while somebody's consent stands
 * and it has not left: {@link StudentRows#settle} alone decides that, and the table's check refuses
 * whoever goes past it. Thread-safe; runs in the caller's transaction.
 */
public final class Students {
    /** Rows of one batch. */
    private static final int PART = 500;

    private final Outbox outbox;
    private final Clock clock;
    private final List<StudentEnds> listeners = new CopyOnWriteArrayList<>();
    private final List<GuardianEnds> unlinkListeners = new CopyOnWriteArrayList<>();

    public Students(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Tells a listener of each child that is active no more, within its transaction. */
    public void onEnded(StudentEnds listener) {
        listeners.add(listener);
    }

    /** Tells a listener of each guardian who is one no more, within its transaction. */
    public void onUnlinked(GuardianEnds listener) {
        unlinkListeners.add(listener);
    }

    /**
     * A person's rights over a child.
     *
     * @param mayOrder may place and pay orders, and speaks for the child: consents
     * @param mayCollect may collect the meal
     */
    public record Guardian(UserId user, StudentId student, boolean mayOrder, boolean mayCollect) {}

    /** What became of writing a child's row. */
    public sealed interface Written {
        record Done(Student student) implements Written {}

        /** Another child of the school that has not left has this roll number. */
        record RollTaken(String rollNumber) implements Written {}
    }

    /** Every child of the school, by id, those who left included. */
    public List<Student> all(DSLContext tx, SchoolId school) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.SCHOOL.eq(school.value()))
                .orderBy(STUDENTS.ID)
                .fetch(StudentRows::student);
    }

    /** Those of the school's children that have these ids. */
    public List<Student> some(DSLContext tx, SchoolId school, Collection<StudentId> ids) {
        return tx.selectFrom(STUDENTS)
                .where(
                        STUDENTS.SCHOOL.eq(school.value()),
                        STUDENTS.ID.in(ids.stream().map(StudentId::value).toList()))
                .orderBy(STUDENTS.ID)
                .fetch(StudentRows::student);
    }

    /** A part of the school's children: those with ids above {@code after}. */
    List<Student> page(
            DSLContext tx, SchoolId school, StudentFilter filter, long after, int limit) {
        return tx.selectFrom(STUDENTS)
                .where(
                        STUDENTS.SCHOOL.eq(school.value()),
                        STUDENTS.ID.gt(after),
                        filter.condition())
                .orderBy(STUDENTS.ID)
                .limit(limit)
                .fetch(StudentRows::student);
    }

    /** A child of this school; empty for a child of another. */
    public Optional<Student> find(DSLContext tx, SchoolId school, StudentId id) {
        return tx.selectFrom(STUDENTS)
                .where(STUDENTS.ID.eq(id.value()), STUDENTS.SCHOOL.eq(school.value()))
                .fetchOptional(StudentRows::student);
    }

    /**
     * The same, and holds its row until the transaction ends: what is allowed because the child is
     * active must not cross with the end of that.
     */
    public Optional<Student> held(DSLContext tx, SchoolId school, StudentId id) {
        return StudentRows.held(tx, school, id).map(StudentRows::student);
    }

    /** The same, if the person may order for the child. */
    public Optional<Student> heldFor(DSLContext tx, SchoolId school, StudentId id, UserId user) {
        return tx.selectFrom(STUDENTS)
                .where(
                        STUDENTS.ID.eq(id.value()),
                        STUDENTS.SCHOOL.eq(school.value()),
                        STUDENTS.ID.in(guardedBy(user).and(GUARDIANS.MAY_ORDER.isTrue())))
                .forUpdate()
                .fetchOptional(StudentRows::student);
    }

    /**
     * For a statement over rows about children: those of the children a person is responsible for.
     *
     * @param student the column that says whom a row is about
     */
    public static Condition guardedBy(UserId user, Field<Long> student) {
        return student.in(guardedBy(user));
    }

    private static SelectConditionStep<Record1<Long>> guardedBy(UserId user) {
        return DSL.select(GUARDIANS.STUDENT)
                .from(GUARDIANS)
                .where(GUARDIANS.USER_ID.eq(user.value()));
    }

    /** The child if the caller may see it: staff of its school, or one of its guardians. */
    public Optional<Student> visible(DSLContext tx, Caller caller, SchoolId school, StudentId id) {
        return tx.selectFrom(STUDENTS)
                .where(
                        STUDENTS.ID.eq(id.value()),
                        STUDENTS.SCHOOL.eq(school.value()),
                        caller.role().staff()
                                ? DSL.noCondition()
                                : guardedBy(caller.user(), STUDENTS.ID))
                .fetchOptional(StudentRows::student)
                .filter(student -> caller.mayEnter(student.school()));
    }

    /** The person's rights over the child, if any. */
    public Optional<Guardian> guardian(DSLContext tx, UserId user, StudentId student) {
        return tx.selectFrom(GUARDIANS)
                .where(GUARDIANS.USER_ID.eq(user.value()), GUARDIANS.STUDENT.eq(student.value()))
                .fetchOptional(Students::guardian);
    }

    /** Who is responsible for the child, by the person's id. */
    public List<Guardian> guardians(DSLContext tx, StudentId student) {
        return tx.selectFrom(GUARDIANS)
                .where(GUARDIANS.STUDENT.eq(student.value()))
                .orderBy(GUARDIANS.USER_ID)
                .fetch(Students::guardian);
    }

    /** Every link of these children. */
    public List<Guardian> guardians(DSLContext tx, SchoolId school) {
        return tx.select(GUARDIANS.fields())
                .from(GUARDIANS)
                .join(STUDENTS)
                .on(STUDENTS.ID.eq(GUARDIANS.STUDENT))
                .where(STUDENTS.SCHOOL.eq(school.value()))
                .orderBy(GUARDIANS.STUDENT, GUARDIANS.USER_ID)
                .fetchInto(GUARDIANS)
                .map(Students::guardian);
    }

    /** The children a person is responsible for. */
    public Set<StudentId> ofGuardian(DSLContext tx, UserId user) {
        return tx.select(GUARDIANS.STUDENT)
                .from(GUARDIANS)
                .where(GUARDIANS.USER_ID.eq(user.value()))
                .orderBy(GUARDIANS.STUDENT)
                .fetchSet(row -> new StudentId(row.value1()));
    }

    /**
     * Somebody consents: the child is active unless it has left.
     *
     * @param consent the entry of the ledger it stands on from now on
     */
    public Student consented(DSLContext tx, SchoolId school, StudentId id, long consent) {
        StudentsRecord row = StudentRows.held(tx, school, id).orElseThrow();
        row.setConsent(consent);
        return write(tx, row, "consent " + consent);
    }

    /**
     * Nobody consents any more: the child is active no longer.
     *
     * @param actor who made it so, for example {@code user 7}
     */
    public Student unconsented(DSLContext tx, SchoolId school, StudentId id, String actor) {
        StudentsRecord row = StudentRows.held(tx, school, id).orElseThrow();
        row.setConsent(null);
        return write(tx, row, actor);
    }

    /** What the school says of a child; the id and where it stands are not its to choose. */
    public record Details(
            String name,
            String className,
            String rollNumber,
            String diet,
            Collection<String> allergens) {}

    /** A new child, which awaits consent. */
    public Written add(DSLContext tx, SchoolId school, Details details) {
        StudentsRecord row = tx.newRecord(STUDENTS);
        row.setSchool(school.value());
        row.setCreated(now());
        return change(tx, row, details, false, "");
    }

    /**
     * Writes what the school says of many children, each known by its roll number: new, or changed.
     * None of them leaves.
     *
     * @return the children by roll number
     */
    public Map<String, Student> putAll(
            DSLContext tx, SchoolId school, Collection<Details> children) {
        Map<String, StudentsRecord> rows = StudentRows.heldByRoll(tx, school);
        for (Details child : children) {
            StudentsRecord row =
                    rows.computeIfAbsent(
                            child.rollNumber(),
                            roll -> {
                                StudentsRecord fresh = tx.newRecord(STUDENTS);
                                fresh.setSchool(school.value());
                                fresh.setCreated(now());
                                return fresh;
                            });
            StudentRows.set(row, child);
            StudentRows.settle(row);
        }
        storeAll(tx, school, rows.values());
        var all = new HashMap<String, Student>();
        StudentRows.heldByRoll(tx, school)
                .forEach((roll, row) -> all.put(roll, StudentRows.student(row)));
        return all;
    }

    /**
     * The same as {@link #consented} for many.
     *
     * @param consents the entry each stands on from now on
     */
    public void consentedAll(DSLContext tx, SchoolId school, Map<StudentId, Long> consents) {
        Collection<StudentsRecord> rows = StudentRows.heldByRoll(tx, school).values();
        for (StudentsRecord row : rows) {
            Long consent = consents.get(new StudentId(row.getId()));
            if (consent != null) {
                row.setConsent(consent);
                StudentRows.settle(row);
            }
        }
        storeAll(tx, school, rows);
    }

    private void storeAll(DSLContext tx, SchoolId school, Collection<StudentsRecord> rows) {
        var changed = rows.stream().filter(StudentsRecord::modified).toList();
        if (!changed.isEmpty()) {
            changed.stream()
                    .gather(Gatherers.windowFixed(PART)) // a driver keeps a whole batch
                    .forEach(part -> tx.batchStore(part).execute());
            outbox.schoolChanged(tx, school, "many students: " + changed.size());
        }
    }

    /**
     * Writes what the school says of a child.
     *
     * @param left whether it has left the school
     * @return empty when the school has no such child, or it is erased
     */
    public Optional<Written> update(
            DSLContext tx,
            SchoolId school,
            StudentId id,
            Details details,
            boolean left,
            String actor) {
        return StudentRows.held(tx, school, id)
                .filter(row -> row.getErased() == null)
                .map(row -> change(tx, row, details, left, actor));
    }

    /** Takes what names a child that has left, for good. Its row stays under its number. */
    public void erase(DSLContext tx, SchoolId school, StudentId id, String actor) {
        StudentsRecord row = StudentRows.held(tx, school, id).orElseThrow();
        if (row.getLeftAt() == null) {
            throw new IllegalStateException("child %s has not left".formatted(id));
        }
        row.setName("erased");
        row.setClassName("-");
        row.setRollNumber("-");
        row.setDiet("");
        row.setAllergens("");
        row.setConsent(null);
        row.setErased(now());
        var unused = write(tx, row, actor);
        tx.deleteFrom(GUARDIANS).where(GUARDIANS.STUDENT.eq(id.value())).execute();
    }

    /** Makes a person responsible for a child, or changes the rights. */
    public void link(DSLContext tx, Guardian guardian) {
        linking(tx, guardian).execute();
    }

    private static Query linking(DSLContext tx, Guardian guardian) {
        return tx.insertInto(GUARDIANS)
                .set(GUARDIANS.USER_ID, guardian.user().value())
                .set(GUARDIANS.STUDENT, guardian.student().value())
                .set(GUARDIANS.MAY_ORDER, guardian.mayOrder())
                .set(GUARDIANS.MAY_COLLECT, guardian.mayCollect())
                .onConflict(GUARDIANS.USER_ID, GUARDIANS.STUDENT)
                .doUpdate()
                .set(GUARDIANS.MAY_ORDER, guardian.mayOrder())
                .set(GUARDIANS.MAY_COLLECT, guardian.mayCollect());
    }

    /** The same for many links. */
    public void linkAll(DSLContext tx, Collection<Guardian> links) {
        links.stream()
                .map(link -> linking(tx, link))
                .gather(Gatherers.windowFixed(PART))
                .forEach(part -> tx.batch(part).execute());
    }

    /**
     * Ends a person's rights over a child.
     *
     * @return false when there were none
     */
    boolean unlink(DSLContext tx, Student student, UserId user, UserId actor) {
        int gone =
                tx.deleteFrom(GUARDIANS)
                        .where(
                                GUARDIANS.USER_ID.eq(user.value()),
                                GUARDIANS.STUDENT.eq(student.id().value()))
                        .execute();
        if (gone == 1) {
            unlinkListeners.forEach(listener -> listener.unlinked(tx, student, user, actor));
        }
        return gone == 1;
    }

    private Written change(
            DSLContext tx, StudentsRecord row, Details details, boolean left, String actor) {
        if (!left && StudentRows.rollTaken(tx, row, details.rollNumber())) {
            return new Written.RollTaken(details.rollNumber());
        }
        StudentRows.set(row, details);
        if (left != (row.getLeftAt() != null)) {
            row.setLeftAt(left ? now() : null);
        }
        return new Written.Done(write(tx, row, actor));
    }

    private Student write(DSLContext tx, StudentsRecord row, String actor) {
        boolean was = Boolean.TRUE.equals(row.getActive());
        StudentRows.settle(row);
        if (!row.modified()) {
            return StudentRows.student(row);
        }
        row.store();
        Student student = StudentRows.student(row);
        outbox.schoolChanged(tx, student.school(), "student " + student.id());
        if (was && !student.active()) {
            listeners.forEach(listener -> listener.ended(tx, student, actor));
        }
        return student;
    }

    private static Guardian guardian(GuardiansRecord row) {
        return new Guardian(
                new UserId(row.getUserId()),
                new StudentId(row.getStudent()),
                row.getMayOrder(),
                row.getMayCollect());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
