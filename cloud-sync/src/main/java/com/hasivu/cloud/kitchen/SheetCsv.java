package com.hasivu.cloud.kitchen;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A production sheet for a spreadsheet (RFC 4180). A name that a spreadsheet would take for a
 * formula gets an apostrophe in front (OWASP, "CSV Injection"). Pure.
 */
final class SheetCsv {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private SheetCsv() {}

    static String of(ProductionSheet sheet) {
        var text = new StringBuilder();
        try (var csv = new CSVPrinter(text, FORMAT)) {
            csv.printRecord("dish", "quantity", "allergens");
            for (ProductionSheet.Dish dish : sheet.dishes()) {
                csv.printRecord(
                        plain(dish.name()),
                        dish.quantity(),
                        plain(String.join(" ", dish.allergens())));
            }
            csv.printRecord();
            csv.printRecord("child", "class", "allergic to", "meal", "conflict", "order");
            for (ProductionSheet.Care care : sheet.allergies()) {
                csv.printRecord(
                        plain(care.name()),
                        plain(care.className()),
                        plain(String.join(" ", care.allergens())),
                        plain(care.meal()),
                        plain(String.join(" ", care.conflicts())),
                        care.order());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text takes every line", e);
        }
        return text.toString();
    }

    static String plain(String cell) {
        return !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
