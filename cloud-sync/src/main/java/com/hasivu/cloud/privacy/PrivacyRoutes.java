package com.hasivu.cloud.privacy;

import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.personal.PersonalData.Subject;
import com.hasivu.cloud.schema.tables.records.ErasuresRecord;
import com.hasivu.cloud.schools.StudentState;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Export and erasure of personal data over HTTP. */
public final class PrivacyRoutes {
    private final Database database;
    private final Students students;
    private final People people;
    private final List<PersonalData> parts;
    private final Erasures erasures;
    private final Clock clock;

    /**
     * @param parts one of each epic that keeps data of people
     */
    public PrivacyRoutes(
            Database database,
            Students students,
            People people,
            List<PersonalData> parts,
            Clock clock) {
        this.database = database;
        this.students = students;
        this.people = people;
        this.parts = List.copyOf(parts);
        this.erasures = new Erasures(parts, clock);
        this.clock = clock;
    }

    public void register(Api api) {
        Access families = Access.only(Role.PARENT, Role.SCHOOL_ADMIN, Role.PLATFORM_ADMIN);
        api.route("exportOwnData", Access.only(Role.PARENT), this::exportOwn);
        api.route("exportStudentData", families, this::exportStudent);
        api.route("exportGuardianData", Access.admins(), this::exportGuardian);
        api.route("askStudentErasure", Access.admins(), this::askStudent);
        api.route("askGuardianErasure", Access.admins(), this::askGuardian);
        api.route("confirmErasure", Access.admins(), this::confirm);
        api.route("listErasures", Access.admins(), this::list);
    }

    private record Export(
            String school,
            String of,
            long id,
            Instant made,
            Map<String, List<?>> data,
            @Nullable List<Export> children) {}

    private record AskedView(long id, String code, Instant expires) {}

    private record Confirmation(String code) {}

    private record ErasureView(
            long id,
            String of,
            long person,
            long askedBy,
            Instant asked,
            @Nullable Long confirmedBy,
            @Nullable Instant confirmed) {
        static ErasureView of(ErasuresRecord row) {
            return new ErasureView(
                    row.getId(),
                    row.getSubject(),
                    row.getPerson(),
                    row.getAskedBy(),
                    row.getAsked(),
                    row.getConfirmedBy(),
                    row.getConfirmed());
        }
    }

    private Reply exportOwn(Request request) {
        SchoolId school = request.caller().school().orElseThrow();
        return database.read(tx -> Reply.ok(guardian(tx, school, request.caller().user())));
    }

    private Reply exportGuardian(Request request) {
        return database.read(
                tx -> Reply.ok(guardian(tx, request.school(), parent(tx, request).id())));
    }

    private Reply exportStudent(Request request) {
        return database.read(
                tx ->
                        students.visible(
                                        tx,
                                        request.caller(),
                                        request.school(),
                                        new StudentId(request.number("id")))
                                .map(student -> Reply.ok(child(tx, child(student.id(), request))))
                                .orElseThrow(Problem::notFound));
    }

    private static Subject.Child child(StudentId student, Request request) {
        return new Subject.Child(request.school(), student);
    }

    private Subject.Guardian parent(DSLContext tx, Request request) {
        return people.find(tx, request.school(), new UserId(request.number("guardian")))
                .filter(user -> user.role() == Role.PARENT)
                .map(user -> new Subject.Guardian(request.school(), user.id()))
                .orElseThrow(Problem::notFound);
    }

    private Export child(DSLContext tx, Subject.Child child) {
        return new Export(
                child.school().value(),
                "child",
                child.id().value(),
                clock.instant(),
                data(tx, child),
                null);
    }

    private Export guardian(DSLContext tx, SchoolId school, UserId id) {
        return new Export(
                school.value(),
                "guardian",
                id.value(),
                clock.instant(),
                data(tx, new Subject.Guardian(school, id)),
                students.ofGuardian(tx, id).stream()
                        .map(student -> child(tx, new Subject.Child(school, student)))
                        .toList());
    }

    private Map<String, List<?>> data(DSLContext tx, Subject subject) {
        var all = new LinkedHashMap<String, List<?>>();
        for (PersonalData part : parts) {
            List<?> kept = part.of(tx, subject);
            if (!kept.isEmpty()) {
                all.put(part.part(), kept);
            }
        }
        return all;
    }

    private Reply askStudent(Request request) {
        return database.transaction(
                tx ->
                        students.held(tx, request.school(), new StudentId(request.number("id")))
                                .filter(student -> student.state() != StudentState.ERASED)
                                .map(student -> ask(tx, child(student.id(), request), request))
                                .orElseThrow(Problem::notFound));
    }

    private Reply askGuardian(Request request) {
        return database.transaction(tx -> ask(tx, parent(tx, request), request));
    }

    private Reply ask(DSLContext tx, Subject subject, Request request) {
        return switch (erasures.ask(tx, subject, request.caller().user())) {
            case Erasures.Asked.Sure(long id, String code, Instant expires) ->
                    Reply.created(new AskedView(id, code, expires));
            case Erasures.Asked.InTheWay(List<String> obstacles) -> throw inTheWay(obstacles);
        };
    }

    private Reply confirm(Request request) {
        String code = request.body(Confirmation.class).code();
        return database.transaction(
                tx ->
                        switch (erasures.confirm(
                                tx,
                                request.school(),
                                request.number("id"),
                                code,
                                request.caller().user())) {
                            case Erasures.Confirmed.Done(ErasuresRecord row) ->
                                    Reply.ok(ErasureView.of(row));
                            case Erasures.Confirmed.NoSuchErasure() -> throw Problem.notFound();
                            case Erasures.Confirmed.WrongCode() ->
                                    throw Problem.refused(
                                            "wrong-code",
                                            "that is not the code of this erasure",
                                            Problem.Fault.at(
                                                    "/code", "is not what the first step gave"));
                            case Erasures.Confirmed.Over() ->
                                    throw Problem.conflict(
                                            "erasure-over",
                                            "it was confirmed before, or its code has expired; ask anew");
                            case Erasures.Confirmed.InTheWay(List<String> obstacles) ->
                                    throw inTheWay(obstacles);
                        });
    }

    private static Problem inTheWay(List<String> obstacles) {
        return Problem.conflict("erasure-not-yet", String.join("; ", obstacles));
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    var rows =
                            erasures
                                    .page(
                                            tx,
                                            request.school(),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(ErasureView::of)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), ErasureView::id));
                });
    }
}
