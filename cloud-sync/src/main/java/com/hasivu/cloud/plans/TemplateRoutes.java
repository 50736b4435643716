package com.hasivu.cloud.plans;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Week templates over HTTP, and how they become plans. */
public final class TemplateRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Meals meals;
    private final MenuPlans plans;
    private final SchoolDays schoolDays;
    private final Clock clock;

    public TemplateRoutes(
            Database database,
            Once once,
            Schools schools,
            Dishes dishes,
            MenuPlans plans,
            SchoolDays schoolDays,
            Clock clock) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.meals = new Meals(schools, dishes);
        this.plans = plans;
        this.schoolDays = schoolDays;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("createMenuTemplate", PlanRoutes.PLANNERS, this::create);
        api.route("listMenuTemplates", Access.staff(), this::list);
        api.route("getMenuTemplate", Access.staff(), this::get);
        api.route("updateMenuTemplate", PlanRoutes.PLANNERS, this::update);
        api.route("applyMenuTemplate", PlanRoutes.PLANNERS, this::apply);
    }

    private record MealView(String weekday, String window, List<Menus.NewItem> items) {
        WeekTemplate.MenuOfWeekday meal() {
            return new WeekTemplate.MenuOfWeekday(
                    DayOfWeek.valueOf(weekday.toUpperCase(Locale.ROOT)),
                    new WindowId(window),
                    items);
        }
    }

    private record NewTemplate(String name, List<MealView> menus, @Nullable Long version) {
        List<WeekTemplate.MenuOfWeekday> meals() {
            return menus.stream().map(MealView::meal).toList();
        }
    }

    private record TemplateView(
            long id, String name, long version, @Nullable List<MealView> menus) {
        static TemplateView of(WeekTemplate template) {
            return new TemplateView(
                    template.id(),
                    template.name(),
                    template.version(),
                    template.menus().stream()
                            .map(
                                    menu ->
                                            new MealView(
                                                    menu.weekday().name().toLowerCase(Locale.ROOT),
                                                    menu.window().value(),
                                                    menu.items()))
                            .toList());
        }
    }

    private record Application(String name, LocalDate from, LocalDate to) {}

    private Reply create(Request request) {
        var body = request.body(NewTemplate.class);
        return once.run(
                request,
                tx -> {
                    check(tx, request, body);
                    long id =
                            TemplateRows.insert(
                                    tx, request.school(), body.name(), body.meals(), now());
                    return Reply.created(TemplateView.of(template(tx, request, id)));
                });
    }

    private Reply update(Request request) {
        var body = request.body(NewTemplate.class);
        Long version = body.version();
        if (version == null) {
            throw new IllegalStateException("the contract asks for the version");
        }
        long id = request.number("id");
        return database.transaction(
                tx -> {
                    WeekTemplate old = template(tx, request, id);
                    check(tx, request, body);
                    var fresh = new WeekTemplate(id, body.name(), version, body.meals());
                    if (!TemplateRows.update(tx, request.school(), fresh, now())) {
                        throw Problem.conflict(
                                "template-changed",
                                "the template '%s' is no more at version %d; read it again"
                                        .formatted(old.name(), version));
                    }
                    return Reply.ok(TemplateView.of(template(tx, request, id)));
                });
    }

    private Reply get(Request request) {
        return database.read(
                tx -> Reply.ok(TemplateView.of(template(tx, request, request.number("id")))));
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            TemplateRows.page(
                                            tx,
                                            request.school(),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(t -> new TemplateView(t.id(), t.name(), t.version(), null))
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), TemplateView::id));
                });
    }

    private Reply apply(Request request) {
        var body = request.body(Application.class);
        if (body.to().isBefore(body.from())) {
            throw Problem.refused(
                    "impossible-span",
                    "%s is before %s".formatted(body.to(), body.from()),
                    Problem.Fault.at("/to", "must not be before from"));
        }
        PlanRoutes.refuseLong(body.from(), body.to(), "/to");
        return once.run(
                request,
                tx -> {
                    WeekTemplate template = template(tx, request, request.number("id"));
                    return Reply.created(
                            PlanRoutes.draft(
                                    tx,
                                    request,
                                    plans,
                                    schoolDays,
                                    body.name(),
                                    template.over(body.from(), body.to())));
                });
    }

    private static WeekTemplate template(DSLContext tx, Request request, long id) {
        return TemplateRows.find(tx, request.school(), id).orElseThrow(Problem::notFound);
    }

    private void check(DSLContext tx, Request request, NewTemplate body) {
        meals.check(
                tx,
                request.school(),
                body.menus().stream()
                        .map(
                                menu ->
                                        new Meals.Meal(
                                                menu.weekday(),
                                                new WindowId(menu.window()),
                                                menu.items()))
                        .toList());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
