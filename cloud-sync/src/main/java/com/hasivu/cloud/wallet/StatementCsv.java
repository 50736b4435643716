package com.hasivu.cloud.wallet;

import com.hasivu.cloud.csv.Csv;
import com.hasivu.cloud.ledger.Statement;
import com.hasivu.cloud.ledger.StatementLine;

import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * A statement for a spreadsheet (RFC 4180): the opening, a row a line, the closing. Paise, and the
 * school's time. Pure.
 */
final class StatementCsv {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private StatementCsv() {}

    static String write(YearMonth month, Statement statement, ZoneId zone) {
        return Csv.of(
                csv -> {
                    csv.printRecord(
                            "at",
                            "kind",
                            "reference",
                            "order",
                            "student",
                            "paise",
                            "balance_after_paise");
                    csv.printRecord(
                            month.atDay(1), "opening", "", "", "", "", statement.openingPaise());
                    for (StatementLine line : statement.lines()) {
                        csv.printRecord(
                                TIME.format(line.made().atZone(zone)),
                                line.kind(),
                                line.reference(),
                                line.order().map(Object::toString).orElse(""),
                                line.student().map(Object::toString).orElse(""),
                                line.paise(),
                                line.balanceAfterPaise());
                    }
                    csv.printRecord(
                            month.atEndOfMonth(),
                            "closing",
                            "",
                            "",
                            "",
                            "",
                            statement.closingPaise());
                });
    }
}
