package com.hasivu.cloud.bulk;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file as it came, read into lines (RFC 4180, UTF-8 with or without a byte order mark). What
 * cannot be read is a fault; the other lines are read all the same. Pure.
 *
 * @param lines those without a fault of their own
 * @param rows how many lines have a child
 */
record Sheet(List<Line> lines, List<Fault> faults, int rows) {
    /** A school has 3,000 children; this is several of them. */
    static final int MAX_ROWS = 20_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    static Sheet read(byte[] file) {
        var faults = new ArrayList<Fault>();
        Optional<String> text = text(file, faults);
        return text.isPresent() ? parse(text.get(), faults) : new Sheet(List.of(), faults, 0);
    }

    private static Optional<String> text(byte[] file, List<Fault> faults) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return Optional.of(marked ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            faults.add(new Fault(1, "", "", "the file is not UTF-8; save it as \"CSV UTF-8\""));
            return Optional.empty();
        }
    }

    private static Sheet parse(String text, List<Fault> faults) {
        var lines = new ArrayList<Line>();
        var byRoll = new HashMap<String, Long>();
        int rows = 0;
        long next = 1;
        try (CSVParser parser =
                CSVFormat.RFC4180
                        .builder()
                        .setIgnoreEmptyLines(true)
                        .get()
                        .parse(new StringReader(text))) {
            Iterator<CSVRecord> records = parser.iterator();
            Map<Column, Integer> places =
                    records.hasNext() ? header(records.next(), faults) : none(faults);
            next = parser.getCurrentLineNumber() + 1;
            while (records.hasNext() && !places.isEmpty()) {
                CSVRecord row = records.next();
                long line = next;
                next = parser.getCurrentLineNumber() + 1;
                if (blank(row)) {
                    continue;
                }
                rows++;
                if (rows > MAX_ROWS) {
                    faults.add(
                            new Fault(
                                    line,
                                    "",
                                    "",
                                    "a sheet holds at most %d children; split it"
                                            .formatted(MAX_ROWS)));
                    break;
                }
                new LineReader(line, row, places, faults)
                        .read()
                        .filter(read -> firstOfItsRoll(read, byRoll, faults))
                        .ifPresent(lines::add);
            }
        } catch (IOException | UncheckedIOException e) {
            faults.add(
                    new Fault(
                            next,
                            "",
                            "",
                            "the line cannot be read: write each quotation mark in a cell twice, and the cell in quotation marks"));
        }
        return new Sheet(lines, faults, rows);
    }

    private static boolean firstOfItsRoll(Line line, Map<String, Long> byRoll, List<Fault> faults) {
        Long first = byRoll.putIfAbsent(line.child().rollNumber(), line.line());
        if (first != null) {
            faults.add(
                    Fault.at(
                            line.line(),
                            Column.ROLL,
                            line.child().rollNumber(),
                            "line %d has it too; give each child its own".formatted(first)));
        }
        return first == null;
    }

    private static Map<Column, Integer> none(List<Fault> faults) {
        faults.add(new Fault(1, "", "", "the file is empty; begin with the line roll,name,class"));
        return Map.of();
    }

    private static Map<Column, Integer> header(CSVRecord record, List<Fault> faults) {
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        int before = faults.size();
        for (int i = 0; i < record.size(); i++) {
            String label = record.get(i);
            Optional<Column> column = Column.of(label);
            if (column.isEmpty()) {
                faults.add(
                        new Fault(
                                1,
                                label.strip(),
                                label,
                                "is no column; use some of %s".formatted(labels())));
            } else if (places.put(column.get(), i) != null) {
                faults.add(Fault.at(1, column.get(), label, "is there twice; take one away"));
            }
        }
        for (Column column : Column.values()) {
            if (column.needed() && !places.containsKey(column)) {
                faults.add(Fault.at(1, column, "", "is missing; add this column"));
            }
        }
        return faults.size() == before ? places : Map.of();
    }

    private static List<String> labels() {
        return java.util.Arrays.stream(Column.values()).map(Column::label).toList();
    }

    private static boolean blank(CSVRecord row) {
        return row.stream().allMatch(String::isBlank);
    }
}
