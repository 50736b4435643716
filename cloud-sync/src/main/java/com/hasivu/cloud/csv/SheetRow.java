package com.hasivu.cloud.csv;

import org.apache.commons.csv.CSVRecord;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A line of a sheet, and where its faults go. Used while it is read, by that thread. */
public final class SheetRow {
    private final long line;
    private final CSVRecord cells;
    private final Map<String, Integer> places;
    private final List<Fault> faults;
    private final int before;

    SheetRow(long line, CSVRecord cells, Map<String, Integer> places, List<Fault> faults) {
        this.line = line;
        this.cells = cells;
        this.places = places;
        this.faults = faults;
        this.before = faults.size();
    }

    /** Of the file, the first is 1. */
    public long line() {
        return line;
    }

    /** The text of a cell; empty when the sheet has no such column. */
    public String cell(String column) {
        Integer place = places.get(column);
        return place == null || place >= cells.size() ? "" : Csv.in(cells.get(place));
    }

    /** The same; absent when nothing is in it. */
    public Optional<String> optional(String column) {
        return Optional.of(cell(column)).filter(value -> !value.isEmpty());
    }

    /** Something is wrong in a cell, which is shown with it. */
    public void fault(String column, String fix) {
        fault(column, cell(column), fix);
    }

    /** The same for a cell that must not be shown as it is. */
    public void fault(String column, String shown, String fix) {
        faults.add(new Fault(line, column, shown, fix));
    }

    /** Whether nothing is wrong so far. */
    public boolean sound() {
        return faults.size() == before;
    }

    /** No column would tell what it is. */
    boolean hasTooManyCells() {
        boolean many = cells.size() > places.size();
        if (many) {
            fault(
                    "",
                    "",
                    "has %d cells, the first line %d; put cells with a comma in quotation marks"
                            .formatted(cells.size(), places.size()));
        }
        return many;
    }
}
