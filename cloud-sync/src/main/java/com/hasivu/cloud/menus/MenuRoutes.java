package com.hasivu.cloud.menus;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.WindowId;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;

/** Dishes and daily menus over HTTP. */
public final class MenuRoutes {
    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Dishes dishes;
    private final Menus menus;

    public MenuRoutes(Database database, Once once, Schools schools, Dishes dishes, Menus menus) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.dishes = dishes;
        this.menus = menus;
    }

    public void register(Api api) {
        api.route("createDish", Access.admins(), this::createDish);
        api.route("listDishes", Access.signedIn(), this::listDishes);
        api.route("putMenu", Access.admins(), this::putMenu);
        api.route("getMenu", Access.signedIn(), this::getMenu);
    }

    private record NewDish(
            String name, long pricePaise, @Nullable List<String> allergens, String diet) {}

    private record NewMenu(List<Menus.NewItem> items) {}

    private record ItemView(
            long dish,
            String name,
            long pricePaise,
            List<String> allergens,
            String diet,
            int portions,
            int portionsLeft,
            int perOrderLimit) {}

    private record MenuView(LocalDate date, String window, List<ItemView> items) {}

    private Reply createDish(Request request) {
        var body = request.body(NewDish.class);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.created(
                            dishes.add(
                                    tx,
                                    request.school(),
                                    body.name(),
                                    body.pricePaise(),
                                    body.allergens() == null ? List.of() : body.allergens(),
                                    body.diet()));
                });
    }

    private Reply listDishes(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            dishes.page(
                                    tx, request.school(), request.cursor(), request.limit() + 1);
                    return Reply.ok(Page.of(rows, request.limit(), Dish::id));
                });
    }

    private Reply putMenu(Request request) {
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
                    return switch (menus.put(tx, slot, body.items())) {
                        case Menus.Written.Done(List<MenuItem> items) ->
                                Reply.ok(view(slot, items));
                        case Menus.Written.NoSuchDish(int index, long dish) ->
                                throw Problem.refused(
                                        "unknown-dish",
                                        "dish %d is not of this school".formatted(dish),
                                        Problem.Fault.at(
                                                "/items/%d/dish".formatted(index),
                                                "is not a dish of this school"));
                        case Menus.Written.BelowSold(long dish, int sold) ->
                                throw Problem.conflict(
                                        "below-sold",
                                        "%d portions of dish %d are ordered; keep at least so many"
                                                .formatted(sold, dish));
                    };
                });
    }

    private Reply getMenu(Request request) {
        Slot slot = slot(request);
        return database.read(
                tx ->
                        menus.find(tx, slot)
                                .map(items -> Reply.ok(view(slot, items)))
                                .orElseThrow(Problem::notFound));
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

    private static MenuView view(Slot slot, List<MenuItem> items) {
        return new MenuView(
                slot.day(),
                slot.window().value(),
                items.stream()
                        .map(
                                item ->
                                        new ItemView(
                                                item.dish().id(),
                                                item.dish().name(),
                                                item.dish().pricePaise(),
                                                item.dish().allergens(),
                                                item.dish().diet(),
                                                item.portions(),
                                                item.portionsLeft(),
                                                item.perOrderLimit()))
                        .toList());
    }
}
