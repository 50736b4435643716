package com.hasivu.cloud.live;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.EventStream;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The live stream, and a small page that shows it. */
public final class LiveRoutes {
    private static final int REPLAY = 1000;

    private final Database database;
    private final Students students;
    private final LiveState state;
    private final LiveHub hub;

    public LiveRoutes(Database database, Students students, LiveState state, LiveHub hub) {
        this.database = database;
        this.students = students;
        this.state = state;
        this.hub = hub;
    }

    public void register(Api api) {
        api.route(
                "live",
                Access.only(Role.SCHOOL_ADMIN, Role.TEACHER, Role.KITCHEN_STAFF, Role.PARENT),
                this::live);
        Reply page = page("text/html; charset=utf-8", "live.html");
        Reply script = page("text/javascript; charset=utf-8", "live.js");
        Reply style = page("text/css; charset=utf-8", "live.css");
        api.route("getLivePage", Access.everyone(), request -> page);
        api.route("getLiveScript", Access.everyone(), request -> script);
        api.route("getLiveStyle", Access.everyone(), request -> style);
    }

    private record Event(long id, String kind, String data) {}

    /** What a reader gets first, and up to where the log is then told. */
    private record Start(Optional<Set<StudentId>> children, List<Event> events, long seen) {}

    private Reply live(Request request) {
        if (request.query("once").filter("true"::equals).isPresent()) {
            Start start = database.read(tx -> start(tx, request));
            var text = new StringBuilder();
            start.events()
                    .forEach(
                            event ->
                                    text.append(
                                            "id: %d\nevent: %s\ndata: %s\n\n"
                                                    .formatted(
                                                            event.id(),
                                                            event.kind(),
                                                            event.data())));
            return Reply.ok(new Reply.Text("text/event-stream", text.toString()));
        }
        if (hub.of(request.caller().user()) >= LiveHub.MOST_PER_PERSON) {
            throw new Problem(
                    429,
                    "too-many-streams",
                    "Too many streams",
                    "you watch %d times already; close one".formatted(LiveHub.MOST_PER_PERSON));
        }
        Start start = database.read(tx -> start(tx, request));
        return Reply.ok(new Reply.Events(stream -> begin(request, start, stream)));
    }

    private void begin(Request request, Start start, EventStream stream) {
        for (Event event : start.events()) {
            if (!stream.event(event.id(), event.kind(), event.data())) {
                return;
            }
        }
        hub.add(new Watch(request, stream, start.children(), start.seen()));
    }

    /**
     * A reader that was here before gets what it missed, if that is kept and not too much; every
     * other one gets how things stand.
     */
    private Start start(DSLContext tx, Request request) {
        SchoolId school = request.caller().school().orElseThrow(Problem::notFound);
        Optional<Set<StudentId>> children =
                request.caller().role().staff()
                        ? Optional.empty()
                        : Optional.of(students.ofGuardian(tx, request.caller().user()));
        long head = LiveLog.head(tx, school);
        var events = new ArrayList<Event>();
        Optional<Long> before =
                request.lastEventId()
                        .filter(seen -> head - seen <= REPLAY && LiveLog.keeps(tx, school, seen));
        children.ifPresent(
                own ->
                        events.add(
                                new Event(
                                        before.orElse(head),
                                        "children",
                                        Lines.json(state.children(tx, school, own)))));
        if (before.isPresent()) {
            LiveLog.after(tx, school, before.get(), REPLAY).stream()
                    .filter(row -> Watch.mayShow(children, row))
                    .forEach(row -> events.add(new Event(row.seq(), row.kind(), row.data())));
        } else {
            children.ifPresent(
                    own ->
                            state.orders(tx, school, own)
                                    .forEach(
                                            order ->
                                                    events.add(
                                                            new Event(
                                                                    head,
                                                                    "order",
                                                                    Lines.json(order)))));
        }
        if (children.isEmpty()) {
            events.add(new Event(head, "counts", Lines.json(state.counts(tx, school))));
        }
        return new Start(children, List.copyOf(events), head);
    }

    private static Reply page(String mediaType, String name) {
        try (var in = LiveRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return Reply.ok(
                    new Reply.Page(
                            mediaType, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
