package com.hasivu.cloud.plans;

import static com.hasivu.cloud.schema.Tables.MENU_PLANS;
import static com.hasivu.cloud.schema.Tables.MENU_PLAN_HISTORY;
import static com.hasivu.cloud.schema.Tables.MENU_PLAN_ITEMS;
import static com.hasivu.cloud.schema.Tables.MENU_PLAN_SLOTS;

import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.menus.Slot;
import com.hasivu.cloud.schema.tables.records.MenuPlanItemsRecord;
import com.hasivu.cloud.schema.tables.records.MenuPlansRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans as rows. Every call runs in the caller's transaction. */
final class PlanRows {
    private PlanRows() {}

    static MenuPlan insert(
            DSLContext tx,
            SchoolId school,
            String name,
            LocalDate firstDay,
            LocalDate lastDay,
            Instant now) {
        MenuPlansRecord row = tx.newRecord(MENU_PLANS);
        row.setSchool(school.value());
        row.setName(name);
        row.setState(PlanState.DRAFT.label());
        row.setVersion(1L);
        row.setFirstDay(firstDay);
        row.setLastDay(lastDay);
        row.setCreated(now);
        row.setChanged(now);
        row.insert();
        return plan(row);
    }

    /** Writes name, state and span of a plan that is held, and counts its version up. */
    static MenuPlan update(DSLContext tx, MenuPlan held, MenuPlan fresh, Instant now) {
        int written =
                tx.update(MENU_PLANS)
                        .set(MENU_PLANS.NAME, fresh.name())
                        .set(MENU_PLANS.STATE, fresh.state().label())
                        .set(MENU_PLANS.FIRST_DAY, fresh.firstDay())
                        .set(MENU_PLANS.LAST_DAY, fresh.lastDay())
                        .set(MENU_PLANS.VERSION, held.version() + 1)
                        .set(MENU_PLANS.CHANGED, now)
                        .where(
                                MENU_PLANS.ID.eq(held.id()),
                                MENU_PLANS.STATE.eq(held.state().label()),
                                MENU_PLANS.VERSION.eq(held.version()))
                        .execute();
        if (written != 1) {
            throw new IllegalStateException(
                    "plan %d was held at version %d and is there no more"
                            .formatted(held.id(), held.version()));
        }
        return find(tx, held.school(), held.id()).orElseThrow();
    }

    static Optional<MenuPlan> find(DSLContext tx, SchoolId school, long id) {
        return tx.selectFrom(MENU_PLANS)
                .where(MENU_PLANS.ID.eq(id), MENU_PLANS.SCHOOL.eq(school.value()))
                .fetchOptional(PlanRows::plan);
    }

    /** Holds a plan's row until the transaction ends. */
    static Optional<MenuPlan> locked(DSLContext tx, SchoolId school, long id) {
        return tx.selectFrom(MENU_PLANS)
                .where(MENU_PLANS.ID.eq(id), MENU_PLANS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchOptional(PlanRows::plan);
    }

    static List<MenuPlan> page(
            DSLContext tx, SchoolId school, Optional<PlanState> state, long after, int limit) {
        Condition where = MENU_PLANS.SCHOOL.eq(school.value()).and(MENU_PLANS.ID.gt(after));
        if (state.isPresent()) {
            where = where.and(MENU_PLANS.STATE.eq(state.get().label()));
        }
        return tx.selectFrom(MENU_PLANS)
                .where(where)
                .orderBy(MENU_PLANS.ID)
                .limit(limit)
                .fetch(PlanRows::plan);
    }

    /** The plan's menus by day and window; a meal without dishes is not kept. */
    static List<PlannedMenu> menus(DSLContext tx, long plan) {
        var menus = new ArrayList<PlannedMenu>();
        tx.selectFrom(MENU_PLAN_ITEMS)
                .where(MENU_PLAN_ITEMS.PLAN.eq(plan))
                .orderBy(
                        MENU_PLAN_ITEMS.SCHOOL_DAY, MENU_PLAN_ITEMS.WINDOW_ID, MENU_PLAN_ITEMS.DISH)
                .fetchGroups(row -> new Meal(row.getSchoolDay(), row.getWindowId()))
                .forEach(
                        (meal, rows) ->
                                menus.add(
                                        new PlannedMenu(
                                                meal.day(),
                                                new WindowId(meal.window()),
                                                rows.map(PlanRows::item))));
        return menus;
    }

    private record Meal(LocalDate day, String window) {}

    static void putMenus(DSLContext tx, long plan, List<PlannedMenu> menus) {
        tx.deleteFrom(MENU_PLAN_ITEMS).where(MENU_PLAN_ITEMS.PLAN.eq(plan)).execute();
        var rows = new ArrayList<MenuPlanItemsRecord>();
        for (PlannedMenu menu : menus) {
            for (Menus.NewItem item : menu.items()) {
                var row = new MenuPlanItemsRecord();
                row.setPlan(plan);
                row.setSchoolDay(menu.day());
                row.setWindowId(menu.window().value());
                row.setDish(item.dish());
                row.setPortions(item.portions());
                row.setPerOrderLimit(item.perOrderLimit());
                rows.add(row);
            }
        }
        tx.batchInsert(rows).execute();
    }

    /** Takes a meal for a plan; false when another has it. Two at once: one waits for the other. */
    static boolean takeSlot(DSLContext tx, Slot slot, long plan) {
        return tx.insertInto(MENU_PLAN_SLOTS)
                        .set(MENU_PLAN_SLOTS.SCHOOL, slot.school().value())
                        .set(MENU_PLAN_SLOTS.SCHOOL_DAY, slot.day())
                        .set(MENU_PLAN_SLOTS.WINDOW_ID, slot.window().value())
                        .set(MENU_PLAN_SLOTS.PLAN, plan)
                        .onConflict(
                                MENU_PLAN_SLOTS.SCHOOL,
                                MENU_PLAN_SLOTS.SCHOOL_DAY,
                                MENU_PLAN_SLOTS.WINDOW_ID)
                        .doNothing()
                        .execute()
                == 1;
    }

    /** The plan that has the meal; empty when it gave it back meanwhile. */
    static Optional<Long> slotHolder(DSLContext tx, Slot slot) {
        return tx.select(MENU_PLAN_SLOTS.PLAN)
                .from(MENU_PLAN_SLOTS)
                .where(
                        MENU_PLAN_SLOTS.SCHOOL.eq(slot.school().value()),
                        MENU_PLAN_SLOTS.SCHOOL_DAY.eq(slot.day()),
                        MENU_PLAN_SLOTS.WINDOW_ID.eq(slot.window().value()))
                .fetchOptional(MENU_PLAN_SLOTS.PLAN);
    }

    static void freeSlots(DSLContext tx, long plan) {
        tx.deleteFrom(MENU_PLAN_SLOTS).where(MENU_PLAN_SLOTS.PLAN.eq(plan)).execute();
    }

    static void addStep(DSLContext tx, long plan, Step step) {
        tx.insertInto(MENU_PLAN_HISTORY)
                .set(MENU_PLAN_HISTORY.PLAN, plan)
                .set(MENU_PLAN_HISTORY.FROM_STATE, step.from().map(PlanState::label).orElse(null))
                .set(MENU_PLAN_HISTORY.TO_STATE, step.to().label())
                .set(MENU_PLAN_HISTORY.ACTOR, step.actor().value())
                .set(MENU_PLAN_HISTORY.ROLE, step.role().label())
                .set(MENU_PLAN_HISTORY.REASON, step.reason().orElse(null))
                .set(MENU_PLAN_HISTORY.CHANGED, step.at())
                .execute();
    }

    /** Oldest first. */
    static List<Step> history(DSLContext tx, long plan) {
        return tx.selectFrom(MENU_PLAN_HISTORY)
                .where(MENU_PLAN_HISTORY.PLAN.eq(plan))
                .orderBy(MENU_PLAN_HISTORY.ID)
                .fetch(
                        row ->
                                new Step(
                                        Optional.ofNullable(row.getFromState()).map(PlanState::of),
                                        PlanState.of(row.getToState()),
                                        new UserId(row.getActor()),
                                        Role.of(row.getRole()),
                                        Optional.ofNullable(row.getReason()),
                                        row.getChanged()));
    }

    private static Menus.NewItem item(MenuPlanItemsRecord row) {
        return new Menus.NewItem(row.getDish(), row.getPortions(), row.getPerOrderLimit());
    }

    private static MenuPlan plan(MenuPlansRecord row) {
        return new MenuPlan(
                row.getId(),
                new SchoolId(row.getSchool()),
                row.getName(),
                PlanState.of(row.getState()),
                row.getVersion(),
                row.getFirstDay(),
                row.getLastDay());
    }
}
