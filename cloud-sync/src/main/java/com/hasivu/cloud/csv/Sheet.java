package com.hasivu.cloud.csv;

import com.hasivu.cloud.http.Problem;
import com.hasivu.protocol.Sha256;

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
        int rows = 0;
        Optional<String> text = text(file, faults);
        if (text.isPresent()) {
            rows = parse(text.get(), columns, reading, lines, faults);
        }
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

    private static Optional<String> text(byte[] file, List<Fault> faults) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
            return Optional.of(text.startsWith(Csv.BOM) ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            faults.add(new Fault(1, "", "", "the file is not UTF-8; save it as \"CSV UTF-8\""));
            return Optional.empty();
        }
    }

    private static <L> int parse(
            String text,
            Columns columns,
            Function<SheetRow, Optional<L>> reading,
            List<L> lines,
            List<Fault> faults) {
        int rows = 0;
        long next = 1;
        try (CSVParser parser =
                CSVFormat.RFC4180
                        .builder()
                        .setIgnoreEmptyLines(true)
                        .get()
                        .parse(new StringReader(text))) {
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
                if (!row.hasTooManyCells()) {
                    reading.apply(row).ifPresent(lines::add);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            faults.add(
                    new Fault(
                            next,
                            "",
                            "",
                            "the line cannot be read: write each quotation mark in a cell twice, and the cell in quotation marks"));
        }
        return rows;
    }
}
