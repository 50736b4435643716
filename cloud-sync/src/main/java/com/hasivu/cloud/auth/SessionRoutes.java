package com.hasivu.cloud.auth;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;

import java.util.List;

/** Where a person is signed in. */
public final class SessionRoutes {
    private final Database database;
    private final Sessions sessions;

    public SessionRoutes(Database database, Sessions sessions) {
        this.database = database;
        this.sessions = sessions;
    }

    public void register(Api api) {
        api.route("listSessions", Access.signedIn(), this::list);
        api.route("endSession", Access.signedIn(), this::end);
    }

    private record SessionView(
            String id,
            String createdAt,
            String lastUsedAt,
            String expiresAt,
            boolean remembered,
            boolean current) {}

    private record All(List<SessionView> items) {}

    private Reply list(Request request) {
        String current = request.caller().session();
        return database.readOnce(
                tx ->
                        Reply.ok(
                                new All(
                                        sessions.open(tx, request.caller().user()).stream()
                                                .map(it -> view(it, current))
                                                .toList())));
    }

    private Reply end(Request request) {
        return database.transaction(
                tx -> {
                    if (!sessions.end(tx, request.caller().user(), request.path("session"))) {
                        throw Problem.notFound();
                    }
                    return Reply.nothing();
                });
    }

    private static SessionView view(Sessions.Open session, String current) {
        return new SessionView(
                session.id(),
                session.created().toString(),
                session.lastUsed().toString(),
                session.expires().toString(),
                session.remembered(),
                session.id().equals(current));
    }
}
