package com.hasivu.cloud.history;

import com.hasivu.cloud.csv.Csv;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Student;
import com.hasivu.protocol.StudentId;

import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/** Taps for a spreadsheet. Pure. */
final class TapCsv {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String[] HEAD = {
        "date", "time", "window", "station", "reader", "outcome", "reason", "by_hand", "order",
        "student", "name", "class", "roll"
    };

    private TapCsv() {}

    /** {@code bom}: with {@link Csv#BOM}. */
    static byte[] write(
            School school, TapParts taps, Map<StudentId, Student> children, boolean bom) {
        return Csv.bytes(
                bom ? Csv.BOM : "",
                csv -> {
                    csv.printRecord((Object[]) HEAD);
                    taps.forEach(tap -> csv.printRecord(cells(school, tap, children)));
                });
    }

    private static Object[] cells(School school, Tap tap, Map<StudentId, Student> children) {
        Optional<Student> child = tap.student().map(children::get);
        return new Object[] {
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
            child.map(Student::name).map(Csv::out).orElse(""),
            child.map(Student::className).map(Csv::out).orElse(""),
            child.map(Student::rollNumber).map(Csv::out).orElse("")
        };
    }
}
