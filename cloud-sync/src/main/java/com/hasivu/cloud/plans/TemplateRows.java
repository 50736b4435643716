package com.hasivu.cloud.plans;

import static com.hasivu.cloud.schema.Tables.MENU_TEMPLATES;
import static com.hasivu.cloud.schema.Tables.MENU_TEMPLATE_ITEMS;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.schema.tables.records.MenuTemplateItemsRecord;
import com.hasivu.cloud.schema.tables.records.MenuTemplatesRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;

import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Week templates as rows. Every call runs in the caller's transaction. */
final class TemplateRows {
    private TemplateRows() {}

    static long insert(
            DSLContext tx,
            SchoolId school,
            String name,
            List<WeekTemplate.MenuOfWeekday> menus,
            Instant now) {
        MenuTemplatesRecord row = tx.newRecord(MENU_TEMPLATES);
        row.setSchool(school.value());
        row.setName(name);
        row.setVersion(1L);
        row.setCreated(now);
        row.setChanged(now);
        row.insert();
        putMenus(tx, row.getId(), menus);
        return row.getId();
    }

    /** Writes a template anew; false when it is not at this version. */
    static boolean update(DSLContext tx, SchoolId school, WeekTemplate fresh, Instant now) {
        boolean written =
                tx.update(MENU_TEMPLATES)
                                .set(MENU_TEMPLATES.NAME, fresh.name())
                                .set(MENU_TEMPLATES.VERSION, fresh.version() + 1)
                                .set(MENU_TEMPLATES.CHANGED, now)
                                .where(
                                        MENU_TEMPLATES.ID.eq(fresh.id()),
                                        MENU_TEMPLATES.SCHOOL.eq(school.value()),
                                        MENU_TEMPLATES.VERSION.eq(fresh.version()))
                                .execute()
                        == 1;
        if (written) {
            tx.deleteFrom(MENU_TEMPLATE_ITEMS)
                    .where(MENU_TEMPLATE_ITEMS.TEMPLATE.eq(fresh.id()))
                    .execute();
            putMenus(tx, fresh.id(), fresh.menus());
        }
        return written;
    }

    static Optional<WeekTemplate> find(DSLContext tx, SchoolId school, long id) {
        return tx.selectFrom(MENU_TEMPLATES)
                .where(MENU_TEMPLATES.ID.eq(id), MENU_TEMPLATES.SCHOOL.eq(school.value()))
                .fetchOptional(row -> template(row, menus(tx, id)));
    }

    /** Without their menus. */
    static List<WeekTemplate> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(MENU_TEMPLATES)
                .where(MENU_TEMPLATES.SCHOOL.eq(school.value()), MENU_TEMPLATES.ID.gt(after))
                .orderBy(MENU_TEMPLATES.ID)
                .limit(limit)
                .fetch(row -> template(row, List.of()));
    }

    private static void putMenus(
            DSLContext tx, long template, List<WeekTemplate.MenuOfWeekday> menus) {
        var rows = new ArrayList<MenuTemplateItemsRecord>();
        for (WeekTemplate.MenuOfWeekday menu : menus) {
            for (Menus.NewItem item : menu.items()) {
                var row = new MenuTemplateItemsRecord();
                row.setTemplate(template);
                row.setWeekday(menu.weekday().getValue());
                row.setWindowId(menu.window().value());
                row.setDish(item.dish());
                row.setPortions(item.portions());
                row.setPerOrderLimit(item.perOrderLimit());
                rows.add(row);
            }
        }
        tx.batchInsert(rows).execute();
    }

    private record Meal(int weekday, String window) {}

    private static List<WeekTemplate.MenuOfWeekday> menus(DSLContext tx, long template) {
        var menus = new ArrayList<WeekTemplate.MenuOfWeekday>();
        tx.selectFrom(MENU_TEMPLATE_ITEMS)
                .where(MENU_TEMPLATE_ITEMS.TEMPLATE.eq(template))
                .orderBy(MENU_TEMPLATE_ITEMS.DISH)
                .fetchGroups(row -> new Meal(row.getWeekday(), row.getWindowId()))
                .forEach(
                        (meal, rows) ->
                                menus.add(
                                        new WeekTemplate.MenuOfWeekday(
                                                DayOfWeek.of(meal.weekday()),
                                                new WindowId(meal.window()),
                                                rows.map(
                                                        row ->
                                                                new Menus.NewItem(
                                                                        row.getDish(),
                                                                        row.getPortions(),
                                                                        row.getPerOrderLimit())))));
        return menus;
    }

    private static WeekTemplate template(
            MenuTemplatesRecord row, List<WeekTemplate.MenuOfWeekday> menus) {
        return new WeekTemplate(row.getId(), row.getName(), row.getVersion(), menus);
    }
}
