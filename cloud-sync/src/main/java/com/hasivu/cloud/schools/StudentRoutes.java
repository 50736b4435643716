package com.hasivu.cloud.schools;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.protocol.StudentId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Students over HTTP. */
public final class StudentRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Students students;

    public StudentRoutes(Database database, Once once, Schools schools, Students students) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.students = students;
    }

    public void register(Api api) {
        api.route("createStudent", Access.admins(), this::create);
        api.route("listStudents", Access.staff(), this::list);
        api.route("getStudent", Access.adults(), this::get);
        api.route("updateStudent", Access.admins(), this::update);
        api.route("listChildren", Access.only(Role.PARENT), this::children);
    }

    private record NewStudent(
            String name,
            String className,
            String rollNumber,
            @Nullable String diet,
            @Nullable List<String> allergens) {
        Students.Details details() {
            return new Students.Details(
                    name,
                    className,
                    rollNumber,
                    diet == null ? "" : diet,
                    allergens == null ? List.of() : allergens);
        }
    }

    private record StudentPatch(
            @Nullable String name,
            @Nullable String className,
            @Nullable String rollNumber,
            @Nullable String diet,
            @Nullable List<String> allergens,
            @Nullable Boolean active) {
        /** What is not said stays as it is. */
        Students.Details over(Student old) {
            return new Students.Details(
                    name == null ? old.name() : name,
                    className == null ? old.className() : className,
                    rollNumber == null ? old.rollNumber() : rollNumber,
                    diet == null ? old.diet() : diet,
                    allergens == null ? old.allergens() : allergens);
        }

        boolean leaves(Student old) {
            return active == null ? old.state() == StudentState.LEFT : !active;
        }
    }

    private Reply create(Request request) {
        var body = request.body(NewStudent.class);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.created(
                            written(students.add(tx, request.school(), body.details())));
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
                                            StudentFilter.of(request),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(StudentView::of)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), StudentView::id));
                });
    }

    private Reply get(Request request) {
        return database.read(
                tx ->
                        students.visible(
                                        tx,
                                        request.caller(),
                                        request.school(),
                                        new StudentId(request.number("id")))
                                .map(student -> Reply.ok(StudentView.of(student)))
                                .orElseThrow(Problem::notFound));
    }

    private Reply children(Request request) {
        return database.read(
                tx ->
                        Reply.ok(
                                new Page<>(
                                        students
                                                .some(
                                                        tx,
                                                        request.caller().school().orElseThrow(),
                                                        students.ofGuardian(
                                                                tx, request.caller().user()))
                                                .stream()
                                                .map(StudentView::of)
                                                .toList(),
                                        null)));
    }

    private Reply update(Request request) {
        var patch = request.body(StudentPatch.class);
        var id = new StudentId(request.number("id"));
        return database.transaction(
                tx -> {
                    Student old =
                            students.held(tx, request.school(), id).orElseThrow(Problem::notFound);
                    return Reply.ok(
                            written(
                                    students.update(
                                                    tx,
                                                    request.school(),
                                                    id,
                                                    patch.over(old),
                                                    patch.leaves(old),
                                                    "user " + request.caller().user())
                                            .orElseThrow(
                                                    () ->
                                                            Problem.conflict(
                                                                    "student-erased",
                                                                    "student %s is erased for good; add the child anew"
                                                                            .formatted(id)))));
                });
    }

    private static StudentView written(Students.Written written) {
        return switch (written) {
            case Students.Written.Done(Student student) -> StudentView.of(student);
            case Students.Written.RollTaken(String roll) ->
                    throw new Problem(
                            409,
                            "roll-number-taken",
                            "Conflict",
                            "another child of the school has the roll number '%s'".formatted(roll),
                            List.of(
                                    Problem.Fault.at(
                                            "/rollNumber",
                                            "is another child's; choose one that is free")));
        };
    }
}
