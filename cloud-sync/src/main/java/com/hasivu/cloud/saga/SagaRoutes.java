package com.hasivu.cloud.saga;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;

/** Sagas that do not come to an end by themselves, for the platform's administrator. */
public final class SagaRoutes {
    private final Database database;
    private final Sagas sagas;

    public SagaRoutes(Database database, Sagas sagas) {
        this.database = database;
        this.sagas = sagas;
    }

    public void register(Api api) {
        api.route("listOpenSagas", Access.only(Role.PLATFORM_ADMIN), this::list);
        api.route("retrySaga", Access.only(Role.PLATFORM_ADMIN), this::retry);
    }

    private Reply list(Request request) {
        int attempts = request.query("attempts").map(Integer::parseInt).orElse(1);
        return database.readOnce(
                tx ->
                        Reply.ok(
                                Page.of(
                                        SagaTable.open(
                                                tx,
                                                attempts,
                                                request.cursor(),
                                                request.limit() + 1),
                                        request.limit(),
                                        OpenSaga::id)));
    }

    private Reply retry(Request request) {
        return database.transaction(
                tx ->
                        sagas.tryNow(tx, request.number("id"))
                                .map(Reply::ok)
                                .orElseThrow(Problem::notFound));
    }
}
