package com.hasivu.cloud.schools;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The school's calendar over HTTP. */
public final class CalendarRoutes {
    /** What is shown without {@code from} and {@code to}: the year around today. */
    private static final int DAYS_BACK = 31;

    private static final int DAYS_AHEAD = 366;

    private final Database database;
    private final Schools schools;
    private final Clock clock;

    public CalendarRoutes(Database database, Schools schools, Clock clock) {
        this.database = database;
        this.schools = schools;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("getCalendar", Access.adults(), this::get);
        api.route("putCalendar", Access.admins(), this::put);
        api.route("putCalendarDay", Access.admins(), this::putDay);
        api.route(
                "deleteCalendarDay", Access.admins(), request -> delete(request, Optional.empty()));
        api.route("cancelMeal", Access.admins(), this::cancelMeal);
        api.route(
                "reopenMeal",
                Access.admins(),
                request -> delete(request, Optional.of(window(request))));
    }

    private record TermView(String name, LocalDate from, LocalDate to) {}

    private record NewCalendar(List<String> weekdays, @Nullable List<TermView> terms) {}

    private record NewDay(String kind, String name) {}

    private record NewMealCancellation(String name) {}

    private record DayView(LocalDate date, @Nullable String window, String kind, String name) {}

    private record CalendarView(List<String> weekdays, List<TermView> terms, List<DayView> days) {}

    private Reply get(Request request) {
        return database.read(tx -> Reply.ok(view(tx, request)));
    }

    private CalendarView view(DSLContext tx, Request request) {
        LocalDate today = today(tx, request);
        SchoolCalendar calendar =
                schools.calendars()
                        .get(
                                tx,
                                request.school(),
                                request.query("from")
                                        .map(LocalDate::parse)
                                        .orElse(today.minusDays(DAYS_BACK)),
                                request.query("to")
                                        .map(LocalDate::parse)
                                        .orElse(today.plusDays(DAYS_AHEAD)));
        return new CalendarView(
                Weekdays.words(calendar.weekdays()),
                calendar.terms().stream()
                        .map(term -> new TermView(term.name(), term.first(), term.last()))
                        .toList(),
                calendar.entries().stream().map(CalendarRoutes::view).toList());
    }

    private Reply put(Request request) {
        var body = request.body(NewCalendar.class);
        List<SchoolCalendar.Term> terms =
                body.terms() == null
                        ? List.of()
                        : body.terms().stream()
                                .map(
                                        term ->
                                                new SchoolCalendar.Term(
                                                        term.name(), term.from(), term.to()))
                                .sorted(Comparator.comparing(SchoolCalendar.Term::first))
                                .toList();
        refuseCrossed(terms);
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    schools.calendars()
                            .put(tx, request.school(), Weekdays.parse(body.weekdays()), terms);
                    return Reply.ok(view(tx, request));
                });
    }

    private static void refuseCrossed(List<SchoolCalendar.Term> terms) {
        for (int i = 0; i < terms.size(); i++) {
            SchoolCalendar.Term term = terms.get(i);
            boolean crossed = i > 0 && terms.get(i - 1).holds(term.first());
            if (crossed || term.last().isBefore(term.first())) {
                throw Problem.refused(
                        "impossible-term",
                        "the term '%s' (%s to %s) ends before it begins, or another one holds its first day"
                                .formatted(term.name(), term.first(), term.last()),
                        Problem.Fault.at("/terms", "must not overlap, and begin before they end"));
            }
        }
    }

    private Reply putDay(Request request) {
        var body = request.body(NewDay.class);
        return write(
                request,
                new CalendarEntry(
                        request.date("date"),
                        Optional.empty(),
                        CalendarEntry.Kind.of(body.kind()),
                        body.name()));
    }

    private Reply cancelMeal(Request request) {
        return write(
                request,
                new CalendarEntry(
                        request.date("date"),
                        Optional.of(window(request)),
                        CalendarEntry.Kind.HOLIDAY,
                        request.body(NewMealCancellation.class).name()));
    }

    private Reply write(Request request, CalendarEntry entry) {
        return database.transaction(
                tx -> {
                    LocalDate today = today(tx, request);
                    if (entry.day().isBefore(today)) {
                        throw Problem.refused(
                                "day-passed",
                                "%s has passed; the calendar is written from %s on"
                                        .formatted(entry.day(), today));
                    }
                    if (entry.window().isPresent()
                            && schools.window(tx, request.school(), entry.window().get())
                                    .isEmpty()) {
                        throw Problem.notFound();
                    }
                    schools.calendars()
                            .put(tx, request.school(), entry, "user " + request.caller().user());
                    return Reply.ok(view(entry));
                });
    }

    private Reply delete(Request request, Optional<WindowId> window) {
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    if (!schools.calendars()
                            .remove(tx, request.school(), request.date("date"), window)) {
                        throw Problem.notFound();
                    }
                    return Reply.nothing();
                });
    }

    private static WindowId window(Request request) {
        return new WindowId(request.path("window"));
    }

    private LocalDate today(DSLContext tx, Request request) {
        return LocalDate.ofInstant(clock.instant(), schools.get(tx, request.school()).zone());
    }

    private static DayView view(CalendarEntry entry) {
        return new DayView(
                entry.day(),
                entry.window().map(WindowId::value).orElse(null),
                entry.kind().label(),
                entry.name());
    }
}
