package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.REFRESH_TOKENS;
import static com.hasivu.cloud.schema.Tables.SESSIONS;
import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Callers;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Sign-in, refresh and sign-out. A session is a family of refresh tokens of which only the newest
 * counts: one that is used a second time was stolen, and ends the family. Thread-safe.
 */
public final class Sessions implements Callers {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    static final int FAILURES_ALLOWED = 5;
    static final Duration LOCKED = Duration.ofMinutes(15);
    static final Duration REFRESH_LIFE = Duration.ofDays(7);
    private static final int TOKEN_BYTES = 32;
    private static final long NOBODY = 0;

    private final Database database;
    private final Passwords passwords;
    private final AccessTokens tokens;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Sessions(Database database, Passwords passwords, AccessTokens tokens, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What a good sign-in or refresh gives. */
    record Tokens(String accessToken, long expiresIn, String refreshToken) {}

    private record Known(long id, PasswordHash hash, boolean mayTry) {}

    /** Empty when refused; never says whether address, password or lock was the reason. */
    Optional<Tokens> signIn(String email, String password) {
        Instant now = now();
        Optional<Known> known = database.read(tx -> find(tx, Users.canonical(email), now));
        boolean matches =
                passwords.matches(password, known.map(Known::hash).orElse(passwords.nobody()));
        long id = known.map(Known::id).orElse(NOBODY); // an unknown address costs the same writes
        return database.transaction(
                tx -> {
                    if (!matches || !known.map(Known::mayTry).orElse(false)) {
                        fail(tx, id, now);
                        return Optional.empty();
                    }
                    int admitted =
                            tx.update(USERS)
                                    .set(USERS.FAILURES, 0)
                                    .setNull(USERS.LOCKED_UNTIL)
                                    .where(
                                            USERS.ID.eq(id),
                                            USERS.ACTIVE.isTrue(),
                                            USERS.LOCKED_UNTIL
                                                    .isNull()
                                                    .or(USERS.LOCKED_UNTIL.le(now)))
                                    .execute();
                    return admitted == 1 ? Optional.of(open(tx, id, now)) : Optional.empty();
                });
    }

    /** Empty when the token is unknown, expired, revoked, or used before. */
    Optional<Tokens> refresh(String refreshToken) {
        Instant now = now();
        String hash = Secrets.sha256(refreshToken);
        return database.transaction(
                tx -> {
                    var row =
                            tx.select(
                                            REFRESH_TOKENS.SESSION_ID,
                                            REFRESH_TOKENS.EXPIRES,
                                            SESSIONS.REVOKED,
                                            USERS.ID,
                                            USERS.ACTIVE)
                                    .from(REFRESH_TOKENS)
                                    .join(SESSIONS)
                                    .on(SESSIONS.ID.eq(REFRESH_TOKENS.SESSION_ID))
                                    .join(USERS)
                                    .on(USERS.ID.eq(SESSIONS.USER_ID))
                                    .where(REFRESH_TOKENS.TOKEN_HASH.eq(hash))
                                    .fetchOne();
                    if (row == null
                            || row.value3() != null
                            || !row.value5()
                            || !now.isBefore(row.value2())) {
                        return Optional.empty();
                    }
                    int taken =
                            tx.update(REFRESH_TOKENS)
                                    .set(REFRESH_TOKENS.USED, now)
                                    .where(
                                            REFRESH_TOKENS.TOKEN_HASH.eq(hash),
                                            REFRESH_TOKENS.USED.isNull())
                                    .execute();
                    if (taken == 0) {
                        LOG.warn(
                                "refresh token of user {} used twice; session {} ended",
                                row.value4(),
                                row.value1());
                        revoke(tx, row.value1(), "refresh-token-reused", now);
                        return Optional.empty();
                    }
                    return Optional.of(issue(tx, row.value4(), row.value1(), now));
                });
    }

    /** Ends the caller's session: its access and refresh tokens count no more. */
    void signOut(Caller caller) {
        Instant now = now();
        database.transaction(tx -> revoke(tx, caller.session(), "signed-out", now));
    }

    @Override
    public Optional<Caller> byToken(String token) {
        return tokens.verify(token).flatMap(claim -> database.read(tx -> caller(tx, claim)));
    }

    private static Optional<Caller> caller(DSLContext tx, AccessTokens.Claim claim) {
        return tx.select(USERS.ROLE, USERS.SCHOOL)
                .from(SESSIONS)
                .join(USERS)
                .on(USERS.ID.eq(SESSIONS.USER_ID))
                .where(
                        SESSIONS.ID.eq(claim.session()),
                        SESSIONS.USER_ID.eq(claim.user().value()),
                        SESSIONS.REVOKED.isNull(),
                        USERS.ACTIVE.isTrue())
                .fetchOptional()
                .map(
                        row ->
                                new Caller(
                                        claim.user(),
                                        Role.of(row.value1()),
                                        Optional.ofNullable(row.value2()).map(SchoolId::new),
                                        claim.session()));
    }

    private static Optional<Known> find(DSLContext tx, String email, Instant now) {
        return tx.select(USERS.ID, USERS.PASSWORD_HASH, USERS.ACTIVE, USERS.LOCKED_UNTIL)
                .from(USERS)
                .where(USERS.EMAIL.eq(email))
                .fetchOptional()
                .map(
                        row ->
                                new Known(
                                        row.value1(),
                                        new PasswordHash(row.value2()),
                                        row.value3()
                                                && (row.value4() == null
                                                        || !row.value4().isAfter(now))));
    }

    /** One more failure; the fifth locks. While locked nothing is counted: the lock must end. */
    private static void fail(DSLContext tx, long id, Instant now) {
        tx.update(USERS)
                .set(USERS.FAILURES, USERS.FAILURES.plus(1))
                .where(USERS.ID.eq(id), USERS.LOCKED_UNTIL.isNull().or(USERS.LOCKED_UNTIL.le(now)))
                .execute();
        int locked =
                tx.update(USERS)
                        .set(USERS.FAILURES, 0)
                        .set(USERS.LOCKED_UNTIL, DSL.val(now.plus(LOCKED)))
                        .where(USERS.ID.eq(id), USERS.FAILURES.ge(FAILURES_ALLOWED))
                        .execute();
        if (locked == 1) {
            LOG.warn(
                    "user {} locked for {} min after {} failures",
                    id,
                    LOCKED.toMinutes(),
                    FAILURES_ALLOWED);
        }
    }

    private Tokens open(DSLContext tx, long user, Instant now) {
        String session = UUID.randomUUID().toString();
        tx.insertInto(SESSIONS)
                .set(SESSIONS.ID, session)
                .set(SESSIONS.USER_ID, user)
                .set(SESSIONS.CREATED, now)
                .execute();
        return issue(tx, user, session, now);
    }

    private Tokens issue(DSLContext tx, long user, String session, Instant now) {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String refresh = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        tx.insertInto(REFRESH_TOKENS)
                .set(REFRESH_TOKENS.TOKEN_HASH, Secrets.sha256(refresh))
                .set(REFRESH_TOKENS.SESSION_ID, session)
                .set(REFRESH_TOKENS.ISSUED, now)
                .set(REFRESH_TOKENS.EXPIRES, now.plus(REFRESH_LIFE))
                .execute();
        return new Tokens(
                tokens.issue(new UserId(user), session), AccessTokens.LIFE.toSeconds(), refresh);
    }

    private static int revoke(DSLContext tx, String session, String why, Instant now) {
        return tx.update(SESSIONS)
                .set(SESSIONS.REVOKED, now)
                .set(SESSIONS.REVOKED_WHY, why)
                .where(SESSIONS.ID.eq(session), SESSIONS.REVOKED.isNull())
                .execute();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
