package com.hasivu.cloud.recurring;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.orders.Wish;
import com.hasivu.cloud.recurring.RecurringRows.Kept;
import com.hasivu.cloud.schema.tables.records.RecurringDaysRecord;
import com.hasivu.cloud.schools.Weekdays;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** A guardian's recurring orders over HTTP. */
public final class RecurringRoutes {
    private final Database database;
    private final Once once;
    private final Recurring recurring;

    public RecurringRoutes(Database database, Once once, Recurring recurring) {
        this.database = database;
        this.once = once;
        this.recurring = recurring;
    }

    public void register(Api api) {
        api.route("createRecurringOrder", Access.only(Role.PARENT), this::create);
        api.route("listRecurringOrders", Access.only(Role.PARENT), this::list);
        api.route("getRecurringOrder", Access.only(Role.PARENT), this::get);
        api.route("putRecurringOrder", Access.only(Role.PARENT), this::put);
        api.route("deleteRecurringOrder", Access.only(Role.PARENT), this::delete);
        api.route("listRecurringDays", Access.only(Role.PARENT), this::days);
    }

    private record NewRecurringOrder(
            long student,
            String window,
            List<String> weekdays,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            @Nullable Boolean paused,
            @Nullable String payFrom,
            List<Wish.Line> lines) {}

    record View(
            long id,
            long student,
            String window,
            List<String> weekdays,
            LocalDate from,
            @Nullable LocalDate until,
            boolean paused,
            @Nullable String payFrom,
            List<Wish.Line> lines,
            Instant created) {}

    private record DayView(
            long id,
            LocalDate date,
            String state,
            @Nullable Long order,
            @Nullable String code,
            @Nullable String reason,
            @Nullable Instant triedAgain) {}

    private Reply create(Request request) {
        return once.run(
                request,
                tx -> {
                    LocalDate today = recurring.today(tx, school(request));
                    return Reply.created(view(recurring.add(tx, rule(request, today))));
                });
    }

    private Reply list(Request request) {
        return database.read(
                tx ->
                        Reply.ok(
                                Page.of(
                                        RecurringRows.page(
                                                        tx,
                                                        request.caller().user(),
                                                        request.cursor(),
                                                        request.limit() + 1)
                                                .stream()
                                                .map(RecurringRoutes::view)
                                                .toList(),
                                        request.limit(),
                                        View::id)));
    }

    private Reply get(Request request) {
        return database.read(tx -> Reply.ok(view(own(tx, request))));
    }

    private Reply put(Request request) {
        return database.transaction(
                tx -> {
                    Kept before = held(tx, request);
                    Rule rule = rule(request, before.rule().first());
                    return Reply.ok(view(recurring.change(tx, before.id(), rule)));
                });
    }

    private Reply delete(Request request) {
        return database.transaction(
                tx -> {
                    recurring.end(tx, held(tx, request).id());
                    return Reply.nothing();
                });
    }

    private Reply days(Request request) {
        return database.read(
                tx -> {
                    var rows =
                            RecurringRows.days(
                                            tx,
                                            own(tx, request).id(),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(RecurringRoutes::view)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), DayView::id));
                });
    }

    private static Kept own(DSLContext tx, Request request) {
        return RecurringRows.find(tx, request.caller().user(), request.number("id"))
                .orElseThrow(Problem::notFound);
    }

    private static Kept held(DSLContext tx, Request request) {
        return RecurringRows.locked(tx, request.caller().user(), request.number("id"))
                .orElseThrow(Problem::notFound);
    }

    private static Rule rule(Request request, LocalDate first) {
        var body = request.body(NewRecurringOrder.class);
        return new Rule(
                school(request),
                request.caller().user(),
                new StudentId(body.student()),
                new WindowId(body.window()),
                Weekdays.parse(body.weekdays()),
                body.from() == null ? first : body.from(),
                Optional.ofNullable(body.until()),
                Boolean.TRUE.equals(body.paused()),
                body.payFrom() != null,
                body.lines());
    }

    private static SchoolId school(Request request) {
        return request.caller()
                .school()
                .orElseThrow(() -> new IllegalStateException("a parent has a school"));
    }

    static View view(Kept kept) {
        Rule rule = kept.rule();
        return new View(
                kept.id(),
                rule.student().value(),
                rule.window().value(),
                Weekdays.words(rule.weekdays()),
                rule.first(),
                rule.last().orElse(null),
                rule.paused(),
                rule.fromWallet() ? "wallet" : null,
                rule.lines(),
                kept.created());
    }

    private static DayView view(RecurringDaysRecord row) {
        return new DayView(
                row.getId(),
                row.getSchoolDay(),
                row.getState(),
                row.getOrderId(),
                row.getCode(),
                row.getReason(),
                row.getDue());
    }
}
