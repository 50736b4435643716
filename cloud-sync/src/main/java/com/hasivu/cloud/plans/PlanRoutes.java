package com.hasivu.cloud.plans;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Handler;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Menu plans and their approval over HTTP. */
public final class PlanRoutes {
    static final Access PLANNERS =
            Access.only(
                    Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN, Role.NUTRITIONIST, Role.KITCHEN_STAFF);
    private static final Access APPROVERS =
            Access.only(Role.NUTRITIONIST, Role.SCHOOL_ADMIN, Role.PRINCIPAL);
    private static final Access PUBLISHERS =
            Access.only(Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN, Role.PRINCIPAL);

    /** Longest span of a plan: a term. */
    static final int MOST_DAYS = 184;

    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Meals meals;
    private final MenuPlans plans;
    private final SchoolDays schoolDays;

    public PlanRoutes(
            Database database,
            Once once,
            Schools schools,
            Dishes dishes,
            MenuPlans plans,
            SchoolDays schoolDays) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.meals = new Meals(schools, dishes);
        this.plans = plans;
        this.schoolDays = schoolDays;
    }

    public void register(Api api) {
        api.route("createMenuPlan", PLANNERS, this::create);
        api.route("listMenuPlans", Access.staff(), this::list);
        api.route("getMenuPlan", Access.staff(), this::get);
        api.route("updateMenuPlan", PLANNERS, this::update);
        api.route("submitMenuPlan", PLANNERS, moving(plans::submit));
        api.route("approveMenuPlan", APPROVERS, moving(plans::approve));
        api.route("rejectMenuPlan", APPROVERS, this::reject);
        api.route("publishMenuPlan", PUBLISHERS, moving(plans::publish));
        api.route("discardMenuPlan", PLANNERS, moving(plans::discard));
        api.route("cloneMenuPlan", PLANNERS, this::copy);
    }

    private record NewMenu(LocalDate date, String window, List<Menus.NewItem> items) {
        PlannedMenu planned() {
            return new PlannedMenu(date, new WindowId(window), items);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record NewPlan(String name, List<NewMenu> menus) {
        List<PlannedMenu> planned() {
            return menus.stream()
                    .map(NewMenu::planned)
                    .sorted(
                            Comparator.comparing(PlannedMenu::day)
                                    .thenComparing(menu -> menu.window().value()))
                    .toList();
        }
    }

    /** What a body may say besides. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record PlanStep(@Nullable Long version, @Nullable String reason) {}

    private record NewClone(String name, LocalDate firstDay) {}

    private Reply create(Request request) {
        var body = request.body(NewPlan.class);
        List<PlannedMenu> planned = body.planned();
        refuseLong(planned);
        return once.run(
                request,
                tx -> {
                    check(tx, request, body);
                    return Reply.created(
                            PlanView.whole(
                                    tx,
                                    plans.create(
                                            tx,
                                            request.caller(),
                                            request.school(),
                                            body.name(),
                                            planned)));
                });
    }

    private Reply update(Request request) {
        var body = request.body(NewPlan.class);
        List<PlannedMenu> planned = body.planned();
        refuseLong(planned);
        return moved(
                request,
                tx -> {
                    check(tx, request, body);
                    return plans.edit(tx, act(request), body.name(), planned);
                });
    }

    private Handler moving(BiFunction<DSLContext, Act, PlanOutcome> move) {
        return request -> moved(request, tx -> move.apply(tx, act(request)));
    }

    private Reply reject(Request request) {
        String reason = request.body(PlanStep.class).reason();
        if (reason == null) {
            throw new IllegalStateException("the contract asks for the reason");
        }
        return moved(request, tx -> plans.reject(tx, act(request), reason));
    }

    /** The same menus on other days; where the school does not cook a day is left out. */
    private Reply copy(Request request) {
        var body = request.body(NewClone.class);
        return once.run(
                request,
                tx -> {
                    MenuPlan old =
                            PlanRows.find(tx, request.school(), request.number("id"))
                                    .orElseThrow(Problem::notFound);
                    long days = ChronoUnit.DAYS.between(old.firstDay(), body.firstDay());
                    List<PlannedMenu> shifted =
                            PlanRows.menus(tx, old.id()).stream()
                                    .map(
                                            menu ->
                                                    new PlannedMenu(
                                                            menu.day().plusDays(days),
                                                            menu.window(),
                                                            menu.items()))
                                    .toList();
                    return Reply.created(
                            draft(tx, request, plans, schoolDays, body.name(), shifted));
                });
    }

    /** A draft of those menus whose day is one of the school's, and which days were left out. */
    static PlanView draft(
            DSLContext tx,
            Request request,
            MenuPlans plans,
            SchoolDays schoolDays,
            String name,
            List<PlannedMenu> wanted) {
        var open =
                wanted.isEmpty()
                        ? List.<LocalDate>of()
                        : schoolDays.between(
                                tx,
                                request.school(),
                                wanted.getFirst().day(),
                                wanted.getLast().day());
        var planned = new ArrayList<PlannedMenu>();
        var skipped = new ArrayList<LocalDate>();
        for (PlannedMenu menu : wanted) {
            if (open.contains(menu.day())) {
                planned.add(menu);
            } else if (!skipped.contains(menu.day())) {
                skipped.add(menu.day());
            }
        }
        if (planned.isEmpty()) {
            throw Problem.refused(
                    "no-school-day", "the school cooks on none of these days; choose others");
        }
        MenuPlan plan = plans.create(tx, request.caller(), request.school(), name, planned);
        return PlanView.whole(tx, plan, skipped);
    }

    private Reply list(Request request) {
        Optional<PlanState> state = request.query("state").map(PlanState::of);
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            PlanRows.page(
                                            tx,
                                            request.school(),
                                            state,
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(PlanView::brief)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), PlanView::id));
                });
    }

    private Reply get(Request request) {
        return database.read(
                tx ->
                        PlanRows.find(tx, request.school(), request.number("id"))
                                .map(plan -> Reply.ok(PlanView.whole(tx, plan)))
                                .orElseThrow(Problem::notFound));
    }

    private Reply moved(Request request, Function<DSLContext, PlanOutcome> work) {
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.ok(PlanView.whole(tx, PlanProblems.planOf(work.apply(tx))));
                });
    }

    private static Act act(Request request) {
        return new Act(
                request.caller(),
                request.school(),
                request.number("id"),
                Optional.ofNullable(request.body(PlanStep.class).version()));
    }

    private void check(DSLContext tx, Request request, NewPlan body) {
        meals.check(
                tx,
                request.school(),
                body.menus().stream()
                        .map(
                                menu ->
                                        new Meals.Meal(
                                                menu.date().toString(),
                                                new WindowId(menu.window()),
                                                menu.items()))
                        .toList());
    }

    private static void refuseLong(List<PlannedMenu> planned) {
        refuseLong(planned.getFirst().day(), planned.getLast().day(), "/menus");
    }

    static void refuseLong(LocalDate from, LocalDate to, String pointer) {
        if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw Problem.refused(
                    "span-too-long",
                    "%s to %s is longer than %d days; make two plans"
                            .formatted(from, to, MOST_DAYS),
                    Problem.Fault.at(pointer, "spans more than %d days".formatted(MOST_DAYS)));
        }
    }
}
