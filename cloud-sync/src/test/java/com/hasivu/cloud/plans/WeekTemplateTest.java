package com.hasivu.cloud.plans;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.menus.Menus;
import com.hasivu.protocol.WindowId;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class WeekTemplateTest {
    private static final WindowId LUNCH = new WindowId("lunch");

    /** Each day of the span has just what its weekday has, in order, however the span lies. */
    @Test
    void over_repeatsTheWeek() {
        long seed = 162;
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var menus = new ArrayList<WeekTemplate.MenuOfWeekday>();
            for (DayOfWeek day : DayOfWeek.values()) {
                if (random.nextBoolean()) {
                    menus.addFirst(
                            new WeekTemplate.MenuOfWeekday(
                                    day,
                                    LUNCH,
                                    List.of(new Menus.NewItem(day.getValue(), round, 1))));
                }
            }
            var template = new WeekTemplate(1, "Week", 1, menus);
            LocalDate from = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(2_000));
            LocalDate to = from.plusDays(random.nextInt(60));
            List<PlannedMenu> planned = template.over(from, to);
            assertThat(planned)
                    .as("seed %d, round %d", seed, round)
                    .allSatisfy(
                            menu ->
                                    assertThat(menu.items().getFirst().dish())
                                            .isEqualTo(menu.day().getDayOfWeek().getValue()))
                    .isSortedAccordingTo((a, b) -> a.day().compareTo(b.day()));
            long expected =
                    from.datesUntil(to.plusDays(1))
                            .filter(
                                    day ->
                                            menus.stream()
                                                    .anyMatch(
                                                            m -> m.weekday() == day.getDayOfWeek()))
                            .count();
            assertThat(planned).hasSize((int) expected);
            assertThat(ChronoUnit.DAYS.between(from, to) + 1).isGreaterThanOrEqualTo(expected);
        }
    }
}
