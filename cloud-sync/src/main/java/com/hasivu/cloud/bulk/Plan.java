package com.hasivu.cloud.bulk;

import com.hasivu.cloud.auth.User;
import com.hasivu.cloud.csv.Fault;
import com.hasivu.cloud.csv.Sheet;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schools.Allergens;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.StudentState;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What applying a sheet would do, against what is kept now. A child is known by the roll number
 * among those who have not left; a guardian by the address. Nobody is taken away by not being in
 * the sheet.
 */
final class Plan {
    private final SchoolId school;
    private final Sheet<Line> sheet;
    private final List<Fault> faults;
    private final Map<String, Student> byRoll = new HashMap<>();
    private final Map<StudentId, Map<UserId, Students.Guardian>> links = new HashMap<>();
    private final Map<String, User> byEmail = new HashMap<>();
    private final Map<String, String> invited = new TreeMap<>();
    private int fresh;
    private int unchanged;
    private final List<Line> differing = new ArrayList<>();

    private Plan(SchoolId school, Sheet<Line> sheet) {
        this.school = school;
        this.sheet = sheet;
        this.faults = new ArrayList<>(sheet.faults());
    }

    /**
     * Compares.
     *
     * @param people whoever has one of these addresses
     */
    static Plan of(
            DSLContext tx,
            SchoolId school,
            Sheet<Line> sheet,
            Students students,
            Function<List<String>, List<User>> people) {
        var plan = new Plan(school, sheet);
        for (Student student : students.all(tx, school)) {
            if (student.state() != StudentState.LEFT && student.state() != StudentState.ERASED) {
                plan.byRoll.putIfAbsent(student.rollNumber(), student);
            }
        }
        for (Students.Guardian link : students.guardians(tx, school)) {
            plan.links
                    .computeIfAbsent(link.student(), id -> new HashMap<>())
                    .put(link.user(), link);
        }
        var emails =
                sheet.lines().stream()
                        .flatMap(line -> line.parents().stream())
                        .map(Line.Parent::email)
                        .distinct()
                        .toList();
        people.apply(emails).forEach(user -> plan.byEmail.put(user.email(), user));
        sheet.lines().forEach(plan::compare);
        return plan;
    }

    private void compare(Line line) {
        int before = faults.size();
        for (int i = 0; i < line.parents().size(); i++) {
            check(line, line.parents().get(i), i == 0);
        }
        if (faults.size() > before) {
            return;
        }
        Optional<Student> known = Optional.ofNullable(byRoll.get(line.child().rollNumber()));
        if (known.isEmpty()) {
            fresh++;
            differing.add(line);
        } else if (same(line, known.get())) {
            unchanged++;
        } else {
            differing.add(line);
        }
    }

    /** An address of somebody else is not told from one that only cannot be used. */
    private void check(Line line, Line.Parent parent, boolean first) {
        User user = byEmail.get(parent.email());
        boolean usable =
                user == null
                        || user.role() == Role.PARENT
                                && user.school().filter(school::equals).isPresent();
        if (!usable) {
            faults.add(
                    at(
                            line.line(),
                            first ? Column.GUARDIAN_EMAIL : Column.GUARDIAN2_EMAIL,
                            parent.email(),
                            "cannot be a parent's of this school; use another address"));
        } else if (user == null) {
            String other = invited.putIfAbsent(parent.email(), parent.name());
            if (other != null && !other.equals(parent.name())) {
                faults.add(
                        at(
                                line.line(),
                                first ? Column.GUARDIAN_NAME : Column.GUARDIAN2_NAME,
                                parent.name(),
                                "another line gives %s the name %s; write one of them in both"
                                        .formatted(parent.email(), other)));
            }
        }
    }

    private static Fault at(long line, Column column, String value, String fix) {
        return new Fault(line, column.label(), value, fix);
    }

    private boolean same(Line line, Student student) {
        Students.Details child = line.child();
        return child.name().equals(student.name())
                && child.className().equals(student.className())
                && child.diet().equals(student.diet())
                && Allergens.join(child.allergens()).equals(Allergens.join(student.allergens()))
                && (line.consent().isEmpty() || student.consented())
                && line.parents().stream().noneMatch(parent -> differs(student.id(), parent));
    }

    private boolean differs(StudentId student, Line.Parent parent) {
        User user = byEmail.get(parent.email());
        return user == null || differs(link(user, student, parent));
    }

    /** Whether the link is not as it is kept. */
    boolean differs(Students.Guardian link) {
        return !link.equals(links.getOrDefault(link.student(), Map.of()).get(link.user()));
    }

    static Students.Guardian link(User user, StudentId student, Line.Parent parent) {
        return new Students.Guardian(user.id(), student, parent.mayOrder(), parent.mayCollect());
    }

    /** New children, and those of whom something is different. */
    List<Line> differing() {
        return differing;
    }

    /** Who is not known yet: name by address. */
    Map<String, String> invited() {
        return invited;
    }

    List<Fault> faults() {
        return faults;
    }

    int rows() {
        return sheet.rows();
    }

    int fresh() {
        return fresh;
    }

    int changed() {
        return differing.size() - fresh;
    }

    int unchanged() {
        return unchanged;
    }

    /** Lines with a fault. */
    int wrong() {
        return rows() - differing.size() - unchanged;
    }
}
