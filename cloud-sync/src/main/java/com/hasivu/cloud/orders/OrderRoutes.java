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
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
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
    private final Students students;
    private final Orders orders;

    public OrderRoutes(
            Database database, Once once, Schools schools, Students students, Orders orders) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.students = students;
        this.orders = orders;
    }

    public void register(Api api) {
        api.route("placeOrder", Access.only(Role.PARENT), this::place);
        api.route("getOrder", Access.signedIn(), this::get);
        api.route("listOwnOrders", Access.only(Role.PARENT), this::listOwn);
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
            List<Orders.WishLine> lines,
            @Nullable String payFrom) {}

    private Reply place(Request request) {
        var body = request.body(NewOrder.class);
        var wish =
                new Orders.Wish(
                        new StudentId(body.student()),
                        body.date(),
                        new WindowId(body.window()),
                        body.lines());
        return once.run(
                request,
                tx -> {
                    Placement placement = orders.place(tx, request.caller(), wish);
                    if (body.payFrom() != null
                            && placement instanceof Placement.Placed(Order order)) {
                        orders.payAtOnce(tx, order);
                    }
                    return answer(placement, body);
                });
    }

    private static Reply answer(Placement placement, NewOrder body) {
        return switch (placement) {
            case Placement.Placed(Order order) -> Reply.created(OrderView.of(order));
            case Placement.NotYours(StudentId student) ->
                    throw Problem.forbidden(
                            "student-not-yours",
                            "you may not order for student %s".formatted(student));
            case Placement.StudentInactive(StudentId student) ->
                    throw Problem.refused(
                            "student-inactive",
                            "student %s has left the school, or nobody consents for it: give consent first"
                                    .formatted(student),
                            Problem.Fault.at("/student", "has left, or awaits consent"));
            case Placement.NoSuchWindow(WindowId window) ->
                    throw Problem.refused(
                            "unknown-window",
                            "the school has no meal window '%s'".formatted(window),
                            Problem.Fault.at("/window", "is no meal window of the school"));
            case Placement.TooLate(Instant deadline) ->
                    throw Problem.refused(
                            "deadline-passed",
                            "orders for this meal closed at %s".formatted(deadline),
                            Problem.Fault.at("/date", "is too late"));
            case Placement.TooFarAhead(LocalDate lastDay) ->
                    throw Problem.refused(
                            "too-far-ahead",
                            "orders are taken up to %s".formatted(lastDay),
                            Problem.Fault.at("/date", "is after " + lastDay));
            case Placement.NotServed(Menus.Taken why) -> throw refusal(why, body);
        };
    }

    private static Problem refusal(Menus.Taken why, NewOrder body) {
        return switch (why) {
            case Menus.Taken.NoMenu() ->
                    Problem.refused(
                            "no-menu",
                            "there is no menu for %s on %s".formatted(body.window(), body.date()),
                            Problem.Fault.at("/date", "has no menu"));
            case Menus.Taken.NotOnMenu(long dish) ->
                    Problem.refused(
                            "not-on-menu",
                            "dish %d is not on the menu".formatted(dish),
                            Problem.Fault.at(pointer(body, dish, "dish"), "is not on the menu"));
            case Menus.Taken.OverLimit(long dish, int limit) ->
                    Problem.refused(
                            "over-limit",
                            "an order holds at most %d of dish %d".formatted(limit, dish),
                            Problem.Fault.at(pointer(body, dish, "quantity"), "at most " + limit));
            case Menus.Taken.SoldOut(long dish, int left) ->
                    Problem.conflict(
                            "sold-out", "of dish %d %d portions are left".formatted(dish, left));
            case Menus.Taken.Done done -> throw new IllegalStateException("not a refusal: " + done);
        };
    }

    private static String pointer(NewOrder body, long dish, String field) {
        for (int i = 0; i < body.lines().size(); i++) {
            if (body.lines().get(i).dish() == dish) {
                return "/lines/%d/%s".formatted(i, field);
            }
        }
        return "/lines";
    }

    private Reply get(Request request) {
        return database.read(
                tx ->
                        orders.visible(tx, request.caller(), new OrderId(request.number("id")))
                                .map(order -> Reply.ok(OrderView.of(order)))
                                .orElseThrow(Problem::notFound));
    }

    private Reply listOwn(Request request) {
        return database.read(
                tx -> {
                    var children =
                            students.ofGuardian(tx, request.caller().user()).stream()
                                    .map(StudentId::value)
                                    .toList();
                    return page(tx, request, ORDERS.STUDENT.in(children));
                });
    }

    private Reply listSchool(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    return page(tx, request, ORDERS.SCHOOL.eq(request.school().value()));
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
                orders.page(tx, where, request.cursor(), request.limit() + 1).stream()
                        .map(OrderView::of)
                        .toList();
        return Reply.ok(Page.of(rows, request.limit(), OrderView::id));
    }

    private Reply cancel(Request request) {
        return database.transaction(
                tx ->
                        switch (orders.cancel(
                                tx, request.caller(), new OrderId(request.number("id")))) {
                            case Orders.Cancellation.Done(Order order) ->
                                    Reply.ok(OrderView.of(order));
                            case Orders.Cancellation.NoSuchOrder() -> throw Problem.notFound();
                            case Orders.Cancellation.NotYours() ->
                                    throw Problem.forbidden(
                                            "student-not-yours",
                                            "you are not entitled to order or cancel for this child; ask the school office");
                            case Orders.Cancellation.Illegal(OrderState state) ->
                                    throw Problem.conflict(
                                            "order-state",
                                            "an order that is %s cannot be cancelled"
                                                    .formatted(state.label()));
                            case Orders.Cancellation.TooLate(Instant deadline) ->
                                    throw Problem.conflict(
                                            "deadline-passed",
                                            "the deadline was %s; ask the school office"
                                                    .formatted(deadline));
                        });
    }
}
