package com.hasivu.cloud.consent;

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
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.StudentState;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Consents over HTTP: given and withdrawn by a guardian online, or on paper by the school. */
public final class ConsentRoutes {
    private final Database database;
    private final Once once;
    private final Students students;
    private final Consents consents;

    public ConsentRoutes(Database database, Once once, Students students, Consents consents) {
        this.database = database;
        this.once = once;
        this.students = students;
        this.consents = consents;
    }

    public void register(Api api) {
        api.route("getConsentNotice", Access.everyone(), request -> Reply.ok(consents.notice()));
        api.route(
                "listConsents",
                Access.only(Role.PARENT, Role.SCHOOL_ADMIN, Role.PLATFORM_ADMIN),
                this::list);
        api.route("giveConsent", Access.only(Role.PARENT), this::give);
        api.route("withdrawConsent", Access.only(Role.PARENT), this::withdraw);
        api.route("recordConsent", Access.admins(), this::record);
    }

    private record NewConsent(int notice, String language) {}

    private record NewPaper(
            String kind, int notice, String language, String reference, @Nullable Long guardian) {}

    private record NewWithdrawal(@Nullable String language) {}

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    Student student =
                            students.visible(
                                            tx,
                                            request.caller(),
                                            request.school(),
                                            new StudentId(request.number("id")))
                                    .orElseThrow(Problem::notFound);
                    return Reply.ok(
                            new Page<>(
                                    consents.of(tx, student.id()).stream()
                                            .map(ConsentView::of)
                                            .toList(),
                                    null));
                });
    }

    private Reply give(Request request) {
        var body = request.body(NewConsent.class);
        requireNewest(body.notice());
        return once.run(
                request,
                tx ->
                        Reply.created(
                                ConsentView.of(
                                        consents.give(
                                                tx,
                                                spokenFor(tx, request),
                                                online(request, body.language())))));
    }

    private Reply withdraw(Request request) {
        String language = request.body(NewWithdrawal.class).language();
        return once.run(
                request,
                tx ->
                        withdrawn(
                                consents.withdraw(
                                        tx,
                                        spokenFor(tx, request),
                                        online(request, language == null ? "en" : language))));
    }

    private Reply record(Request request) {
        var body = request.body(NewPaper.class);
        requireNewest(body.notice());
        return once.run(
                request,
                tx -> {
                    Student student = held(tx, request);
                    var word =
                            new Consents.Word(
                                    body.language(),
                                    Consent.How.PAPER,
                                    Optional.of(body.reference()),
                                    guardian(tx, student, body.guardian()),
                                    request.caller().user());
                    return Consent.Kind.of(body.kind()) == Consent.Kind.GIVEN
                            ? Reply.created(ConsentView.of(consents.give(tx, student, word)))
                            : withdrawn(consents.withdraw(tx, student, word));
                });
    }

    private static Consents.Word online(Request request, String language) {
        return new Consents.Word(
                language,
                Consent.How.ONLINE,
                Optional.empty(),
                Optional.of(request.caller().user()),
                request.caller().user());
    }

    private static Reply withdrawn(Optional<Consent> entry) {
        return Reply.created(
                ConsentView.of(
                        entry.orElseThrow(
                                () ->
                                        Problem.conflict(
                                                "no-consent-stands",
                                                "nobody consents for this child now; there is nothing to take back"))));
    }

    private void requireNewest(int notice) {
        if (notice != consents.notice().version()) {
            throw Problem.refused(
                    "notice-outdated",
                    "version %d of the notice is not the newest; read version %d at /v1/consent-notice"
                            .formatted(notice, consents.notice().version()),
                    Problem.Fault.at("/notice", "is not the newest"));
        }
    }

    /** Only who may order for a child speaks for it; who collects it does not. */
    private Student spokenFor(DSLContext tx, Request request) {
        Student student = held(tx, request);
        Students.Guardian rights =
                students.guardian(tx, request.caller().user(), student.id())
                        .orElseThrow(Problem::notFound);
        if (!rights.mayOrder()) {
            throw Problem.forbidden(
                    "student-not-yours",
                    "you may collect this child's meal, not consent for it; ask the school office");
        }
        return student;
    }

    private Student held(DSLContext tx, Request request) {
        return students.held(tx, request.school(), new StudentId(request.number("id")))
                .filter(student -> student.state() != StudentState.ERASED)
                .orElseThrow(Problem::notFound);
    }

    private Optional<UserId> guardian(DSLContext tx, Student student, @Nullable Long guardian) {
        if (guardian == null) {
            return Optional.empty();
        }
        var id = new UserId(guardian);
        if (students.guardian(tx, id, student.id()).filter(Students.Guardian::mayOrder).isEmpty()) {
            throw Problem.refused(
                    "unknown-guardian",
                    "person %s does not speak for this child; link the guardian first"
                            .formatted(id),
                    Problem.Fault.at("/guardian", "does not speak for this child"));
        }
        return Optional.of(id);
    }
}
