package com.hasivu.cloud.csv;

import org.apache.commons.csv.CSVRecord;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The columns a sheet may have. Its first line names those it has, in any order and case.
 *
 * @param known every column, lower case; those that are needed come first
 * @param needed how many of them must be there
 */
public record Columns(List<String> known, int needed) {
    public Columns {
        known = List.copyOf(known);
    }

    /** Where each column is; nowhere when the line has a fault. */
    Map<String, Integer> places(CSVRecord first, List<Fault> faults) {
        Map<String, Integer> places = new HashMap<>();
        int before = faults.size();
        for (int i = 0; i < first.size(); i++) {
            String label = first.get(i);
            String column = label.strip().toLowerCase(Locale.ROOT);
            if (!known.contains(column)) {
                faults.add(
                        new Fault(
                                1,
                                label.strip(),
                                label,
                                "is no column; use some of %s".formatted(known)));
            } else if (places.put(column, i) != null) {
                faults.add(new Fault(1, column, label, "is there twice; take one away"));
            }
        }
        for (String column : known.subList(0, needed)) {
            if (!places.containsKey(column)) {
                faults.add(new Fault(1, column, "", "is missing; add this column"));
            }
        }
        return faults.size() == before ? places : Map.of();
    }

    Fault emptyFile() {
        return new Fault(
                1,
                "",
                "",
                "the file is empty; begin with the line "
                        + String.join(",", known.subList(0, needed)));
    }
}
