package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.PASSWORD_RESETS;
import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Sha256;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Accounts of people without an address. They sign in by a login name, and choose their password
 * with a code that somebody hands them. Thread-safe; runs in the caller's transaction.
 */
public final class CodedAccounts {
    /** How long a code on a slip of paper counts. */
    static final Duration LIFE = Duration.ofDays(7);

    /** Sixty bits. */
    private static final int LETTERS = 12;

    private final Users users;
    private final Clock clock;

    public CodedAccounts(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** What is handed over. The code is told this once and counts once. */
    public record Key(String login, String code, Instant expires) {}

    /**
     * A new account of a school, which nobody can enter before {@link #key}.
     *
     * @param login stands where others have an address, and looks like one; behind a zero when
     *     somebody gave it as an address already
     */
    public UserId add(DSLContext tx, SchoolId school, String login, String name, Role role) {
        return switch (users.add(tx, Optional.of(school), login, name, role, People.NOBODYS)) {
            case Users.Added.Fresh(User user) -> user.id();
            case Users.Added.EmailTaken taken -> add(tx, school, "0" + login, name, role);
        };
    }

    /** Lets the person in again by a new code; an earlier one counts no more. */
    public Key key(DSLContext tx, UserId id) {
        Instant now = now();
        String code = Secrets.typed(LETTERS);
        String login =
                tx.update(USERS)
                        .set(USERS.ACTIVE, true)
                        .set(USERS.FAILURES, 0)
                        .setNull(USERS.LOCKED_UNTIL)
                        .where(USERS.ID.eq(id.value()))
                        .returning(USERS.EMAIL)
                        .fetchSingle()
                        .getEmail();
        forget(tx, id);
        tx.insertInto(PASSWORD_RESETS)
                .set(PASSWORD_RESETS.TOKEN_HASH, Sha256.hex(Secrets.meant(code)))
                .set(PASSWORD_RESETS.USER_ID, id.value())
                .set(PASSWORD_RESETS.CREATED, now)
                .set(PASSWORD_RESETS.EXPIRES, now.plus(LIFE))
                .execute();
        return new Key(login, code, now.plus(LIFE));
    }

    /** Nobody gets in any more, and who is in is out: sessions, password and code count no more. */
    public void close(DSLContext tx, UserId id, String why) {
        tx.update(USERS)
                .set(USERS.ACTIVE, false)
                .set(USERS.PASSWORD_HASH, People.NOBODYS.encoded())
                .where(USERS.ID.eq(id.value()))
                .execute();
        forget(tx, id);
        Sessions.endAll(tx, id, Optional.empty(), why, now());
    }

    private static void forget(DSLContext tx, UserId id) {
        tx.deleteFrom(PASSWORD_RESETS).where(PASSWORD_RESETS.USER_ID.eq(id.value())).execute();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
