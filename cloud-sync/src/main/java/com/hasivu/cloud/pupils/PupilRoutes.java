package com.hasivu.cloud.pupils;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.time.LocalDate;

/** A child's own sign-in over HTTP: who opens and ends it, and what the child sees. */
public final class PupilRoutes {
    private static final Access OPENERS =
            Access.only(Role.PARENT, Role.SCHOOL_ADMIN, Role.PLATFORM_ADMIN);

    private final Database database;
    private final Students students;
    private final Pupils pupils;
    private final OwnDay days;

    public PupilRoutes(Database database, Students students, Pupils pupils, OwnDay days) {
        this.database = database;
        this.students = students;
        this.pupils = pupils;
        this.days = days;
    }

    public void register(Api api) {
        api.route("openStudentSignIn", OPENERS, this::open);
        api.route("endStudentSignIn", OPENERS, this::end);
        api.route("getOwnDay", Access.only(Role.STUDENT), this::day);
    }

    /** Without a key of its own: another request is another code, and only the newest counts. */
    private Reply open(Request request) {
        return database.transaction(
                tx -> {
                    Student child = seen(tx, request);
                    return switch (pupils.open(tx, request.caller(), child)) {
                        case Pupils.Opened.Done(var key) -> Reply.created(key);
                        case Pupils.Opened.NotYours() -> throw notYours(child);
                        case Pupils.Opened.Inactive() ->
                                throw Problem.conflict(
                                        "student-not-active",
                                        "child %s has left or awaits consent; it may sign in once a guardian consents"
                                                .formatted(child.id()));
                    };
                });
    }

    private Reply end(Request request) {
        return database.transaction(
                tx -> {
                    Student child = seen(tx, request);
                    if (!pupils.speaksFor(tx, request.caller(), child)) {
                        throw notYours(child);
                    }
                    if (!pupils.close(tx, child.id())) {
                        throw Problem.notFound();
                    }
                    return Reply.nothing();
                });
    }

    private Student seen(DSLContext tx, Request request) {
        return students.visible(
                        tx, request.caller(), request.school(), new StudentId(request.number("id")))
                .orElseThrow(Problem::notFound);
    }

    private static Problem notYours(Student child) {
        return Problem.forbidden(
                "student-not-yours", "you do not speak for child %s".formatted(child.id()));
    }

    private Reply day(Request request) {
        return database.read(
                tx -> {
                    Student child =
                            pupils.child(tx, request.caller()).orElseThrow(Problem::notFound);
                    return Reply.ok(
                            days.of(tx, child, request.query("date").map(LocalDate::parse)));
                });
    }
}
