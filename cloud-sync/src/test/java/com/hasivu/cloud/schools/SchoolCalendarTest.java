package com.hasivu.cloud.schools;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.schools.CalendarEntry.Kind;
import com.hasivu.protocol.WindowId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class SchoolCalendarTest {
    private static final WindowId LUNCH = new WindowId("lunch");

    private static final SchoolCalendar YEAR =
            new SchoolCalendar(
                    SchoolCalendar.MONDAY_TO_SATURDAY,
                    List.of(
                            new SchoolCalendar.Term("one", day("2026-06-01"), day("2026-10-17")),
                            new SchoolCalendar.Term("two", day("2026-11-02"), day("2027-03-27"))),
                    List.of(
                            entry("2026-11-09", "", Kind.HOLIDAY, "Diwali"),
                            entry("2026-11-15", "", Kind.SCHOOL_DAY, "Sports day"),
                            entry("2026-10-24", "", Kind.SCHOOL_DAY, "Open day"),
                            entry("2026-11-10", "lunch", Kind.HOLIDAY, "No gas"),
                            entry("2026-11-11", "snack", Kind.HOLIDAY, "No milk")));

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    private static CalendarEntry entry(String day, String window, Kind kind, String name) {
        return new CalendarEntry(
                day(day),
                window.isEmpty() ? Optional.empty() : Optional.of(new WindowId(window)),
                kind,
                name);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "2026-11-02, '',             ''",
        "2026-11-07, '',             ''", // a Saturday
        "2026-11-08, no-school-day,  no school on Sunday",
        "2026-11-09, school-holiday, Diwali",
        "2026-11-10, meal-cancelled, No gas",
        "2026-11-11, '',             ''", // another meal of the day is cancelled
        "2026-11-15, '',             ''", // a Sunday with school
        "2026-10-17, '',             ''",
        "2026-10-19, no-school-day,  outside of the school's terms",
        "2026-10-24, '',             ''",
        "2026-05-30, no-school-day,  outside of the school's terms",
        "2027-03-27, '',             ''",
        "2027-03-29, no-school-day,  outside of the school's terms"
    })
    void closed_namesWhy(String date, String code, String why) {
        Optional<SchoolCalendar.Closure> closed = YEAR.closed(day(date), LUNCH);
        assertThat(closed.map(SchoolCalendar.Closure::code).orElse("")).isEqualTo(code);
        assertThat(closed.map(SchoolCalendar.Closure::why).orElse("")).isEqualTo(why);
    }

    @Test
    void weekdays_comeBackFromColumnAndWords() {
        Set<DayOfWeek> days = EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
        assertThat(Weekdays.join(days)).isEqualTo("1,5,7");
        assertThat(Weekdays.split("1,5,7")).isEqualTo(days);
        assertThat(Weekdays.words(days)).containsExactly("mon", "fri", "sun");
        assertThat(Weekdays.parse(List.of("sun", "fri", "mon"))).isEqualTo(days);
    }
}
