package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.FAVOURITES;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.schema.tables.records.FavouritesRecord;
import com.hasivu.protocol.OrderId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A guardian's favourites over HTTP: names for orders that are ordered again. The order says what
 * is eaten, as its lines never change; prices and rules are those of the day it is ordered again.
 */
public final class FavouriteRoutes {
    private final Database database;
    private final Once once;
    private final Orders orders;
    private final Clock clock;

    public FavouriteRoutes(Database database, Once once, Orders orders, Clock clock) {
        this.database = database;
        this.once = once;
        this.orders = orders;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("createFavourite", Access.only(Role.PARENT), this::create);
        api.route("listFavourites", Access.only(Role.PARENT), this::list);
        api.route("deleteFavourite", Access.only(Role.PARENT), this::delete);
    }

    private record NewFavourite(String name, long order) {}

    private record FavouriteView(long id, String name, Instant created, OrderView order) {}

    private Reply create(Request request) {
        var body = request.body(NewFavourite.class);
        return once.run(
                request,
                tx -> {
                    Order order =
                            orders.visible(tx, request.caller(), new OrderId(body.order()))
                                    .orElseThrow(Problem::notFound);
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    long id =
                            tx.insertInto(FAVOURITES)
                                    .set(FAVOURITES.GUARDIAN, request.caller().user().value())
                                    .set(FAVOURITES.NAME, body.name())
                                    .set(FAVOURITES.ORDER_ID, body.order())
                                    .set(FAVOURITES.CREATED, now)
                                    .returningResult(FAVOURITES.ID)
                                    .fetchSingle()
                                    .value1();
                    return Reply.created(
                            new FavouriteView(id, body.name(), now, OrderView.of(order)));
                });
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    var rows =
                            tx.selectFrom(FAVOURITES)
                                    .where(
                                            FAVOURITES.GUARDIAN.eq(request.caller().user().value()),
                                            FAVOURITES.ID.gt(request.cursor()))
                                    .orderBy(FAVOURITES.ID)
                                    .limit(request.limit() + 1)
                                    .fetch();
                    var page = Page.of(rows, request.limit(), FavouritesRecord::getId);
                    return Reply.ok(
                            new Page<>(
                                    page.items().stream()
                                            .flatMap(row -> view(tx, request, row).stream())
                                            .toList(),
                                    page.nextCursor()));
                });
    }

    /** Empty when its child is no more the guardian's. */
    private Optional<FavouriteView> view(DSLContext tx, Request request, FavouritesRecord row) {
        return orders.visible(tx, request.caller(), new OrderId(row.getOrderId()))
                .map(
                        order ->
                                new FavouriteView(
                                        row.getId(),
                                        row.getName(),
                                        row.getCreated(),
                                        OrderView.of(order)));
    }

    private Reply delete(Request request) {
        return database.transaction(
                tx -> {
                    int gone =
                            tx.deleteFrom(FAVOURITES)
                                    .where(
                                            FAVOURITES.ID.eq(request.number("id")),
                                            FAVOURITES.GUARDIAN.eq(request.caller().user().value()))
                                    .execute();
                    if (gone == 0) {
                        throw Problem.notFound(); // here, so that the audit log tells of nothing
                    }
                    return Reply.nothing();
                });
    }
}
