package com.hasivu.cloud.pupils;

import static com.hasivu.cloud.schema.Tables.STUDENT_SIGN_INS;

import com.hasivu.cloud.auth.CodedAccounts;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.StudentEnds;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.util.Optional;

/**
 * Which account is a child's. It counts while the child is active: when consent ends or the child
 * leaves, it is closed in the same transaction. Thread-safe; runs in the caller's transaction.
 */
public final class Pupils implements StudentEnds {
    private final Students students;
    private final CodedAccounts accounts;

    public Pupils(Students students, CodedAccounts accounts) {
        this.students = students;
        this.accounts = accounts;
    }

    /** What became of letting a child in. */
    sealed interface Opened {
        record Done(CodedAccounts.Key key) implements Opened {}

        /** It has left, or nobody consents. */
        record Inactive() implements Opened {}

        /** The caller is a guardian who does not speak for the child. */
        record NotYours() implements Opened {}
    }

    /**
     * Lets the child in by a new code; its password, if it has one, counts on until the code is
     * used.
     *
     * @param seen the child, which the caller may see
     */
    Opened open(DSLContext tx, Caller caller, Student seen) {
        Student child = students.held(tx, seen.school(), seen.id()).orElseThrow();
        if (!speaksFor(tx, caller, child)) {
            return new Opened.NotYours();
        }
        if (!child.active()) {
            return new Opened.Inactive();
        }
        UserId user = account(tx, child.id()).orElseGet(() -> add(tx, child));
        return new Opened.Done(accounts.key(tx, user));
    }

    /** The school's office does, and who may order for the child: this one consents as well. */
    boolean speaksFor(DSLContext tx, Caller caller, Student child) {
        return caller.role().staff()
                || students.guardian(tx, caller.user(), child.id())
                        .filter(Students.Guardian::mayOrder)
                        .isPresent();
    }

    /** Ends the child's sign-in; false when there never was one. */
    boolean close(DSLContext tx, StudentId child) {
        Optional<UserId> user = account(tx, child);
        user.ifPresent(id -> accounts.close(tx, id, "child-signed-out"));
        return user.isPresent();
    }

    @Override
    public void ended(DSLContext tx, Student student, String actor) {
        account(tx, student.id()).ifPresent(id -> accounts.close(tx, id, "child-inactive"));
    }

    /** The account of a child, closed or not. */
    public Optional<UserId> account(DSLContext tx, StudentId child) {
        return tx.select(STUDENT_SIGN_INS.USER_ID)
                .from(STUDENT_SIGN_INS)
                .where(STUDENT_SIGN_INS.STUDENT.eq(child.value()))
                .fetchOptional(row -> new UserId(row.value1()));
    }

    /** The child who calls. */
    Optional<Student> child(DSLContext tx, Caller caller) {
        return tx.select(STUDENT_SIGN_INS.STUDENT)
                .from(STUDENT_SIGN_INS)
                .where(STUDENT_SIGN_INS.USER_ID.eq(caller.user().value()))
                .fetchOptional(row -> new StudentId(row.value1()))
                .flatMap(id -> students.find(tx, caller.ownSchool(), id))
                .filter(Student::active);
    }

    /** The login name is no address: no mail goes to .internal, and it tells no name. */
    private UserId add(DSLContext tx, Student child) {
        UserId user =
                accounts.add(
                        tx,
                        child.school(),
                        "%s@%s.internal".formatted(child.id(), child.school()),
                        "student " + child.id(),
                        Role.STUDENT);
        tx.insertInto(STUDENT_SIGN_INS)
                .set(STUDENT_SIGN_INS.STUDENT, child.id().value())
                .set(STUDENT_SIGN_INS.SCHOOL, child.school().value())
                .set(STUDENT_SIGN_INS.USER_ID, user.value())
                .execute();
        return user;
    }
}
