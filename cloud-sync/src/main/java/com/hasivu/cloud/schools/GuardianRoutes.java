package com.hasivu.cloud.schools;

import com.hasivu.cloud.auth.Passwords;
import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.auth.User;
import com.hasivu.cloud.auth.Users;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Guardians, and their rights over children, over HTTP. */
public final class GuardianRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Students students;
    private final Users users;
    private final People people;
    private final Passwords passwords;

    public GuardianRoutes(
            Database database,
            Once once,
            Schools schools,
            Students students,
            Users users,
            People people,
            Passwords passwords) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.students = students;
        this.users = users;
        this.people = people;
        this.passwords = passwords;
    }

    public void register(Api api) {
        api.route("createGuardian", Access.admins(), this::create);
        api.route("listGuardians", Access.admins(), this::ofStudent);
        api.route("linkGuardian", Access.admins(), this::link);
        api.route("putGuardian", Access.admins(), this::put);
        api.route("unlinkGuardian", Access.admins(), this::unlink);
        api.route("listStudentsOfGuardian", Access.admins(), this::ofGuardian);
    }

    private record Link(long id, @Nullable Boolean mayOrder, @Nullable Boolean mayCollect) {}

    private record NewGuardian(
            String email, @Nullable String password, @Nullable String name, List<Link> students) {}

    private record PersonView(
            long id, String email, String name, String role, List<Link> students) {}

    private record NewLink(
            String email, @Nullable Boolean mayOrder, @Nullable Boolean mayCollect) {}

    private record Rights(boolean mayOrder, boolean mayCollect) {}

    private record GuardianView(
            long id, String email, String name, boolean mayOrder, boolean mayCollect) {
        static GuardianView of(User user, Students.Guardian rights) {
            return new GuardianView(
                    user.id().value(),
                    user.email(),
                    user.name(),
                    rights.mayOrder(),
                    rights.mayCollect());
        }
    }

    private record ChildView(StudentView student, boolean mayOrder, boolean mayCollect) {}

    /** With a password a new parent; without one a parent of this school who has registered. */
    private Reply create(Request request) {
        var body = request.body(NewGuardian.class);
        Optional<PasswordHash> hash =
                Optional.ofNullable(body.password()).map(passwords::hashChosen);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    requireStudents(tx, request.school(), body.students());
                    User user =
                            hash.map(it -> added(tx, request.school(), body, it))
                                    .orElseGet(
                                            () ->
                                                    heldParent(tx, request.school(), body.email())
                                                            .orElseThrow(
                                                                    GuardianRoutes::unknownParent));
                    for (Link link : body.students()) {
                        students.link(
                                tx,
                                guardian(
                                        user,
                                        new StudentId(link.id()),
                                        link.mayOrder(),
                                        link.mayCollect()));
                    }
                    return new Reply(
                            hash.isPresent() ? 201 : 200,
                            new PersonView(
                                    user.id().value(),
                                    user.email(),
                                    user.name(),
                                    user.role().label(),
                                    body.students()));
                });
    }

    private User added(DSLContext tx, SchoolId school, NewGuardian body, PasswordHash password) {
        return switch (users.add(
                tx,
                Optional.of(school),
                body.email(),
                String.valueOf(body.name()), // the contract wants it beside a password
                Role.PARENT,
                password)) {
            case Users.Added.Fresh(User user) -> user;
            case Users.Added.EmailTaken(String email) ->
                    throw Problem.conflict(
                            "email-taken",
                            "%s has an account already; leave name and password out to link a parent of this school"
                                    .formatted(email));
        };
    }

    private static Problem unknownParent() {
        return Problem.refused(
                "unknown-parent",
                "no parent of this school has this address; let them register, or give name and password to add them",
                Problem.Fault.at("/email", "is no parent's of this school"));
    }

    private void requireStudents(DSLContext tx, SchoolId school, List<Link> links) {
        var seen = new HashSet<Long>();
        for (int i = 0; i < links.size(); i++) {
            long id = links.get(i).id();
            if (!seen.add(id) || held(tx, school, new StudentId(id)).isEmpty()) {
                throw Problem.refused(
                        "unknown-student",
                        "student %d is not of this school, or is named twice".formatted(id),
                        Problem.Fault.at(
                                "/students/%d/id".formatted(i),
                                "is not a student of this school, or is named twice"));
            }
        }
    }

    private Reply ofStudent(Request request) {
        return database.read(
                tx -> {
                    var rights = students.guardians(tx, student(tx, request).id());
                    var persons =
                            people.some(tx, rights.stream().map(Students.Guardian::user).toList());
                    var views = new ArrayList<GuardianView>();
                    for (int i = 0; i < persons.size(); i++) { // both by the person's id
                        views.add(GuardianView.of(persons.get(i), rights.get(i)));
                    }
                    return Reply.ok(new Page<>(views, null));
                });
    }

    /** A parent of another school is as unknown as nobody. */
    private Reply link(Request request) {
        var body = request.body(NewLink.class);
        return once.run(
                request,
                tx -> {
                    Student student = held(tx, request);
                    User parent =
                            heldParent(tx, request.school(), body.email())
                                    .orElseThrow(
                                            () ->
                                                    Problem.refused(
                                                            "unknown-guardian",
                                                            "no parent of the school has the address %s; add one at /guardians"
                                                                    .formatted(body.email()),
                                                            Problem.Fault.at(
                                                                    "/email",
                                                                    "is no parent's of the school")));
                    var rights = guardian(parent, student.id(), body.mayOrder(), body.mayCollect());
                    students.link(tx, rights);
                    return Reply.created(GuardianView.of(parent, rights));
                });
    }

    private Reply put(Request request) {
        var body = request.body(Rights.class);
        return database.transaction(
                tx -> {
                    Student student = held(tx, request);
                    User parent =
                            people.held(tx, request.school(), guardian(request))
                                    .filter(user -> user.role() == Role.PARENT)
                                    .orElseThrow(Problem::notFound);
                    var rights = guardian(parent, student.id(), body.mayOrder(), body.mayCollect());
                    students.link(tx, rights);
                    return Reply.ok(GuardianView.of(parent, rights));
                });
    }

    private Reply unlink(Request request) {
        return database.transaction(
                tx -> {
                    boolean gone =
                            students.unlink(
                                    tx,
                                    held(tx, request), // a consent on its way is there, or not
                                    parent(tx, request).id(),
                                    request.caller().user());
                    if (!gone) {
                        throw Problem.notFound();
                    }
                    return Reply.nothing();
                });
    }

    private Reply ofGuardian(Request request) {
        return database.read(
                tx -> {
                    UserId guardian = parent(tx, request).id();
                    var children =
                            students.some(tx, request.school(), students.ofGuardian(tx, guardian));
                    return Reply.ok(
                            new Page<>(
                                    children.stream()
                                            .map(child -> child(tx, guardian, child))
                                            .toList(),
                                    null));
                });
    }

    private ChildView child(DSLContext tx, UserId guardian, Student child) {
        var rights = students.guardian(tx, guardian, child.id()).orElseThrow();
        return new ChildView(StudentView.of(child), rights.mayOrder(), rights.mayCollect());
    }

    private Student student(DSLContext tx, Request request) {
        return students.find(tx, request.school(), new StudentId(request.number("id")))
                .filter(student -> student.state() != StudentState.ERASED)
                .orElseThrow(Problem::notFound);
    }

    private Student held(DSLContext tx, Request request) {
        return held(tx, request.school(), new StudentId(request.number("id")))
                .orElseThrow(Problem::notFound);
    }

    /** Until the transaction ends: nobody becomes guardian of a child that is just erased. */
    private Optional<Student> held(DSLContext tx, SchoolId school, StudentId id) {
        return students.held(tx, school, id)
                .filter(student -> student.state() != StudentState.ERASED);
    }

    private User parent(DSLContext tx, Request request) {
        return people.find(tx, request.school(), guardian(request))
                .filter(user -> user.role() == Role.PARENT)
                .orElseThrow(Problem::notFound);
    }

    private static UserId guardian(Request request) {
        return new UserId(request.number("guardian"));
    }

    /** Held: who is being erased becomes nobody's guardian. */
    private Optional<User> heldParent(DSLContext tx, SchoolId school, String email) {
        return people.heldByEmail(tx, school, email).filter(user -> user.role() == Role.PARENT);
    }

    private static Students.Guardian guardian(
            User user,
            StudentId student,
            @Nullable Boolean mayOrder,
            @Nullable Boolean mayCollect) {
        return new Students.Guardian(
                user.id(), student, Boolean.TRUE.equals(mayOrder), Boolean.TRUE.equals(mayCollect));
    }
}
