package com.hasivu.cloud.cards;

import com.hasivu.cloud.cards.Supervisors.Supervisor;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.PinVerifier;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StaffId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.Optional;

/** The counters' supervisors over HTTP. A PIN goes in and never comes out. */
public final class SupervisorRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Supervisors supervisors;
    private final SecureRandom random = new SecureRandom();

    public SupervisorRoutes(Database database, Once once, Schools schools, Cards cards) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.supervisors = cards.supervisors();
    }

    public void register(Api api) {
        api.route("createSupervisor", Access.admins(), this::create);
        api.route("listSupervisors", Access.staff(), this::list);
        api.route("updateSupervisor", Access.admins(), this::update);
    }

    private record NewSupervisor(String name, @Nullable String card, @Nullable String pin) {}

    private record SupervisorPatch(
            @Nullable String name,
            @Nullable String card,
            @Nullable String pin,
            @Nullable Boolean active) {}

    private record SupervisorView(
            long id, String name, @Nullable String card, boolean pin, boolean active) {}

    private Reply create(Request request) {
        var body = request.body(NewSupervisor.class);
        Optional<CardId> card = card(body.card());
        Optional<PinVerifier> pin = pin(body.pin()); // before the transaction: it takes its time
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    card.ifPresent(uid -> free(tx, request.school(), uid, Optional.empty()));
                    return Reply.created(
                            view(supervisors.add(tx, request.school(), body.name(), card, pin)));
                });
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            supervisors
                                    .page(
                                            tx,
                                            request.school(),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(SupervisorRoutes::view)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), SupervisorView::id));
                });
    }

    private Reply update(Request request) {
        var patch = request.body(SupervisorPatch.class);
        Optional<CardId> card = card(patch.card());
        Optional<PinVerifier> pin = pin(patch.pin());
        return database.transaction(
                tx -> {
                    Supervisor old =
                            supervisors
                                    .lock(tx, request.school(), new StaffId(request.number("id")))
                                    .orElseThrow(Problem::notFound);
                    card.ifPresent(uid -> free(tx, old.school(), uid, Optional.of(old.id())));
                    Supervisor fresh =
                            new Supervisor(
                                    old.id(),
                                    old.school(),
                                    patch.name() == null ? old.name() : patch.name(),
                                    card.or(old::card),
                                    pin.or(old::pin),
                                    patch.active() == null ? old.active() : patch.active());
                    if (!fresh.equals(old)) {
                        supervisors.update(tx, fresh);
                    }
                    return Reply.ok(view(fresh));
                });
    }

    private void free(DSLContext tx, SchoolId school, CardId card, Optional<StaffId> by) {
        if (supervisors.isTaken(tx, school, card, by)) {
            throw Problem.conflict(
                    "card-taken", "a child or another supervisor of the school has this card");
        }
    }

    private static Optional<CardId> card(@Nullable String uid) {
        try {
            return Optional.ofNullable(uid).map(CardId::parse);
        } catch (IllegalArgumentException e) {
            throw Problem.refused(
                    "impossible-uid",
                    "no chip carries this UID",
                    Problem.Fault.at("/card", String.valueOf(e.getMessage())));
        }
    }

    private Optional<PinVerifier> pin(@Nullable String pin) {
        return Optional.ofNullable(pin).map(digits -> PinVerifier.of(digits, random));
    }

    private static SupervisorView view(Supervisor one) {
        return new SupervisorView(
                one.id().value(),
                one.name(),
                one.card().map(CardId::masked).orElse(null),
                one.pin().isPresent(),
                one.active());
    }
}
