package com.hasivu.cloud.bulk;

import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.auth.User;
import com.hasivu.cloud.csv.Csv;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.StudentState;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sheet of a school as it is now, such that reading it again changes nothing. Children who have
 * left are not in it, and of more than two guardians the first two.
 */
final class SheetWriter {
    private static final int GUARDIANS = 2;

    private SheetWriter() {}

    static String write(DSLContext tx, SchoolId school, Students students, People people) {
        Map<StudentId, List<Students.Guardian>> links = new HashMap<>();
        for (Students.Guardian link : students.guardians(tx, school)) {
            links.computeIfAbsent(link.student(), id -> new ArrayList<>()).add(link);
        }
        Map<UserId, User> parents = new HashMap<>();
        people.parents(tx, school).forEach(user -> parents.put(user.id(), user));
        return Csv.BOM
                + Csv.of(
                        csv -> {
                            csv.printRecord(Arrays.stream(Column.values()).map(Column::label));
                            for (Student student : students.all(tx, school)) {
                                if (student.state() == StudentState.ACTIVE
                                        || student.state() == StudentState.AWAITING_CONSENT) {
                                    csv.printRecord(
                                            row(
                                                    student,
                                                    links.getOrDefault(student.id(), List.of()),
                                                    parents));
                                }
                            }
                        });
    }

    private static List<String> row(
            Student student, List<Students.Guardian> links, Map<UserId, User> parents) {
        var cells = new ArrayList<String>();
        cells.add(student.rollNumber());
        cells.add(student.name());
        cells.add(student.className());
        cells.add(student.diet());
        cells.add(String.join(";", student.allergens()));
        cells.add(""); // the consent's reference is in its ledger
        links.stream()
                .filter(link -> link.mayOrder() || link.mayCollect())
                .limit(GUARDIANS)
                .forEach(
                        link -> {
                            User user = parents.get(link.user());
                            cells.add(user == null ? "" : user.name());
                            cells.add(user == null ? "" : user.email());
                            cells.add(rights(link));
                        });
        return cells.stream().map(Csv::out).toList();
    }

    private static String rights(Students.Guardian link) {
        if (link.mayOrder()) {
            return link.mayCollect() ? "order+collect" : "order";
        }
        return "collect";
    }
}
