package com.hasivu.cloud.consent;

import static com.hasivu.cloud.schema.Tables.CONSENTS;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schema.tables.records.ConsentsRecord;
import com.hasivu.cloud.schools.GuardianEnds;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;

/**
 * The ledger of consents. What is written here makes a child active, or ends that at once, in the
 * same transaction. Thread-safe; every call runs in the caller's transaction.
 */
public final class Consents implements GuardianEnds {
    private static final Logger LOG = LoggerFactory.getLogger(Consents.class);

    /** Rows of one batch. */
    private static final int PART = 500;

    private final Students students;
    private final Notice notice;
    private final Clock clock;

    public Consents(Students students, Notice notice, Clock clock) {
        this.students = students;
        this.notice = notice;
        this.clock = clock;
    }

    /** The text that is read now. */
    public Notice notice() {
        return notice;
    }

    /**
     * Who says it and how.
     *
     * @param language in which the notice was read
     */
    public record Word(
            String language,
            Consent.How how,
            Optional<String> reference,
            Optional<UserId> guardian,
            UserId recordedBy) {}

    /** Somebody consents to the newest notice. */
    public Consent give(DSLContext tx, Student student, Word word) {
        Consent entry = append(tx, student, Consent.Kind.GIVEN, word);
        var unused = students.consented(tx, student.school(), student.id(), entry.id());
        return entry;
    }

    /**
     * Parents consented to the newest notice on paper, for many children of one school.
     *
     * @param papers where the school keeps each child's
     */
    public void giveAll(
            DSLContext tx, School school, Map<Student, String> papers, UserId recordedBy) {
        if (papers.isEmpty()) {
            return;
        }
        long before =
                tx.select(DSL.coalesce(DSL.max(CONSENTS.ID), DSL.inline(0L)))
                        .from(CONSENTS)
                        .fetchSingle()
                        .value1();
        papers.entrySet().stream()
                .map(
                        paper ->
                                row(
                                        paper.getKey(),
                                        Consent.Kind.GIVEN,
                                        new Word(
                                                school.settings().language(),
                                                Consent.How.PAPER,
                                                Optional.of(paper.getValue()),
                                                Optional.empty(),
                                                recordedBy)))
                .gather(Gatherers.windowFixed(PART)) // a driver keeps a whole batch
                .forEach(part -> tx.batchInsert(part).execute());
        students.consentedAll(tx, school.id(), newest(tx, school, before));
    }

    /** The newest entry of each child of the school that has one behind {@code before}. */
    private static Map<StudentId, Long> newest(DSLContext tx, School school, long before) {
        var newest = new HashMap<StudentId, Long>();
        tx.select(CONSENTS.STUDENT, DSL.max(CONSENTS.ID))
                .from(CONSENTS)
                .where(CONSENTS.SCHOOL.eq(school.id().value()), CONSENTS.ID.gt(before))
                .groupBy(CONSENTS.STUDENT)
                .forEach(row -> newest.put(new StudentId(row.value1()), row.value2()));
        return newest;
    }

    /**
     * A consent is taken back.
     *
     * @return empty when none stands
     */
    public Optional<Consent> withdraw(DSLContext tx, Student student, Word word) {
        return end(tx, student, Consent.Kind.WITHDRAWN, word);
    }

    /** Whose consent it was is the child's guardian no more: somebody else must consent. */
    @Override
    public void unlinked(DSLContext tx, Student student, UserId guardian, UserId actor) {
        var unused =
                newest(tx, student.id())
                        .filter(entry -> entry.guardian().filter(guardian::equals).isPresent())
                        .filter(entry -> entry.kind() == Consent.Kind.GIVEN)
                        .flatMap(
                                entry ->
                                        end(
                                                tx,
                                                student,
                                                Consent.Kind.LAPSED,
                                                new Word(
                                                        entry.language(),
                                                        Consent.How.OFFICE,
                                                        Optional.empty(),
                                                        Optional.of(guardian),
                                                        actor)));
    }

    /** What was said of a child, oldest first. */
    public List<Consent> of(DSLContext tx, StudentId student) {
        return tx.selectFrom(CONSENTS)
                .where(CONSENTS.STUDENT.eq(student.value()))
                .orderBy(CONSENTS.ID)
                .fetch(Consents::consent);
    }

    /** What this person said, of whatever child. */
    public List<Consent> by(DSLContext tx, UserId guardian) {
        return tx.selectFrom(CONSENTS)
                .where(CONSENTS.GUARDIAN.eq(guardian.value()))
                .orderBy(CONSENTS.ID)
                .fetch(Consents::consent);
    }

    private Optional<Consent> end(DSLContext tx, Student student, Consent.Kind kind, Word word) {
        if (!student.consented()) {
            return Optional.empty();
        }
        Consent entry = append(tx, student, kind, word);
        var unused =
                students.unconsented(
                        tx, student.school(), student.id(), "user " + word.recordedBy());
        LOG.info(
                "{}: consent for student {} {}; the child is served no more",
                student.school(),
                student.id(),
                kind.label());
        return Optional.of(entry);
    }

    private static Optional<Consent> newest(DSLContext tx, StudentId student) {
        return tx.selectFrom(CONSENTS)
                .where(CONSENTS.STUDENT.eq(student.value()))
                .orderBy(CONSENTS.ID.desc())
                .limit(1)
                .fetchOptional(Consents::consent);
    }

    private Consent append(DSLContext tx, Student student, Consent.Kind kind, Word word) {
        return tx.insertInto(CONSENTS)
                .set(row(student, kind, word))
                .returning()
                .fetchSingle(Consents::consent);
    }

    private ConsentsRecord row(Student student, Consent.Kind kind, Word word) {
        var row = new ConsentsRecord();
        row.setSchool(student.school().value());
        row.setStudent(student.id().value());
        row.setKind(kind.label());
        row.setNotice(notice.version());
        row.setPurposes(String.join(",", notice.purposes()));
        row.setLanguage(word.language());
        row.setHow(word.how().label());
        row.setReference(word.reference().orElse(null));
        row.setGuardian(word.guardian().map(UserId::value).orElse(null));
        row.setRecordedBy(word.recordedBy().value());
        row.setRecorded(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return row;
    }

    private static Consent consent(ConsentsRecord row) {
        return new Consent(
                row.getId(),
                new StudentId(row.getStudent()),
                Consent.Kind.of(row.getKind()),
                row.getNotice(),
                List.of(row.getPurposes().split(",")),
                row.getLanguage(),
                Consent.How.of(row.getHow()),
                Optional.ofNullable(row.getReference()),
                Optional.ofNullable(row.getGuardian()).map(UserId::new),
                new UserId(row.getRecordedBy()),
                row.getRecorded());
    }
}
