package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.USERS;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/** Failures of one person, whatever was guessed: password or code. The fifth locks for a while. */
final class Lockout {
    private static final Logger LOG = LoggerFactory.getLogger(Lockout.class);

    static final int ALLOWED = 5;
    static final Duration LOCKED = Duration.ofMinutes(15);

    private Lockout() {}

    /**
     * One more failure; the fifth locks. While locked nothing is counted: the lock must end.
     *
     * @param user may be nobody's number: the same writes
     */
    static void fail(DSLContext tx, long user, Instant now) {
        tx.update(USERS)
                .set(USERS.FAILURES, USERS.FAILURES.plus(1))
                .where(USERS.ID.eq(user), open(now))
                .execute();
        int locked =
                tx.update(USERS)
                        .set(USERS.FAILURES, 0)
                        .set(USERS.LOCKED_UNTIL, DSL.val(now.plus(LOCKED)))
                        .where(USERS.ID.eq(user), USERS.FAILURES.ge(ALLOWED))
                        .execute();
        if (locked == 1) {
            LOG.warn(
                    "user {} locked for {} min after {} failures",
                    user,
                    LOCKED.toMinutes(),
                    ALLOWED);
        }
    }

    /** Whether an active person may try now; holds the row until the transaction ends. */
    static boolean admits(DSLContext tx, long user, Instant now) {
        return tx.select(USERS.ID)
                .from(USERS)
                .where(USERS.ID.eq(user), USERS.ACTIVE.isTrue(), open(now))
                .forUpdate()
                .fetchOptional()
                .isPresent();
    }

    /** Forgets the failures; false when the person is locked meanwhile, or gone. */
    static boolean forgive(DSLContext tx, long user, Instant now) {
        return tx.update(USERS)
                        .set(USERS.FAILURES, 0)
                        .setNull(USERS.LOCKED_UNTIL)
                        .where(USERS.ID.eq(user), USERS.ACTIVE.isTrue(), open(now))
                        .execute()
                == 1;
    }

    private static Condition open(Instant now) {
        return USERS.LOCKED_UNTIL.isNull().or(USERS.LOCKED_UNTIL.le(now));
    }
}
