package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.SCHOOL_ACCESS;

import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How people get into a school: the code parents register with, and whether its staff need a second
 * factor. Thread-safe; runs in the caller's transaction.
 */
public final class SchoolAccess {
    private static final int LETTERS = 8;

    private final Clock clock;

    public SchoolAccess(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param code as a person reads it, for example {@code 7K3M-Q0XD}
     * @param secondFactor staff without one can do nothing but set it up
     */
    record Rules(String code, boolean secondFactor) {}

    /** The school's rules; its first code is made when somebody asks for it. */
    Rules get(DSLContext tx, SchoolId school) {
        tx.insertInto(SCHOOL_ACCESS)
                .set(SCHOOL_ACCESS.SCHOOL, school.value())
                .set(SCHOOL_ACCESS.CODE, Secrets.meant(Secrets.typed(LETTERS)))
                .set(SCHOOL_ACCESS.SECOND_FACTOR, false)
                .set(SCHOOL_ACCESS.CHANGED, now())
                .onConflict(SCHOOL_ACCESS.SCHOOL)
                .doNothing()
                .execute();
        return tx.selectFrom(SCHOOL_ACCESS)
                .where(SCHOOL_ACCESS.SCHOOL.eq(school.value()))
                .fetchSingle(row -> new Rules(shown(row.getCode()), row.getSecondFactor()));
    }

    /** A new code; the old one counts no more. */
    Rules renewCode(DSLContext tx, SchoolId school) {
        Rules old = get(tx, school);
        String code = Secrets.typed(LETTERS);
        tx.update(SCHOOL_ACCESS)
                .set(SCHOOL_ACCESS.CODE, Secrets.meant(code))
                .set(SCHOOL_ACCESS.CHANGED, now())
                .where(SCHOOL_ACCESS.SCHOOL.eq(school.value()))
                .execute();
        return new Rules(code, old.secondFactor());
    }

    Rules wantSecondFactor(DSLContext tx, SchoolId school, boolean wanted) {
        Rules old = get(tx, school);
        tx.update(SCHOOL_ACCESS)
                .set(SCHOOL_ACCESS.SECOND_FACTOR, wanted)
                .set(SCHOOL_ACCESS.CHANGED, now())
                .where(SCHOOL_ACCESS.SCHOOL.eq(school.value()))
                .execute();
        return new Rules(old.code(), wanted);
    }

    /** The school with this code, however it is typed. */
    Optional<SchoolId> schoolOf(DSLContext tx, String code) {
        return tx.select(SCHOOL_ACCESS.SCHOOL)
                .from(SCHOOL_ACCESS)
                .where(SCHOOL_ACCESS.CODE.eq(Secrets.meant(code)))
                .fetchOptional()
                .map(row -> new SchoolId(row.value1()));
    }

    private static String shown(String code) {
        int half = code.length() / 2;
        return code.substring(0, half) + "-" + code.substring(half);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
