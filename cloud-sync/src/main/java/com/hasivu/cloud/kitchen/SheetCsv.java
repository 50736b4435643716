package com.hasivu.cloud.kitchen;

import com.hasivu.cloud.csv.Csv;

/** A production sheet for a spreadsheet. Pure. */
final class SheetCsv {
    private SheetCsv() {}

    static String of(ProductionSheet sheet) {
        return Csv.of(
                csv -> {
                    csv.printRecord("dish", "quantity", "allergens");
                    for (ProductionSheet.Dish dish : sheet.dishes()) {
                        csv.printRecord(
                                Csv.out(dish.name()),
                                dish.quantity(),
                                Csv.out(String.join(" ", dish.allergens())));
                    }
                    csv.printRecord();
                    csv.printRecord("child", "class", "allergic to", "meal", "conflict", "order");
                    for (ProductionSheet.Care care : sheet.allergies()) {
                        csv.printRecord(
                                Csv.out(care.name()),
                                Csv.out(care.className()),
                                Csv.out(String.join(" ", care.allergens())),
                                Csv.out(care.meal()),
                                Csv.out(String.join(" ", care.conflicts())),
                                care.order());
                    }
                });
    }
}
