package com.hasivu.cloud.cards;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StudentId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

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
        api.route("getCard", Access.staff(), this::one);
        api.route("replaceCard", Access.admins(), this::replace);
    }

    private record NewCard(String uid, String type, String form, @Nullable LocalDate lastDay) {}

    private record Bind(long student) {}

    private record NewReplacement(
            String uid, @Nullable String type, @Nullable String form, String endsOldAs) {}

    private record MoveView(
            @Nullable String from,
            String to,
            @Nullable Long student,
            @Nullable Long actor,
            @Nullable String reason,
            Instant at) {}

    private record CardStory(CardView card, List<MoveView> history) {}

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
        CardId uid = uid(body.uid());
        CardType.of(body.type())
                .refuse(uid)
                .ifPresent(
                        why -> {
                            throw impossible(why);
                        });
        return uid;
    }

    private static CardId uid(String text) {
        try {
            return CardId.parse(text);
        } catch (IllegalArgumentException e) {
            throw impossible(String.valueOf(e.getMessage()));
        }
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

    private Reply one(Request request) {
        return database.read(
                tx -> {
                    Card card =
                            cards.find(tx, request.school(), request.number("id"))
                                    .orElseThrow(Problem::notFound);
                    return Reply.ok(
                            new CardStory(
                                    view(card),
                                    cards.history(tx, card.id()).stream()
                                            .map(CardRoutes::view)
                                            .toList()));
                });
    }

    /** The old card ends, the new one is the child's and active: both or neither. */
    private Reply replace(Request request) {
        var body = request.body(NewReplacement.class);
        CardId uid = uid(body.uid());
        CardAction end = CardAction.ending(body.endsOldAs());
        return once.run(
                request,
                tx -> {
                    Card old = // held: it may be replaced just now
                            cards.held(tx, request.school(), request.number("id"))
                                    .orElseThrow(Problem::notFound);
                    StudentId student =
                            old.student()
                                    .orElseThrow(
                                            () ->
                                                    Problem.conflict(
                                                            "card-state",
                                                            "a card that is %s belongs to nobody and is not replaced; register and bind the new one"
                                                                    .formatted(
                                                                            old.state().label())));
                    if (old.state() != CardState.ACTIVE && old.state().after(end).isPresent()) {
                        answer(
                                cards.act(
                                        tx,
                                        request.school(),
                                        old.id(),
                                        end,
                                        request.caller().user(),
                                        "replaced by " + uid.masked()));
                    }
                    var wish =
                            new Cards.FirstTap(
                                    student,
                                    Optional.ofNullable(body.type()).map(CardType::of),
                                    body.form() == null ? old.form() : body.form(),
                                    old.state() == CardState.ACTIVE
                                            ? Optional.of(end)
                                            : Optional.empty(),
                                    request.caller().user());
                    return new Reply(
                            201, answer(cards.firstTap(tx, request.school(), uid, wish)).body());
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
            case Cards.Outcome.SupervisorsCard(CardId uid) ->
                    throw Problem.conflict(
                            "card-taken",
                            "card %s lets a supervisor act; take another card"
                                    .formatted(uid.masked()));
            case Cards.Outcome.ImpossibleUid(String why) -> throw impossible(why);
        };
    }

    private static MoveView view(Cards.Moved moved) {
        return new MoveView(
                moved.from().map(CardState::label).orElse(null),
                moved.to().label(),
                moved.student().map(StudentId::value).orElse(null),
                moved.actor().map(UserId::value).orElse(null),
                moved.reason().orElse(null),
                moved.at());
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
