package com.hasivu.cloud.binding;

import com.hasivu.cloud.cards.Card;
import com.hasivu.cloud.cards.CardType;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.rfid.Link;
import com.hasivu.cloud.rfid.Station;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** "The next free card at this station shall be this child's", over HTTP. */
public final class BindingRoutes {
    private static final Duration LIFE = Duration.ofMinutes(2);

    private final Database database;
    private final Once once;
    private final Students students;
    private final Stations stations;
    private final Cards cards;
    private final Bindings bindings;
    private final Clock clock;

    public BindingRoutes(
            Database database,
            Once once,
            Students students,
            Stations stations,
            Cards cards,
            Bindings bindings,
            Clock clock) {
        this.database = database;
        this.once = once;
        this.students = students;
        this.stations = stations;
        this.cards = cards;
        this.bindings = bindings;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("openBinding", Access.admins(), this::open);
        api.route("getBinding", Access.staff(), this::get);
        api.route("cancelBinding", Access.admins(), this::cancel);
    }

    private record NewBinding(
            long student,
            @Nullable String type,
            @Nullable String form,
            @Nullable String endsOldAs,
            @Nullable Integer seconds) {}

    private record BindingView(
            long id,
            String station,
            long student,
            String state,
            Instant openedAt,
            Instant expiresAt,
            @Nullable Long card,
            @Nullable String note) {}

    private Reply open(Request request) {
        var body = request.body(NewBinding.class);
        Topics station = station(request);
        var student = new StudentId(body.student());
        return once.run(
                request,
                tx -> {
                    Station.Heartbeat beat = online(tx, station);
                    free(tx, station, student, body.endsOldAs());
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    var wish =
                            new Bindings.Wish(
                                    student,
                                    Optional.ofNullable(body.type()).map(CardType::of),
                                    body.form() == null ? "card" : body.form(),
                                    Optional.ofNullable(body.endsOldAs()),
                                    now.plus(
                                            body.seconds() == null
                                                    ? LIFE
                                                    : Duration.ofSeconds(body.seconds())),
                                    request.caller().user());
                    var from =
                            new Binding.Mark(
                                    beat.epoch(),
                                    Math.max(beat.lastSequence(), beat.committedSequence()));
                    return bindings.open(tx, station, wish, from)
                            .map(made -> Reply.created(view(made, now)))
                            .orElseThrow(
                                    () ->
                                            Problem.conflict(
                                                    "binding-open",
                                                    "station %s waits for another child's card; cancel that or let it end"
                                                            .formatted(station.station())));
                });
    }

    private Station.Heartbeat online(DSLContext tx, Topics at) {
        Station station =
                stations.find(tx, at.school(), at.station()).orElseThrow(Problem::notFound);
        return station.heartbeat()
                .filter(beat -> beat.link() == Link.ONLINE && beat.halted().isEmpty())
                .orElseThrow(
                        () ->
                                Problem.conflict(
                                        "station-offline",
                                        "station %s is not reached now: a card shown there would come too late; see that it is online, or register the card by its number"
                                                .formatted(at.station())));
    }

    private void free(
            DSLContext tx, Topics station, StudentId student, @Nullable String endsOldAs) {
        if (students.find(tx, station.school(), student).filter(Student::active).isEmpty()) {
            throw Problem.refused(
                    "unknown-student",
                    "student %s is not of this school, or has left".formatted(student),
                    Problem.Fault.at("/student", "is no active student of this school"));
        }
        Optional<Card> old = cards.active(tx, student);
        if (old.isPresent() && endsOldAs == null) {
            throw Problem.conflict(
                    "other-card-active",
                    "student %s has the active card %s; say by endsOldAs what becomes of it"
                            .formatted(student, old.get().uid().masked()));
        }
    }

    private Reply get(Request request) {
        Topics station = station(request);
        return database.read(
                tx ->
                        bindings.newest(tx, station)
                                .map(one -> Reply.ok(view(one, clock.instant())))
                                .orElseThrow(Problem::notFound));
    }

    private Reply cancel(Request request) {
        Topics station = station(request);
        return database.transaction(
                tx -> {
                    if (!bindings.cancel(tx, station)) {
                        throw Problem.notFound(); // here, so that the audit log tells of nothing
                    }
                    return Reply.nothing();
                });
    }

    private static Topics station(Request request) {
        return new Topics(request.school(), new StationId(request.path("id")));
    }

    private static BindingView view(Binding one, Instant now) {
        return new BindingView(
                one.id(),
                one.station().value(),
                one.student().value(),
                one.at(now).label(),
                one.opened(),
                one.expires(),
                one.card().orElse(null),
                one.note().orElse(null));
    }
}
