package com.hasivu.cloud.csv;

import com.hasivu.cloud.http.Problem;
import com.hasivu.protocol.Sha256;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of many things at once, as it came (RFC 4180, UTF-8 with or without a byte order mark). It
 * is looked at first and changes nothing; the same file, named by its digest, is then applied. What
 * cannot be read is a fault; the other lines are read all the same. Pure.
 *
 * @param digest SHA-256 of the file, in hex
 * @param lines those without a fault of their own
 * @param rows how many lines there are below the first
 */
public record Sheet<L>(String digest, List<L> lines, List<Fault> faults, int rows) {
    /** A school has 3,000 children; this is several of them. */
    public static final int MAX_ROWS = 20_000;

    /** With so many, the rest of the file is not looked at. */
    static final int MOST_FAULTS = 20_000;

    /** Faults that are shown; the rest is counted. */
    private static final int SHOWN = 500;

    public Sheet {
        lines = List.copyOf(lines);
        faults = List.copyOf(faults);
    }

    /**
     * Reads a file.
     *
     * @param reading a line; empty when it has told a fault
     */
    public static <L> Sheet<L> read(
            byte[] file, Columns columns, Function<SheetRow, Optional<L>> reading) {
        var faults = new ArrayList<Fault>();
        var lines = new ArrayList<L>();
        int rows = parse(file, columns, reading, lines, faults);
        return new Sheet<>(Sha256.hex(file), lines, faults, rows);
    }

    /**
     * The sheet that was looked at.
     *
     * @param looked the digest that was told then
     * @throws Problem 409 if this is another file
     */
    public Sheet<L> lookedAt(String looked) {
        if (!digest.equals(looked)) {
            throw Problem.conflict(
                    "other-file",
                    "this file has the digest %s: it is not the one that was looked at; have it checked"
                            .formatted(digest));
        }
        return this;
    }

    /** Those that are told to who sent the file. */
    public static List<Fault> shown(List<Fault> faults) {
        return faults.subList(0, Math.min(SHOWN, faults.size()));
    }

    /** Refuses to apply a sheet with faults. */
    public static Problem faulty(int wrong, List<Fault> faults) {
        return new Problem(
                422,
                "sheet-has-faults",
                "Cannot be done",
                "%d lines are wrong and nothing was changed; mend them and have the file checked"
                        .formatted(wrong),
                shown(faults).stream()
                        .map(
                                fault ->
                                        Problem.Fault.of(
                                                "line %d %s"
                                                        .formatted(fault.line(), fault.column()),
                                                fault.fix()))
                        .toList());
    }

    /** Line by line: the file is there already, a second copy as text would be larger than it. */
    private static Reader text(byte[] file) {
        byte[] bom = Csv.BOM.getBytes(StandardCharsets.UTF_8);
        boolean marked =
                file.length >= bom.length && Arrays.equals(file, 0, bom.length, bom, 0, bom.length);
        int from = marked ? bom.length : 0;
        return new Records(
                new InputStreamReader(
                        new ByteArrayInputStream(file, from, file.length - from),
                        StandardCharsets.UTF_8.newDecoder()));
    }

    private static <L> int parse(
            byte[] file,
            Columns columns,
            Function<SheetRow, Optional<L>> reading,
            List<L> lines,
            List<Fault> faults) {
        int rows = 0;
        long next = 1;
        try (CSVParser parser =
                CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(text(file))) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext()) {
                faults.add(columns.emptyFile());
                return 0;
            }
            Map<String, Integer> places = columns.places(records.next(), faults);
            next = parser.getCurrentLineNumber() + 1;
            while (records.hasNext() && !places.isEmpty()) {
                CSVRecord cells = records.next();
                var row = new SheetRow(next, cells, places, faults);
                next = parser.getCurrentLineNumber() + 1;
                if (cells.stream().allMatch(String::isBlank)) {
                    continue;
                }
                rows++;
                if (rows > MAX_ROWS) {
                    row.fault(
                            "", "", "a sheet holds at most %d rows; split it".formatted(MAX_ROWS));
                    break;
                }
                if (faults.size() >= MOST_FAULTS) {
                    row.fault(
                            "",
                            "",
                            "is not read, nor what follows: there are %d faults before it; mend them first"
                                    .formatted(faults.size()));
                    break;
                }
                if (!row.hasTooManyCells()) {
                    reading.apply(row).ifPresent(lines::add);
                }
            }
        } catch (IOException e) {
            faults.add(unreadable(next, e));
        } catch (UncheckedIOException e) {
            faults.add(unreadable(next, e.getCause()));
        }
        return rows;
    }

    private static Fault unreadable(long line, @Nullable Throwable why) {
        return switch (why) {
            case CharacterCodingException coding ->
                    new Fault(1, "", "", "the file is not UTF-8; save it as \"CSV UTF-8\"");
            case Records.TooLongException tooLong ->
                    new Fault(
                            line,
                            "",
                            "",
                            "the line has more than %d signs: look for a quotation mark that does not end, and take out what is no column"
                                    .formatted(Records.LONGEST));
            case null, default ->
                    new Fault(
                            line,
                            "",
                            "",
                            "the line cannot be read: write each quotation mark in a cell twice, and the cell in quotation marks");
        };
    }
}
