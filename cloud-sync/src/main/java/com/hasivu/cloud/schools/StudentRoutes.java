package com.hasivu.cloud.schools;

import com.hasivu.cloud.auth.Passwords;
import com.hasivu.cloud.auth.Passwords.PasswordHash;
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
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Students and guardians over HTTP. */
public final class StudentRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Students students;
    private final Users users;
    private final Passwords passwords;

    public StudentRoutes(
            Database database,
            Once once,
            Schools schools,
            Students students,
            Users users,
            Passwords passwords) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.students = students;
        this.users = users;
        this.passwords = passwords;
    }

    public void register(Api api) {
        api.route("createStudent", Access.admins(), this::create);
        api.route("listStudents", Access.staff(), this::list);
        api.route("updateStudent", Access.admins(), this::update);
        api.route("createGuardian", Access.admins(), this::createGuardian);
    }

    private record NewStudent(
            String name, String className, String rollNumber, @Nullable List<String> allergens) {}

    private record StudentPatch(
            @Nullable String name,
            @Nullable String className,
            @Nullable String rollNumber,
            @Nullable List<String> allergens,
            @Nullable Boolean active) {
        Student applyTo(Student old) {
            return new Student(
                    old.id(),
                    old.school(),
                    name == null ? old.name() : name,
                    className == null ? old.className() : className,
                    rollNumber == null ? old.rollNumber() : rollNumber,
                    allergens == null ? old.allergens() : allergens,
                    active == null ? old.active() : active);
        }
    }

    private record Link(long id, @Nullable Boolean mayOrder, @Nullable Boolean mayCollect) {}

    private record NewGuardian(
            String email, @Nullable String password, @Nullable String name, List<Link> students) {}

    private record StudentView(
            long id,
            String name,
            String className,
            String rollNumber,
            List<String> allergens,
            boolean active) {}

    private record GuardianView(
            long id, String email, String name, String role, List<Link> students) {}

    private Reply create(Request request) {
        var body = request.body(NewStudent.class);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.created(
                            view(
                                    students.add(
                                            tx,
                                            request.school(),
                                            body.name(),
                                            body.className(),
                                            body.rollNumber(),
                                            body.allergens() == null
                                                    ? List.of()
                                                    : body.allergens())));
                });
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            students
                                    .page(
                                            tx,
                                            request.school(),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(StudentRoutes::view)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), StudentView::id));
                });
    }

    private Reply update(Request request) {
        var patch = request.body(StudentPatch.class);
        return database.transaction(
                tx -> {
                    Student old =
                            students.lock(tx, request.school(), new StudentId(request.number("id")))
                                    .orElseThrow(Problem::notFound);
                    Student fresh = patch.applyTo(old);
                    if (!fresh.equals(old)) {
                        students.update(tx, fresh);
                    }
                    return Reply.ok(view(fresh));
                });
    }

    /** With a password a new parent; without one a parent of this school who has registered. */
    private Reply createGuardian(Request request) {
        var body = request.body(NewGuardian.class);
        Optional<PasswordHash> hash =
                Optional.ofNullable(body.password()).map(passwords::hashChosen);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    requireStudents(tx, request.school(), body.students());
                    User user =
                            hash.map(it -> newParent(tx, request.school(), body, it))
                                    .orElseGet(
                                            () ->
                                                    users.findParent(
                                                                    tx,
                                                                    request.school(),
                                                                    body.email())
                                                            .orElseThrow(
                                                                    StudentRoutes::unknownParent));
                    for (Link link : body.students()) {
                        students.link(tx, guardian(user, link));
                    }
                    return new Reply(
                            hash.isPresent() ? 201 : 200,
                            new GuardianView(
                                    user.id().value(),
                                    user.email(),
                                    user.name(),
                                    user.role().label(),
                                    body.students()));
                });
    }

    private User newParent(
            DSLContext tx, SchoolId school, NewGuardian body, PasswordHash password) {
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
            if (!seen.add(id) || students.find(tx, school, new StudentId(id)).isEmpty()) {
                throw Problem.refused(
                        "unknown-student",
                        "student %d is not of this school, or is named twice".formatted(id),
                        Problem.Fault.at(
                                "/students/%d/id".formatted(i),
                                "is not a student of this school, or is named twice"));
            }
        }
    }

    private static Students.Guardian guardian(User user, Link link) {
        return new Students.Guardian(
                user.id(),
                new StudentId(link.id()),
                Boolean.TRUE.equals(link.mayOrder()),
                Boolean.TRUE.equals(link.mayCollect()));
    }

    private static StudentView view(Student student) {
        return new StudentView(
                student.id().value(),
                student.name(),
                student.className(),
                student.rollNumber(),
                student.allergens(),
                student.active());
    }
}
