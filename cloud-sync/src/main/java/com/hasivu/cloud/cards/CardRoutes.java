package com.hasivu.cloud.cards;

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
import com.hasivu.protocol.StudentId;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;

/** Cards over HTTP. */
public final class CardRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Cards cards;

    public CardRoutes(Database database, Once once, Schools schools, Cards cards) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.cards = cards;
    }

    public void register(Api api) {
        api.route("createCard", Access.admins(), this::create);
        api.route("listCards", Access.staff(), this::list);
        api.route("bindCard", Access.admins(), this::bind);
        api.route("activateCard", Access.admins(), request -> act(request, CardAction.ACTIVATE));
        api.route("blockCard", Access.admins(), request -> act(request, CardAction.BLOCK));
        api.route(
                "reportCardLost", Access.admins(), request -> act(request, CardAction.REPORT_LOST));
        api.route(
                "reportCardDamaged",
                Access.admins(),
                request -> act(request, CardAction.REPORT_DAMAGED));
        api.route("expireCard", Access.admins(), request -> act(request, CardAction.EXPIRE));
        api.route("returnCard", Access.admins(), request -> act(request, CardAction.RETURN));
    }

    private record NewCard(String uid, String type, String form, @Nullable LocalDate lastDay) {}

    private record Bind(long student) {}

    private record Why(@Nullable String reason) {}

    private record CardView(
            long id,
            String uid,
            String type,
            String form,
            String state,
            @Nullable Long student,
            @Nullable LocalDate lastDay) {}

    private Reply create(Request request) {
        var body = request.body(NewCard.class);
        CardId uid = uid(body);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    return cards.register(
                                    tx,
                                    request.school(),
                                    uid,
                                    CardType.of(body.type()),
                                    body.form(),
                                    body.lastDay(),
                                    request.caller().user())
                            .map(card -> Reply.created(view(card)))
                            .orElseThrow(
                                    () ->
                                            Problem.conflict(
                                                    "card-exists",
                                                    "the school has a card with the UID %s already"
                                                            .formatted(uid.hex())));
                });
    }

    private static CardId uid(NewCard body) {
        CardId uid;
        try {
            uid = CardId.parse(body.uid());
        } catch (IllegalArgumentException e) {
            throw impossible(String.valueOf(e.getMessage()));
        }
        CardType.of(body.type())
                .refuse(uid)
                .ifPresent(
                        why -> {
                            throw impossible(why);
                        });
        return uid;
    }

    private static Problem impossible(String why) {
        return Problem.refused(
                "impossible-uid", "no chip carries this UID", Problem.Fault.at("/uid", why));
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            cards
                                    .page(
                                            tx,
                                            request.school(),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(CardRoutes::view)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), CardView::id));
                });
    }

    private Reply bind(Request request) {
        var student = new StudentId(request.body(Bind.class).student());
        return database.transaction(
                tx ->
                        answer(
                                cards.bind(
                                        tx,
                                        request.school(),
                                        request.number("id"),
                                        student,
                                        request.caller().user())));
    }

    private Reply act(Request request, CardAction action) {
        String reason = request.body(Why.class).reason();
        return database.transaction(
                tx ->
                        answer(
                                cards.act(
                                        tx,
                                        request.school(),
                                        request.number("id"),
                                        action,
                                        request.caller().user(),
                                        reason)));
    }

    private static Reply answer(Cards.Outcome outcome) {
        return switch (outcome) {
            case Cards.Outcome.Done(Card card) -> Reply.ok(view(card));
            case Cards.Outcome.NoSuchCard() -> throw Problem.notFound();
            case Cards.Outcome.Illegal(CardState state, CardAction action) ->
                    throw Problem.conflict(
                            "card-state",
                            "a card that is %s allows no %s"
                                    .formatted(state.label(), action.label()));
            case Cards.Outcome.NoSuchStudent(StudentId student) ->
                    throw Problem.refused(
                            "unknown-student",
                            "student %s is not of this school, has left, or awaits consent"
                                    .formatted(student),
                            Problem.Fault.at("/student", "is no active student of this school"));
            case Cards.Outcome.OtherCardActive(StudentId student, CardId uid) ->
                    throw Problem.conflict(
                            "other-card-active",
                            "student %s has the active card %s; block, report or return that one first"
                                    .formatted(student, uid.masked()));
        };
    }

    private static CardView view(Card card) {
        return new CardView(
                card.id(),
                card.uid().hex(),
                card.type().label(),
                card.form(),
                card.state().label(),
                card.student().map(StudentId::value).orElse(null),
                card.lastDay().orElse(null));
    }
}
