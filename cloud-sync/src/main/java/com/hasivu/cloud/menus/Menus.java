package com.hasivu.cloud.menus;

import static com.hasivu.cloud.schema.Tables.DAILY_MENUS;
import static com.hasivu.cloud.schema.Tables.DISHES;
import static com.hasivu.cloud.schema.Tables.MENU_ITEMS;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The menus of the days and the portions left. Portions are taken by one conditional update each,
 * in the order of dishes, so they are never oversold and two orders never wait for each other in a
 * circle. Thread-safe; every call runs in the caller's transaction.
 */
public final class Menus {
    private final Dishes dishes;

    public Menus(Dishes dishes) {
        this.dishes = dishes;
    }

    /** What became of taking portions. */
    public sealed interface Taken {
        /** Taken, at these prices. */
        record Done(SortedMap<Long, Dish> dishes) implements Taken {}

        /** No menu for this meal. */
        record NoMenu() implements Taken {}

        /** The dish is not on the menu. */
        record NotOnMenu(long dish) implements Taken {}

        /** One order may not hold so many. */
        record OverLimit(long dish, int limit) implements Taken {}

        /** Not enough left. */
        record SoldOut(long dish, int left) implements Taken {}
    }

    /** What became of writing a menu. */
    public sealed interface Written {
        record Done(List<MenuItem> items) implements Written {}

        /** No such dish in this school. */
        record NoSuchDish(int index, long dish) implements Written {}

        /** The dish is retired, and was not on this menu before. */
        record Retired(int index, long dish) implements Written {}

        /** The dish was not on this menu before, and only approved ones may come on it. */
        record NotApproved(int index, long dish) implements Written {}

        /** More are ordered than would be cooked. */
        record BelowSold(long dish, int sold) implements Written {}
    }

    /**
     * One dish as it is put on a menu.
     *
     * @param portions how many are cooked, 0 or more
     * @param perOrderLimit how many one order may hold, 1 or more
     */
    public record NewItem(long dish, int portions, int perOrderLimit) {}

    /** What a writer may put on a menu. */
    public enum Freedom {
        /** Any dish of the school that is not retired. */
        ANY_DISH,
        /** What is on it already: other portions and limits, or taken off. */
        DISHES_IT_HAS
    }

    /** The menu of a meal, by dish; empty when there is none. */
    public Optional<List<MenuItem>> find(DSLContext tx, Slot slot) {
        return read(tx, at(slot)).stream().map(DayMenu::items).findFirst();
    }

    /**
     * Takes portions for an order. On any outcome but {@link Taken.Done} roll back: some may be
     * taken.
     *
     * @param quantities by dish, each 1 or more
     */
    public Taken take(DSLContext tx, Slot slot, SortedMap<Long, Integer> quantities) {
        Query update =
                tx.update(MENU_ITEMS)
                        .set(MENU_ITEMS.PORTIONS_LEFT, MENU_ITEMS.PORTIONS_LEFT.minus(0))
                        .where(
                                MENU_ITEMS.DISH.eq(0L),
                                MENU_ITEMS.PORTIONS_LEFT.ge(0),
                                MENU_ITEMS.PER_ORDER_LIMIT.ge(0),
                                MENU_ITEMS.MENU.eq(menuAt(slot)));
        Object[][] each =
                quantities.entrySet().stream()
                        .map(
                                one ->
                                        bound(
                                                slot,
                                                one.getValue(),
                                                one.getKey(),
                                                one.getValue(),
                                                one.getValue()))
                        .toArray(Object[][]::new);
        int[] taken = tx.batch(update).bind(each).execute(); // in their order, by one trip
        int row = 0;
        for (Map.Entry<Long, Integer> wanted : quantities.entrySet()) {
            if (taken[row++] == 0) {
                return refusal(tx, slot, wanted.getKey(), wanted.getValue());
            }
        }
        return new Taken.Done(new TreeMap<>(dishes.byId(tx, slot.school(), quantities.keySet())));
    }

    /** Gives portions of a cancelled order back. A dish no longer on the menu is left out. */
    public void giveBack(DSLContext tx, Slot slot, SortedMap<Long, Integer> quantities) {
        Query update =
                tx.update(MENU_ITEMS)
                        .set(MENU_ITEMS.PORTIONS_LEFT, MENU_ITEMS.PORTIONS_LEFT.plus(0))
                        .where(MENU_ITEMS.DISH.eq(0L), MENU_ITEMS.MENU.eq(menuAt(slot)));
        Object[][] each =
                quantities.entrySet().stream()
                        .map(one -> bound(slot, one.getValue(), one.getKey()))
                        .toArray(Object[][]::new);
        var unused = tx.batch(update).bind(each).execute();
    }

    private static Select<Record1<Long>> menuAt(Slot slot) {
        return DSL.select(DAILY_MENUS.ID).from(DAILY_MENUS).where(at(slot));
    }

    /** A statement's values: these, and behind them those of {@link #menuAt}. */
    private static Object[] bound(Slot slot, Object... values) {
        return Stream.concat(
                        Arrays.stream(values),
                        Stream.of(slot.school().value(), slot.day(), slot.window().value()))
                .toArray();
    }

    /** Holds every portion of a school's day: who took some has ended, who wants some waits. */
    public void hold(DSLContext tx, SchoolId school, LocalDate day) {
        tx.select(MENU_ITEMS.DISH)
                .from(MENU_ITEMS)
                .where(
                        MENU_ITEMS.MENU.in(
                                tx.select(DAILY_MENUS.ID)
                                        .from(DAILY_MENUS)
                                        .where(
                                                DAILY_MENUS.SCHOOL.eq(school.value()),
                                                DAILY_MENUS.SCHOOL_DAY.eq(day))))
                .orderBy(MENU_ITEMS.MENU, MENU_ITEMS.DISH)
                .forUpdate()
                .fetch();
    }

    /** The menus of a span of days, both ends included, by day and window. */
    public List<DayMenu> between(DSLContext tx, SchoolId school, LocalDate from, LocalDate to) {
        return read(
                tx,
                DAILY_MENUS
                        .SCHOOL
                        .eq(school.value())
                        .and(DAILY_MENUS.SCHOOL_DAY.between(from, to)));
    }

    /** By day and window, each with its dishes in their order: one statement. */
    private static List<DayMenu> read(DSLContext tx, Condition where) {
        var menus = new LinkedHashMap<Slot, List<MenuItem>>();
        tx.select(DAILY_MENUS.fields())
                .select(MENU_ITEMS.fields())
                .select(DISHES.fields())
                .from(DAILY_MENUS)
                .leftJoin(MENU_ITEMS.join(DISHES).on(DISHES.ID.eq(MENU_ITEMS.DISH)))
                .on(MENU_ITEMS.MENU.eq(DAILY_MENUS.ID), DISHES.SCHOOL.eq(DAILY_MENUS.SCHOOL))
                .where(where)
                .orderBy(DAILY_MENUS.SCHOOL_DAY, DAILY_MENUS.WINDOW_ID, MENU_ITEMS.DISH)
                .forEach(
                        row -> {
                            List<MenuItem> items =
                                    menus.computeIfAbsent(
                                            new Slot(
                                                    new SchoolId(row.get(DAILY_MENUS.SCHOOL)),
                                                    row.get(DAILY_MENUS.SCHOOL_DAY),
                                                    new WindowId(row.get(DAILY_MENUS.WINDOW_ID))),
                                            slot -> new ArrayList<>());
                            if (row.get(MENU_ITEMS.DISH) != null) {
                                items.add(
                                        new MenuItem(
                                                Dishes.dish(row.into(DISHES)),
                                                row.get(MENU_ITEMS.PORTIONS),
                                                row.get(MENU_ITEMS.PORTIONS_LEFT),
                                                row.get(MENU_ITEMS.PER_ORDER_LIMIT)));
                            }
                        });
        return menus.entrySet().stream()
                .map(menu -> new DayMenu(menu.getKey(), menu.getValue()))
                .toList();
    }

    /**
     * Makes or replaces the menu of a meal; what is ordered already stays ordered. On any outcome
     * but {@link Written.Done} roll back.
     *
     * @param items each dish once
     */
    public Written put(DSLContext tx, Slot slot, List<NewItem> items, Freedom freedom) {
        var known = dishes.byId(tx, slot.school(), items.stream().map(NewItem::dish).toList());
        for (int i = 0; i < items.size(); i++) {
            if (!known.containsKey(items.get(i).dish())) {
                return new Written.NoSuchDish(i, items.get(i).dish());
            }
        }
        long menu = lockedMenu(tx, slot);
        Map<Long, Integer> sold =
                tx.select(MENU_ITEMS.DISH, MENU_ITEMS.PORTIONS.minus(MENU_ITEMS.PORTIONS_LEFT))
                        .from(MENU_ITEMS)
                        .where(MENU_ITEMS.MENU.eq(menu))
                        .orderBy(MENU_ITEMS.DISH)
                        .forUpdate()
                        .fetchMap(row -> row.value1(), row -> row.value2());
        for (int i = 0; i < items.size(); i++) {
            long dish = items.get(i).dish();
            if (sold.containsKey(dish)) {
                continue;
            }
            if (freedom == Freedom.DISHES_IT_HAS) {
                return new Written.NotApproved(i, dish);
            }
            if (!Objects.requireNonNull(known.get(dish)).active()) {
                return new Written.Retired(i, dish);
            }
        }
        var wanted = new TreeMap<Long, NewItem>();
        items.forEach(item -> wanted.put(item.dish(), item));
        for (var entry : sold.entrySet()) {
            NewItem item = wanted.get(entry.getKey());
            if (entry.getValue() > (item == null ? 0 : item.portions())) {
                return new Written.BelowSold(entry.getKey(), entry.getValue());
            }
        }
        tx.deleteFrom(MENU_ITEMS)
                .where(MENU_ITEMS.MENU.eq(menu), MENU_ITEMS.DISH.notIn(wanted.keySet()))
                .execute();
        for (NewItem item :
                wanted.values()) { // never delete and insert: a buyer may wait on the row
            int left = item.portions() - sold.getOrDefault(item.dish(), 0);
            tx.insertInto(MENU_ITEMS)
                    .set(MENU_ITEMS.MENU, menu)
                    .set(MENU_ITEMS.DISH, item.dish())
                    .set(MENU_ITEMS.PORTIONS, item.portions())
                    .set(MENU_ITEMS.PORTIONS_LEFT, left)
                    .set(MENU_ITEMS.PER_ORDER_LIMIT, item.perOrderLimit())
                    .onConflict(MENU_ITEMS.MENU, MENU_ITEMS.DISH)
                    .doUpdate()
                    .set(MENU_ITEMS.PORTIONS, item.portions())
                    .set(MENU_ITEMS.PORTIONS_LEFT, left)
                    .set(MENU_ITEMS.PER_ORDER_LIMIT, item.perOrderLimit())
                    .execute();
        }
        return new Written.Done(find(tx, slot).orElseThrow());
    }

    private static Taken refusal(DSLContext tx, Slot slot, long dish, int quantity) {
        Optional<Long> menu = tx.fetchOptional(menuAt(slot)).map(Record1::value1);
        if (menu.isEmpty()) {
            return new Taken.NoMenu();
        }
        var row =
                tx.select(MENU_ITEMS.PORTIONS_LEFT, MENU_ITEMS.PER_ORDER_LIMIT)
                        .from(MENU_ITEMS)
                        .where(MENU_ITEMS.MENU.eq(menu.get()), MENU_ITEMS.DISH.eq(dish))
                        .fetchOne();
        if (row == null) {
            return new Taken.NotOnMenu(dish);
        }
        return quantity > row.value2()
                ? new Taken.OverLimit(dish, row.value2())
                : new Taken.SoldOut(dish, row.value1());
    }

    private static long lockedMenu(DSLContext tx, Slot slot) {
        tx.insertInto(DAILY_MENUS)
                .set(DAILY_MENUS.SCHOOL, slot.school().value())
                .set(DAILY_MENUS.SCHOOL_DAY, slot.day())
                .set(DAILY_MENUS.WINDOW_ID, slot.window().value())
                .onConflict(DAILY_MENUS.SCHOOL, DAILY_MENUS.SCHOOL_DAY, DAILY_MENUS.WINDOW_ID)
                .doNothing()
                .execute();
        return tx.select(DAILY_MENUS.ID)
                .from(DAILY_MENUS)
                .where(at(slot))
                .forUpdate()
                .fetchSingle(DAILY_MENUS.ID);
    }

    private static Condition at(Slot slot) {
        return DAILY_MENUS
                .SCHOOL
                .eq(slot.school().value())
                .and(DAILY_MENUS.SCHOOL_DAY.eq(slot.day()))
                .and(DAILY_MENUS.WINDOW_ID.eq(slot.window().value()));
    }
}
