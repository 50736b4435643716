package com.hasivu.cloud.audit;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Handler;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.Optional;

/**
 * Writes the log. {@link #around} stands around every operation that changes something; while one
 * runs, each transaction of its thread gets a row just before its commit, so that a change and its
 * row are there together or not at all. A request that changed something outside of the database is
 * written as well, once it is done. No handler has to think of it; one that knows more than the
 * request tells (who signs in) says so by {@link #by}. Thread-safe.
 */
public final class Audit {
    private static final ScopedValue<Act> ACT = ScopedValue.newInstance();

    private final Database database;
    private final AuditTable table;
    private final Sealer sealer;

    public Audit(Database database, Clock clock, Sealer sealer) {
        this.database = database;
        this.table = new AuditTable(clock);
        this.sealer = sealer;
        database.witness(this::committing);
    }

    /** The same operation, written. */
    public Handler around(Handler handler) {
        return request -> {
            var act = new Act(request);
            return ScopedValue.where(ACT, act).call(() -> run(handler, request, act));
        };
    }

    private Reply run(Handler handler, Request request, Act act) {
        Reply reply = handler.handle(request);
        return act.written() ? reply : database.transaction(tx -> reply);
    }

    private void committing(DSLContext tx, @Nullable Object result) {
        if (!ACT.isBound()) {
            return; // a worker's transaction, or a GET's
        }
        Act act = ACT.get();
        table.insert(
                tx, act, result instanceof Reply reply ? Optional.of(reply) : Optional.empty());
        Database.afterCommit(
                tx,
                () -> {
                    act.markWritten();
                    sealer.ring();
                });
    }

    /** Says who acts, where the request has no caller yet. Nothing to do outside of a request. */
    public static void by(UserId user, Role role, Optional<SchoolId> school) {
        if (ACT.isBound()) {
            ACT.get().by(user, role, school);
        }
    }

    /** Says which school it is about, where neither path nor caller does. */
    public static void at(Optional<SchoolId> school) {
        if (ACT.isBound()) {
            ACT.get().at(school);
        }
    }

    /** Adds a word about the outcome: ids and states only, at most 200 letters. */
    public static void note(String text) {
        if (ACT.isBound()) {
            ACT.get().note(text);
        }
    }
}
