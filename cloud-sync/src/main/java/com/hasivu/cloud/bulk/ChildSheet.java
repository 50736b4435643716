package com.hasivu.cloud.bulk;

import com.hasivu.cloud.csv.Columns;
import com.hasivu.cloud.csv.Sheet;
import com.hasivu.cloud.csv.SheetRow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A file of children, each roll number once. Pure. */
final class ChildSheet {
    private static final Columns COLUMNS =
            new Columns(Arrays.stream(Column.values()).map(Column::label).toList(), Column.NEEDED);

    private ChildSheet() {}

    static Sheet<Line> read(byte[] file) {
        var byRoll = new HashMap<String, Long>();
        return Sheet.read(
                file,
                COLUMNS,
                row -> new LineReader(row).read().filter(line -> isFirst(line, row, byRoll)));
    }

    private static boolean isFirst(Line line, SheetRow row, Map<String, Long> byRoll) {
        Long first = byRoll.putIfAbsent(line.child().rollNumber(), line.line());
        if (first != null) {
            row.fault(
                    Column.ROLL.label(),
                    "line %d has it too; give each child its own".formatted(first));
        }
        return first == null;
    }
}
