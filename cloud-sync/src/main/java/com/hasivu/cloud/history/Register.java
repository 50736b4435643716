package com.hasivu.cloud.history;

import java.time.LocalDate;
import java.util.List;

/**
 * The register of one meal: who ordered, and who got it. Pure data, in the order it is printed.
 *
 * @param printed the school's date of print
 * @param rows by class, roll number and name
 */
record Register(String school, LocalDate day, String window, LocalDate printed, List<Row> rows) {
    Register {
        rows = List.copyOf(rows);
    }

    /**
     * One order.
     *
     * @param served HH:MM at the school; empty when it was not handed over
     * @param how by which counter, or the order's state
     */
    record Row(
            String className,
            String roll,
            String child,
            String meal,
            long paise,
            String served,
            String how) {}

    long total() {
        return rows.stream().mapToLong(Row::paise).sum();
    }

    long served() {
        return rows.stream().filter(row -> !row.served().isEmpty()).count();
    }
}
