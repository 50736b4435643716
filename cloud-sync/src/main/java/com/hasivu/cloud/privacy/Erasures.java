package com.hasivu.cloud.privacy;

import static com.hasivu.cloud.schema.Tables.ERASURES;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.personal.PersonalData.Subject;
import com.hasivu.cloud.schema.tables.records.ErasuresRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Erasing a person, asked for and confirmed: what names it goes for good, what the books need stays
 * under its number. Thread-safe; every call runs in the caller's transaction.
 */
final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    /** So long the code of the first step counts for the second. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final String CHILD = "child";
    private static final String GUARDIAN = "guardian";

    private final List<PersonalData> parts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Erasures(List<PersonalData> parts, Clock clock) {
        this.parts = List.copyOf(parts);
        this.clock = clock;
    }

    /** The first step. */
    sealed interface Asked {
        /** Say the code again, before it expires, and it is done. */
        record Sure(long id, String code, Instant expires) implements Asked {}

        record InTheWay(List<String> obstacles) implements Asked {}
    }

    /** The second step. On any but {@link Done} roll back. */
    sealed interface Confirmed {
        record Done(ErasuresRecord row) implements Confirmed {}

        record NoSuchErasure() implements Confirmed {}

        record WrongCode() implements Confirmed {}

        /** It was confirmed before, or its code is too old. */
        record Over() implements Confirmed {}

        record InTheWay(List<String> obstacles) implements Confirmed {}
    }

    Asked ask(DSLContext tx, Subject subject, UserId actor) {
        List<String> obstacles = obstacles(tx, subject);
        if (!obstacles.isEmpty()) {
            return new Asked.InTheWay(obstacles);
        }
        String code = "%08d".formatted(random.nextInt(100_000_000));
        Instant expires = now().plus(PATIENCE);
        long id =
                tx.insertInto(ERASURES)
                        .set(ERASURES.SCHOOL, subject.school().value())
                        .set(ERASURES.SUBJECT, kind(subject))
                        .set(ERASURES.PERSON, person(subject))
                        .set(ERASURES.ASKED_BY, actor.value())
                        .set(ERASURES.ASKED, now())
                        .set(ERASURES.CODE_HASH, Sha256.hex(code))
                        .set(ERASURES.EXPIRES, expires)
                        .returningResult(ERASURES.ID)
                        .fetchSingle()
                        .value1();
        return new Asked.Sure(id, code, expires);
    }

    Confirmed confirm(DSLContext tx, SchoolId school, long id, String code, UserId actor) {
        Optional<ErasuresRecord> found =
                tx.selectFrom(ERASURES)
                        .where(ERASURES.ID.eq(id), ERASURES.SCHOOL.eq(school.value()))
                        .forUpdate()
                        .fetchOptional();
        if (found.isEmpty()) {
            return new Confirmed.NoSuchErasure();
        }
        ErasuresRecord row = found.get();
        if (row.getConfirmed() != null || !now().isBefore(row.getExpires())) {
            return new Confirmed.Over();
        }
        if (!row.getCodeHash().equals(Sha256.hex(code))) {
            return new Confirmed.WrongCode();
        }
        Subject subject = subject(row);
        List<String> obstacles = obstacles(tx, subject);
        if (!obstacles.isEmpty()) {
            return new Confirmed.InTheWay(obstacles);
        }
        parts.forEach(part -> part.erase(tx, subject, "user " + actor));
        row.setConfirmedBy(actor.value());
        row.setConfirmed(now());
        row.store();
        LOG.info("{}: {} {} is erased", school, row.getSubject(), row.getPerson());
        return new Confirmed.Done(row);
    }

    List<ErasuresRecord> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(ERASURES)
                .where(ERASURES.SCHOOL.eq(school.value()), ERASURES.ID.gt(after))
                .orderBy(ERASURES.ID)
                .limit(limit)
                .fetch();
    }

    private List<String> obstacles(DSLContext tx, Subject subject) {
        return parts.stream().flatMap(part -> part.obstacle(tx, subject).stream()).toList();
    }

    private static Subject subject(ErasuresRecord row) {
        var school = new SchoolId(row.getSchool());
        return row.getSubject().equals(CHILD)
                ? new Subject.Child(school, new StudentId(row.getPerson()))
                : new Subject.Guardian(school, new UserId(row.getPerson()));
    }

    private static String kind(Subject subject) {
        return subject instanceof Subject.Child ? CHILD : GUARDIAN;
    }

    private static long person(Subject subject) {
        return switch (subject) {
            case Subject.Child child -> child.id().value();
            case Subject.Guardian guardian -> guardian.id().value();
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
