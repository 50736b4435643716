package com.hasivu.cloud.menus;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Daily menus over HTTP. */
public final class MenuRoutes {
    /** Longest span of days in one answer. */
    private static final int MOST_DAYS = 31;

    private final Database database;
    private final Schools schools;
    private final Students students;
    private final Menus menus;
    private final MenuPolicies policies;

    public MenuRoutes(
            Database database,
            Schools schools,
            Students students,
            Menus menus,
            MenuPolicies policies) {
        this.database = database;
        this.schools = schools;
        this.students = students;
        this.menus = menus;
        this.policies = policies;
    }

    public void register(Api api) {
        api.route("putMenu", Access.admins(), this::put);
        api.route("getMenu", Access.adults(), this::get);
        api.route("listMenus", Access.adults(), this::list);
        api.route("getMenuPolicy", Access.staff(), this::policy);
        api.route(
                "setMenuPolicy", Access.only(Role.PLATFORM_ADMIN, Role.PRINCIPAL), this::setPolicy);
    }

    private record NewMenu(List<Menus.NewItem> items) {}

    private record Policy(boolean direct) {}

    private record MenuList(List<MenuView> items) {}

    private Reply put(Request request) {
        var body = request.body(NewMenu.class);
        Slot slot = slot(request);
        refuseTwice(body.items());
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    if (schools.window(tx, request.school(), slot.window()).isEmpty()) {
                        throw Problem.refused(
                                "unknown-window",
                                "the school has no meal window '%s'; create it first"
                                        .formatted(slot.window()));
                    }
                    var freedom =
                            policies.direct(tx, request.school())
                                    ? Menus.Freedom.ANY_DISH
                                    : Menus.Freedom.DISHES_IT_HAS;
                    return answer(slot, menus.put(tx, slot, body.items(), freedom));
                });
    }

    private static Reply answer(Slot slot, Menus.Written written) {
        return switch (written) {
            case Menus.Written.Done(List<MenuItem> items) -> Reply.ok(MenuView.of(slot, items));
            case Menus.Written.NoSuchDish(int index, long dish) ->
                    throw Problem.refused(
                            "unknown-dish",
                            "dish %d is not of this school".formatted(dish),
                            Problem.Fault.at(
                                    "/items/%d/dish".formatted(index),
                                    "is not a dish of this school"));
            case Menus.Written.Retired(int index, long dish) ->
                    throw Problem.refused(
                            "dish-retired",
                            "dish %d is retired; set it active, or take another".formatted(dish),
                            Problem.Fault.at("/items/%d/dish".formatted(index), "is retired"));
            case Menus.Written.NotApproved(int index, long dish) ->
                    throw new Problem(
                            409,
                            "approval-needed",
                            "Conflict",
                            "dish %d is not on this menu, and the school's menus need approval: submit a plan"
                                    .formatted(dish),
                            List.of(
                                    Problem.Fault.at(
                                            "/items/%d/dish".formatted(index),
                                            "is not on the approved menu")));
            case Menus.Written.BelowSold(long dish, int sold) ->
                    throw Problem.conflict(
                            "below-sold",
                            "%d portions of dish %d are ordered; keep at least so many"
                                    .formatted(sold, dish));
        };
    }

    private Reply get(Request request) {
        Slot slot = slot(request);
        return database.readOnce(
                tx ->
                        menus.find(tx, slot)
                                .map(items -> Reply.ok(MenuView.of(slot, items)))
                                .orElseThrow(Problem::notFound));
    }

    private Reply list(Request request) {
        LocalDate from = LocalDate.parse(request.query("from").orElseThrow());
        LocalDate to = LocalDate.parse(request.query("to").orElseThrow());
        if (to.isBefore(from) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw Problem.badRequest(
                    "invalid-query",
                    "%s to %s is no span of 1 to %d days".formatted(from, to, MOST_DAYS),
                    Problem.Fault.of(
                            "to", "must be from 0 to %d days after from".formatted(MOST_DAYS - 1)));
        }
        Optional<Eater> eater = eater(request); // its own read: the menus do not hang on it
        List<DayMenu> found =
                database.readOnce(tx -> menus.between(tx, request.school(), from, to));
        if (found.isEmpty()) {
            var unused = database.readOnce(tx -> schools.get(tx, request.school()));
        }
        return Reply.ok(
                new MenuList(found.stream().map(menu -> MenuView.of(menu, eater)).toList()));
    }

    /**
     * A parent may name the own children only; another's is not found, as one that is not there.
     */
    private Optional<Eater> eater(Request request) {
        Optional<Diet> diet = request.query("diet").map(Diet::of);
        if (request.query("student").isEmpty()) {
            return diet.map(how -> new Eater(List.of(), Set.of(how)));
        }
        var id = new StudentId(Long.parseLong(request.query("student").get()));
        Student child =
                database.readOnce(
                                tx -> students.visible(tx, request.caller(), request.school(), id))
                        .orElseThrow(Problem::notFound);
        Eater eater = Eater.of(child);
        return Optional.of(diet.map(eater::and).orElse(eater));
    }

    private Reply policy(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.ok(new Policy(policies.direct(tx, request.school())));
                });
    }

    private Reply setPolicy(Request request) {
        var body = request.body(Policy.class);
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    policies.set(tx, request.school(), body.direct(), request.caller().user());
                    return Reply.ok(body);
                });
    }

    private static void refuseTwice(List<Menus.NewItem> items) {
        var seen = new HashSet<Long>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.add(items.get(i).dish())) {
                throw Problem.refused(
                        "dish-twice",
                        "dish %d is on the menu twice".formatted(items.get(i).dish()),
                        Problem.Fault.at("/items/%d/dish".formatted(i), "is named before"));
            }
        }
    }

    private static Slot slot(Request request) {
        return new Slot(
                request.school(), request.date("date"), new WindowId(request.path("window")));
    }
}
