package com.hasivu.cloud.menus;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dishes over HTTP. */
public final class DishRoutes {
    private static final Access WRITERS =
            Access.only(Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN, Role.NUTRITIONIST);

    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Dishes dishes;

    public DishRoutes(Database database, Once once, Schools schools, Dishes dishes) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.dishes = dishes;
    }

    public void register(Api api) {
        api.route("createDish", WRITERS, this::create);
        api.route("updateDish", WRITERS, this::update);
        api.route("getDish", Access.adults(), this::get);
        api.route("listDishes", Access.adults(), this::list);
    }

    /** What both bodies hold; the contract has closed each. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record NewDish(
            String name,
            @Nullable String description,
            long pricePaise,
            String diet,
            @Nullable List<String> alsoFor,
            @Nullable List<String> allergens,
            @Nullable String category,
            @Nullable Nutrition nutrition) {
        DishFacts facts() {
            return new DishFacts(
                    name,
                    description == null ? "" : description,
                    pricePaise,
                    Diet.of(diet),
                    alsoFor == null ? List.of() : alsoFor.stream().map(Diet::of).toList(),
                    allergens == null ? List.of() : allergens,
                    category == null ? "main" : category,
                    Optional.ofNullable(nutrition));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record DishEdit(long version, @Nullable Boolean active) {}

    private Reply create(Request request) {
        DishFacts facts = facts(request);
        return once.run(
                request,
                tx -> {
                    schools.get(tx, request.school());
                    return Reply.created(DishView.of(dishes.add(tx, request.school(), facts)));
                });
    }

    private Reply update(Request request) {
        DishFacts facts = facts(request);
        var edit = request.body(DishEdit.class);
        long id = request.number("id");
        return database.transaction(
                tx -> {
                    Dish old = dishes.find(tx, request.school(), id).orElseThrow(Problem::notFound);
                    boolean active = edit.active() == null ? old.active() : edit.active();
                    var fresh = new Dish(id, facts, active, edit.version());
                    if (!dishes.change(tx, request.school(), fresh)) {
                        throw Problem.conflict(
                                "dish-changed",
                                "dish %d is no more at version %d; read it again and send your change with its version"
                                        .formatted(id, edit.version()));
                    }
                    return Reply.ok(
                            DishView.of(dishes.find(tx, request.school(), id).orElseThrow()));
                });
    }

    private Reply get(Request request) {
        return database.read(
                tx ->
                        dishes.find(tx, request.school(), request.number("id"))
                                .map(dish -> Reply.ok(DishView.of(dish)))
                                .orElseThrow(Problem::notFound));
    }

    private Reply list(Request request) {
        DishFilter filter = DishFilter.of(request);
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var rows =
                            dishes
                                    .page(
                                            tx,
                                            request.school(),
                                            filter,
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(DishView::of)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), DishView::id));
                });
    }

    private static DishFacts facts(Request request) {
        DishFacts facts = request.body(NewDish.class).facts();
        var faults = new ArrayList<>(DietRules.faults(facts));
        facts.nutrition().ifPresent(nutrition -> faults.addAll(nutrition.faults()));
        if (!faults.isEmpty()) {
            throw Problem.refused(
                    "impossible-dish",
                    "%s: %s".formatted(facts.name(), faults.getFirst().detail()),
                    faults.toArray(Problem.Fault[]::new));
        }
        return facts;
    }
}
