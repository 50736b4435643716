package com.hasivu.cloud.kitchen;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kitchen over HTTP. */
public final class KitchenRoutes {
    /** What was paid is cooked, whoever fetches it. */
    private static final Set<OrderState> COOKED =
            EnumSet.of(
                    OrderState.CONFIRMED,
                    OrderState.PREPARING,
                    OrderState.READY,
                    OrderState.DELIVERED,
                    OrderState.UNCLAIMED);

    private static final Set<OrderState> QUEUE =
            EnumSet.of(OrderState.CONFIRMED, OrderState.PREPARING, OrderState.READY);

    private static final Access KITCHEN =
            Access.only(Role.KITCHEN_STAFF, Role.SCHOOL_ADMIN, Role.PLATFORM_ADMIN);

    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Students students;
    private final Orders orders;
    private final Clock clock;

    public KitchenRoutes(
            Database database,
            Once once,
            Schools schools,
            Students students,
            Orders orders,
            Clock clock) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.students = students;
        this.orders = orders;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("getProductionSheet", KITCHEN, this::sheet);
        api.route("getProductionSheetCsv", KITCHEN, this::csv);
        api.route("listKitchenQueue", KITCHEN, this::queue);
        api.route("moveKitchenBatch", KITCHEN, this::move);
    }

    /**
     * A sheet.
     *
     * @param complete the deadline has passed: no guardian orders or cancels any more
     */
    private record SheetView(
            LocalDate date,
            String window,
            Instant deadline,
            boolean complete,
            int orders,
            int portions,
            List<ProductionSheet.Dish> dishes,
            List<ProductionSheet.Care> allergies) {}

    private record Line(long dish, String name, int quantity) {}

    private record Ticket(
            long order,
            String state,
            long student,
            String name,
            String className,
            String rollNumber,
            String meal,
            List<Line> lines,
            List<String> allergens,
            List<String> conflicts) {}

    private record NewBatch(String to, List<Long> orders) {}

    private record Refused(long order, @Nullable String state, String why) {}

    private record BatchView(String state, List<Long> moved, List<Refused> refused) {}

    private Reply sheet(Request request) {
        return database.read(
                tx -> {
                    Slot slot = slot(request);
                    Instant deadline = deadline(tx, slot);
                    ProductionSheet sheet = sheet(tx, slot);
                    return Reply.ok(
                            new SheetView(
                                    slot.day(),
                                    slot.window().value(),
                                    deadline,
                                    !clock.instant().isBefore(deadline),
                                    sheet.orders(),
                                    sheet.portions(),
                                    sheet.dishes(),
                                    sheet.allergies()));
                });
    }

    private Reply csv(Request request) {
        return database.read(
                tx -> {
                    Slot slot = slot(request);
                    var unused = deadline(tx, slot);
                    return Reply.ok(
                            new Reply.Text(
                                    "text/csv; charset=utf-8", SheetCsv.of(sheet(tx, slot))));
                });
    }

    private ProductionSheet sheet(DSLContext tx, Slot slot) {
        List<Order> cooked = orders.ofMeal(tx, slot, COOKED, 0, Integer.MAX_VALUE);
        return ProductionSheet.of(cooked, children(tx, slot.school(), cooked));
    }

    private Reply queue(Request request) {
        return database.read(
                tx -> {
                    Slot slot = slot(request);
                    var unused = deadline(tx, slot);
                    Set<OrderState> states =
                            request.query("state")
                                    .map(state -> EnumSet.of(state(state)))
                                    .orElse(EnumSet.copyOf(QUEUE));
                    List<Order> rows =
                            orders.ofMeal(tx, slot, states, request.cursor(), request.limit() + 1);
                    Map<StudentId, Student> children = children(tx, slot.school(), rows);
                    return Reply.ok(
                            Page.of(
                                    rows.stream().map(order -> ticket(order, children)).toList(),
                                    request.limit(),
                                    Ticket::order));
                });
    }

    private Reply move(Request request) {
        var body = request.body(NewBatch.class);
        OrderState to = state(body.to());
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    Orders.Advanced done =
                            orders.advance(
                                    tx,
                                    request.school(),
                                    new TreeSet<>(body.orders()),
                                    to,
                                    "user " + request.caller().user());
                    List<Refused> refused =
                            done.conflicts().entrySet().stream()
                                    .map(one -> refused(one.getKey(), one.getValue(), to))
                                    .toList();
                    if (done.moved().isEmpty()) {
                        throw new Problem(
                                409,
                                "order-state",
                                "Conflict",
                                "none of the orders can become " + to.label(),
                                refused.stream()
                                        .map(one -> Problem.Fault.at("/orders", one.why()))
                                        .toList());
                    }
                    return Reply.ok(
                            new BatchView(
                                    to.label(),
                                    done.moved().stream().map(OrderId::value).toList(),
                                    refused));
                });
    }

    private static Refused refused(OrderId order, Optional<OrderState> state, OrderState to) {
        return new Refused(
                order.value(),
                state.map(OrderState::label).orElse(null),
                state.map(
                                is ->
                                        "order %s is %s and cannot become %s"
                                                .formatted(order, is.label(), to.label()))
                        .orElse("the school has no order " + order));
    }

    private static Ticket ticket(Order order, Map<StudentId, Student> children) {
        Student child = children.get(order.student());
        if (child == null) {
            throw new IllegalStateException("order %s is of no child".formatted(order.id()));
        }
        return new Ticket(
                order.id().value(),
                order.state().label(),
                child.id().value(),
                child.name(),
                child.className(),
                child.rollNumber(),
                order.meal(),
                order.lines().stream()
                        .map(line -> new Line(line.dish(), line.name(), line.quantity()))
                        .toList(),
                child.allergens(),
                ProductionSheet.conflicts(order, child));
    }

    private Map<StudentId, Student> children(DSLContext tx, SchoolId school, List<Order> eaten) {
        return students
                .some(tx, school, eaten.stream().map(Order::student).distinct().toList())
                .stream()
                .collect(Collectors.toMap(Student::id, Function.identity()));
    }

    /** Also asks whether there is such a school and window. */
    private Instant deadline(DSLContext tx, Slot slot) {
        var zone = schools.get(tx, slot.school()).zone();
        MealWindow window =
                schools.window(tx, slot.school(), slot.window()).orElseThrow(Problem::notFound);
        return window.deadline(slot.day(), zone);
    }

    private static Slot slot(Request request) {
        return new Slot(
                request.school(), request.date("date"), new WindowId(request.path("window")));
    }

    private static OrderState state(String label) {
        return OrderState.valueOf(label.toUpperCase(Locale.ROOT));
    }
}
