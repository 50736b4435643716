package com.hasivu.cloud.bulk;

import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.auth.User;
import com.hasivu.cloud.consent.Consents;
import com.hasivu.cloud.csv.Fault;
import com.hasivu.cloud.csv.Sheet;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sheet of a school's children over HTTP. A file is looked at first and changes nothing; the
 * same file, named by its digest, is then applied as a whole, in one transaction. Applied again it
 * finds nothing to do.
 */
public final class SheetRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SheetRoutes.class);

    private final Database database;
    private final Schools schools;
    private final Students students;
    private final People people;
    private final Consents consents;

    public SheetRoutes(
            Database database,
            Schools schools,
            Students students,
            People people,
            Consents consents) {
        this.database = database;
        this.schools = schools;
        this.students = students;
        this.people = people;
        this.consents = consents;
    }

    public void register(Api api) {
        api.route("checkStudentSheet", Access.admins(), this::check);
        api.route("applyStudentSheet", Access.admins(), this::apply);
        api.route("exportStudentSheet", Access.admins(), this::export);
    }

    private record Report(
            String digest,
            int rows,
            int fresh,
            int changed,
            int unchanged,
            int wrong,
            int guardians,
            int faults,
            List<Fault> errors) {
        static Report of(String digest, Plan plan) {
            List<Fault> faults = plan.faults();
            return new Report(
                    digest,
                    plan.rows(),
                    plan.fresh(),
                    plan.changed(),
                    plan.unchanged(),
                    plan.wrong(),
                    plan.invited().size(),
                    faults.size(),
                    Sheet.shown(faults));
        }
    }

    private Reply check(Request request) {
        Sheet<Line> sheet = ChildSheet.read(request.bytes());
        return database.read(
                tx -> {
                    School school = schools.get(tx, request.school());
                    return Reply.ok(
                            Report.of(
                                    sheet.digest(),
                                    Plan.of(
                                            tx,
                                            school.id(),
                                            sheet,
                                            students,
                                            emails -> people.withEmails(tx, emails))));
                });
    }

    private Reply apply(Request request) {
        Sheet<Line> sheet = ChildSheet.read(request.bytes()).lookedAt(request.path("digest"));
        return database.transaction(
                tx -> {
                    School school = schools.get(tx, request.school());
                    Plan plan =
                            Plan.of(
                                    tx,
                                    school.id(),
                                    sheet,
                                    students,
                                    emails -> people.heldWithEmails(tx, emails));
                    if (!plan.faults().isEmpty()) {
                        throw Sheet.faulty(plan.wrong(), plan.faults());
                    }
                    apply(tx, school, plan, request);
                    LOG.info(
                            "{}: a sheet with {} children applied: {} new, {} changed",
                            school.id(),
                            plan.rows(),
                            plan.fresh(),
                            plan.changed());
                    return Reply.ok(Report.of(sheet.digest(), plan));
                });
    }

    private void apply(DSLContext tx, School school, Plan plan, Request request) {
        if (plan.differing().isEmpty()) {
            return;
        }
        people.inviteAll(tx, school.id(), plan.invited());
        Map<String, Student> children =
                students.putAll(
                        tx, school.id(), plan.differing().stream().map(Line::child).toList());
        Map<String, User> parents = parents(tx, plan);
        var links = new ArrayList<Students.Guardian>();
        var papers = new HashMap<Student, String>();
        for (Line line : plan.differing()) {
            Student child = children.get(line.child().rollNumber());
            if (child == null) {
                throw new IllegalStateException(
                        "the child of line %d was written and is not there".formatted(line.line()));
            }
            for (Line.Parent parent : line.parents()) {
                User user = parents.get(parent.email());
                if (user == null) {
                    throw new IllegalStateException(
                            "the guardian of line %d was invited and is not there"
                                    .formatted(line.line()));
                }
                links.add(Plan.link(user, child.id(), parent));
            }
            if (!child.consented()) {
                line.consent().ifPresent(reference -> papers.put(child, reference));
            }
        }
        students.linkAll(tx, links.stream().filter(plan::differs).toList());
        consents.giveAll(tx, school, papers, request.caller().user());
    }

    private Map<String, User> parents(DSLContext tx, Plan plan) {
        var emails =
                plan.differing().stream()
                        .flatMap(line -> line.parents().stream())
                        .map(Line.Parent::email)
                        .distinct()
                        .toList();
        var parents = new HashMap<String, User>();
        people.withEmails(tx, emails).forEach(user -> parents.put(user.email(), user));
        return parents;
    }

    private Reply export(Request request) {
        SchoolId school = request.school();
        return database.read(
                tx -> {
                    schools.get(tx, school);
                    return Reply.ok(
                            new Reply.Text(
                                    "text/csv; charset=utf-8",
                                    SheetWriter.write(tx, school, students, people)));
                });
    }
}
