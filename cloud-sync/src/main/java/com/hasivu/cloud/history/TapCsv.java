package com.hasivu.cloud.history;

import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Student;
import com.hasivu.protocol.StudentId;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Taps as CSV (RFC 4180), for a spreadsheet. Pure. */
final class TapCsv {
    private static final String BOM = "\uFEFF";
    private static final String STARTS_A_FORMULA = "=+-@\t\r";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String[] HEAD = {
        "date", "time", "window", "station", "reader", "outcome", "reason", "by_hand", "order",
        "student", "name", "class", "roll"
    };

    private TapCsv() {}

    /** {@code bom}: a spreadsheet that guesses would read Hindi and Kannada wrongly without it. */
    static byte[] write(
            School school, List<Tap> taps, Map<StudentId, Student> children, boolean bom) {
        var out = new StringWriter();
        try (var csv = new CSVPrinter(out, CSVFormat.RFC4180.builder().setHeader(HEAD).get())) {
            for (Tap tap : taps) {
                Optional<Student> child = tap.student().map(children::get);
                csv.printRecord(
                        tap.day(),
                        tap.at().atZone(school.zone()).format(TIME),
                        tap.window(),
                        tap.station().value(),
                        tap.reader(),
                        tap.outcome().label(),
                        tap.reason(),
                        tap.byHand() ? "yes" : "no",
                        tap.order().map(order -> Long.toString(order.value())).orElse(""),
                        tap.student().map(student -> Long.toString(student.value())).orElse(""),
                        child.map(Student::name).map(TapCsv::safe).orElse(""),
                        child.map(Student::className).map(TapCsv::safe).orElse(""),
                        child.map(Student::rollNumber).map(TapCsv::safe).orElse(""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return ((bom ? BOM : "") + out).getBytes(StandardCharsets.UTF_8);
    }

    /** A spreadsheet runs what begins like a formula: an apostrophe makes it text. */
    static String safe(String text) {
        boolean formula = !text.isEmpty() && STARTS_A_FORMULA.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + text : text;
    }
}
