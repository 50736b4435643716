package com.hasivu.cloud.csv;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * CSV as spreadsheets read it (RFC 4180). A cell that begins like a formula is run by them (OWASP,
 * "CSV Injection"): going out, an apostrophe is put before it, which they take for text; coming in,
 * that apostrophe is taken off. What is kept is never changed. Pure.
 */
public final class Csv {
    /** A spreadsheet that guesses would read Hindi and Kannada wrongly without it. */
    public static final String BOM = "\uFEFF";

    private static final String FORMULA = "=+-@\t\r\n";

    private Csv() {}

    /** Prints the lines of a table. */
    @FunctionalInterface
    public interface Lines {
        /** Prints them all; {@code csv} writes to memory. */
        void print(CSVPrinter csv) throws IOException;
    }

    /** A whole table. */
    public static String of(Lines lines) {
        var text = new StringBuilder();
        try (var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            lines.print(csv);
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot fail", e);
        }
        return text.toString();
    }

    /** A whole table that may be long, in UTF-8, after what is {@code before} it. */
    public static byte[] bytes(String before, Lines lines) {
        var file = new ByteArrayOutputStream();
        try (var text = new OutputStreamWriter(file, StandardCharsets.UTF_8);
                var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            text.write(before);
            lines.print(csv);
        } catch (IOException e) {
            throw new UncheckedIOException("a file in memory cannot fail", e);
        }
        return file.toByteArray();
    }

    /** A text as a cell that nothing runs. */
    public static String out(String value) {
        return begins(value, 0) ? "'" + value : value;
    }

    /** The text of a cell, without the spaces around it. */
    public static String in(String cell) {
        String value = cell.strip();
        return value.startsWith("'") && begins(value, 1) ? value.substring(1) : value;
    }

    private static boolean begins(String value, int at) {
        return value.length() > at && FORMULA.indexOf(value.charAt(at)) >= 0;
    }
}
