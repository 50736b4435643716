package com.hasivu.cloud.plans;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.protocol.WindowId;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A week's menus without dates.
 *
 * @param version counts every change
 * @param menus by weekday and window
 */
record WeekTemplate(long id, String name, long version, List<MenuOfWeekday> menus) {
    /** One meal of the week. */
    record MenuOfWeekday(DayOfWeek weekday, WindowId window, List<Menus.NewItem> items) {}

    WeekTemplate {
        menus =
                menus.stream()
                        .sorted(
                                Comparator.comparing(MenuOfWeekday::weekday)
                                        .thenComparing(menu -> menu.window().value()))
                        .toList();
    }

    /** The menus of every day from one to another, both included, by day. Pure. */
    List<PlannedMenu> over(LocalDate from, LocalDate to) {
        var planned = new ArrayList<PlannedMenu>();
        from.datesUntil(to.plusDays(1))
                .forEach(
                        day ->
                                menus.stream()
                                        .filter(menu -> menu.weekday() == day.getDayOfWeek())
                                        .map(m -> new PlannedMenu(day, m.window(), m.items()))
                                        .forEach(planned::add));
        return planned;
    }
}
