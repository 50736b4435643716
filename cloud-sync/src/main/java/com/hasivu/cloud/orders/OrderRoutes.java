package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.ORDERS;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Orders over HTTP. */
public final class OrderRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Orders orders;
    private final Placements placements;
    private final DayCancellations cancellations;

    public OrderRoutes(
            Database database,
            Once once,
            Schools schools,
            Orders orders,
            Placements placements,
            DayCancellations cancellations) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.orders = orders;
        this.placements = placements;
        this.cancellations = cancellations;
    }

    public void register(Api api) {
        api.route("placeOrder", Access.only(Role.PARENT), this::place);
        api.route("replaceOrder", Access.only(Role.PARENT), this::replace);
        api.route("reorder", Access.only(Role.PARENT), this::reorder);
        api.route("getOrderHistory", Access.adults(), this::history);
        api.route("getOrder", Access.adults(), this::get);
        api.route("listOwnOrders", Access.only(Role.PARENT), this::listOwn);
        api.route("listDayCancellations", Access.staff(), this::dayCancellations);
        api.route("listSchoolOrders", Access.staff(), this::listSchool);
        api.route(
                "cancelOrder",
                Access.only(Role.PARENT, Role.SCHOOL_ADMIN, Role.PLATFORM_ADMIN),
                this::cancel);
    }

    private record NewOrder(
            long student,
            LocalDate date,
            String window,
            List<Wish.Line> lines,
            @Nullable String payFrom) {}

    private record NewLines(List<Wish.Line> lines) {}

    private record NewReorder(
            LocalDate date,
            @Nullable Long student,
            @Nullable String window,
            @Nullable String payFrom) {}

    private Reply place(Request request) {
        var body = request.body(NewOrder.class);
        var wish =
                new Wish(
                        new StudentId(body.student()),
                        body.date(),
                        new WindowId(body.window()),
                        body.lines());
        return once.run(request, tx -> placed(tx, request, wish, body.payFrom()));
    }

    private Reply replace(Request request) {
        var body = request.body(NewLines.class);
        return once.run(
                request,
                tx ->
                        Reply.created(
                                OrderView.of(
                                        placements.replace(
                                                tx,
                                                request.caller(),
                                                new OrderId(request.number("id")),
                                                body.lines()))));
    }

    private Reply reorder(Request request) {
        var body = request.body(NewReorder.class);
        return once.run(
                request,
                tx -> {
                    Order like = seen(tx, request);
                    return placed(
                            tx,
                            request,
                            new Wish(
                                    body.student() == null
                                            ? like.student()
                                            : new StudentId(body.student()),
                                    body.date(),
                                    body.window() == null
                                            ? like.window()
                                            : new WindowId(body.window()),
                                    like.lines().stream()
                                            .map(l -> new Wish.Line(l.dish(), l.quantity()))
                                            .toList()),
                            body.payFrom());
                });
    }

    private Reply placed(DSLContext tx, Request request, Wish wish, @Nullable String payFrom) {
        Placement.Placed placed =
                PlacementProblem.placed(placements.place(tx, request.caller(), wish), wish);
        if (payFrom != null) {
            placements.payAtOnce(tx, placed);
        }
        return Reply.created(OrderView.of(placed.order()));
    }

    private Order seen(DSLContext tx, Request request) {
        return orders.visible(tx, request.caller(), new OrderId(request.number("id")))
                .orElseThrow(Problem::notFound);
    }

    private record HistoryView(List<OrderHistory.OrderMove> items) {}

    private Reply history(Request request) {
        return database.read(
                tx -> Reply.ok(new HistoryView(OrderHistory.of(tx, seen(tx, request).id()))));
    }

    private Reply get(Request request) {
        return database.readOnce(tx -> Reply.ok(OrderView.of(seen(tx, request))));
    }

    private Reply listOwn(Request request) {
        return database.readOnce(tx -> page(tx, request, Orders.ofChildren(request.caller())));
    }

    private Reply listSchool(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    return page(tx, request, ORDERS.SCHOOL.eq(request.school().value()));
                });
    }

    private Reply dayCancellations(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            cancellations.page(
                                    tx, request.school(), request.cursor(), request.limit() + 1);
                    return Reply.ok(Page.of(rows, request.limit(), DayCancellations.View::id));
                });
    }

    private Reply page(DSLContext tx, Request request, Condition scope) {
        Condition where = scope;
        if (request.query("date").isPresent()) {
            where = where.and(ORDERS.SCHOOL_DAY.eq(LocalDate.parse(request.query("date").get())));
        }
        if (request.query("state").isPresent()) {
            where = where.and(ORDERS.STATE.eq(request.query("state").get()));
        }
        var rows =
                OrderRows.list(tx, where, request.cursor(), request.limit() + 1).stream()
                        .map(OrderView::of)
                        .toList();
        return Reply.ok(Page.of(rows, request.limit(), OrderView::id));
    }

    private Reply cancel(Request request) {
        return database.transaction(
                tx ->
                        switch (orders.cancel(
                                tx, request.caller(), new OrderId(request.number("id")))) {
                            case Cancellation.Done(Order order) -> Reply.ok(OrderView.of(order));
                            case Cancellation.NoSuchOrder() -> throw Problem.notFound();
                            case Cancellation.NotYours() ->
                                    throw Problem.forbidden(
                                            "student-not-yours",
                                            "you are not entitled to order or cancel for this child; ask the school office");
                            case Cancellation.Illegal(OrderState state) ->
                                    throw Problem.conflict(
                                            "order-state",
                                            "an order that is %s cannot be cancelled"
                                                    .formatted(state.label()));
                            case Cancellation.TooLate(Instant deadline) ->
                                    throw Problem.conflict(
                                            "deadline-passed",
                                            "the deadline was %s; ask the school office"
                                                    .formatted(deadline));
                        });
    }
}
