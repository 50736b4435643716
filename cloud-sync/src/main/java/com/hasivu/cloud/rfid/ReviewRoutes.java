package com.hasivu.cloud.rfid;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.StationId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What is in doubt about the stations' records, over HTTP: docs/review.md. */
public final class ReviewRoutes {
    private static final int HEX = 16;

    private final Database database;
    private final Schools schools;
    private final ChainReview chains;
    private final ConflictReview conflicts;
    private final SetAsideReview setAside = new SetAsideReview();
    private final PayloadReview payloads = new PayloadReview();

    public ReviewRoutes(Database database, Schools schools, Clock clock) {
        this.database = database;
        this.schools = schools;
        this.chains = new ChainReview(clock);
        this.conflicts = new ConflictReview(clock);
    }

    public void register(Api api) {
        api.route("listChains", Access.staff(), this::listChains);
        api.route("closeChain", Access.admins(), this::closeChain);
        api.route(
                "listOpenChains", Access.staff(), request -> list(request, ChainReview.Which.OPEN));
        api.route(
                "listQuarantine",
                Access.staff(),
                request -> list(request, ChainReview.Which.QUARANTINED));
        api.route("listKeptPayloads", Access.staff(), this::listPayloads);
        api.route("getKeptPayload", Access.staff(), this::openPayload);
        api.route("listSetAside", Access.staff(), this::listSetAside);
        api.route("listCorrections", Access.staff(), this::listCorrections);
        api.route("listConflicts", Access.staff(), this::listConflicts);
        api.route("resolveConflict", Access.admins(), this::resolveConflict);
    }

    private record Note(String note) {}

    private Reply listChains(Request request) {
        var station = new StationId(request.path("id"));
        var scope = ReviewScope.of(request.school(), Optional.of(station));
        return page(
                request,
                StationChain::id,
                tx -> {
                    if (!Stations.exists(tx, request.school(), station)) {
                        throw Problem.notFound();
                    }
                    return chains.page(
                            tx, scope, ChainReview.Which.ALL, request.cursor(), more(request));
                });
    }

    private Reply list(Request request, ChainReview.Which which) {
        return page(
                request,
                StationChain::id,
                tx -> chains.page(tx, scope(request), which, request.cursor(), more(request)));
    }

    private Reply listPayloads(Request request) {
        return page(
                request,
                PayloadReview.Entry::id,
                tx -> payloads.page(tx, scope(request), request.cursor(), more(request)));
    }

    private Reply listSetAside(Request request) {
        return page(
                request,
                SetAsideReview.Entry::id,
                tx -> setAside.page(tx, scope(request), request.cursor(), more(request)));
    }

    private Reply listCorrections(Request request) {
        return page(
                request,
                Corrections.Entry::id,
                tx -> Corrections.page(tx, scope(request), request.cursor(), more(request)));
    }

    private Reply listConflicts(Request request) {
        return page(
                request,
                ConflictReview.Entry::id,
                tx ->
                        conflicts.page(
                                tx,
                                scope(request),
                                request.query("state"),
                                request.cursor(),
                                more(request)));
    }

    private Reply openPayload(Request request) {
        return database.read(
                tx ->
                        payloads.open(tx, request.school(), request.number("id"))
                                .map(Reply::ok)
                                .orElseThrow(Problem::notFound));
    }

    private Reply resolveConflict(Request request) {
        String note = request.body(Note.class).note();
        long id = request.number("id");
        return database.transaction(
                tx -> {
                    expectDone(
                            conflicts.close(
                                    tx,
                                    request.school(),
                                    id,
                                    request.caller().user().value(),
                                    note));
                    return Reply.ok(conflicts.find(tx, request.school(), id).orElseThrow());
                });
    }

    private Reply closeChain(Request request) {
        String note = request.body(Note.class).note();
        var station = new StationId(request.path("id"));
        long epoch = Long.parseUnsignedLong(request.path("epoch"), HEX);
        return database.transaction(
                tx -> {
                    expectDone(
                            chains.close(
                                    tx,
                                    request.school(),
                                    station,
                                    epoch,
                                    request.caller().user().value(),
                                    note));
                    return Reply.ok(
                            chains.find(tx, request.school(), station, epoch).orElseThrow());
                });
    }

    private static void expectDone(Closure.Outcome outcome) {
        switch (outcome) {
            case DONE -> {}
            case NOT_FOUND -> throw Problem.notFound();
            case CLOSED_ALREADY ->
                    throw Problem.conflict(
                            "closed-already", "somebody closed it before; the first note stays");
            case NOTHING_TO_CLOSE ->
                    throw Problem.conflict(
                            "nothing-to-close",
                            "this journal is in use and nothing about it is in doubt");
        }
    }

    private <T> Reply page(
            Request request, ToLongFunction<T> id, Function<DSLContext, List<T>> rows) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.ok(Page.of(rows.apply(tx), request.limit(), id));
                });
    }

    private static ReviewScope scope(Request request) {
        return ReviewScope.of(request.school(), request.query("station").map(StationId::new));
    }

    private static int more(Request request) {
        return request.limit() + 1;
    }
}
