package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.REFRESH_TOKENS;
import static com.hasivu.cloud.schema.Tables.SCHOOL_ACCESS;
import static com.hasivu.cloud.schema.Tables.SECOND_FACTORS;
import static com.hasivu.cloud.schema.Tables.SESSIONS;
import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.audit.Audit;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Callers;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Sha256;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Refresh and sign-out, and who a token stands for. A session is a family of refresh tokens of
 * which only the newest counts: one that is used a second time was stolen, and ends the family.
 * Thread-safe.
 */
public final class Sessions implements Callers {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    static final Duration REFRESH_LIFE = Duration.ofDays(7);
    static final Duration REMEMBERED_LIFE = Duration.ofDays(30);

    /** So many of one person's sessions are listed. */
    private static final int LISTED = 100;

    private final Database database;
    private final AccessTokens tokens;
    private final Clock clock;

    public Sessions(Database database, AccessTokens tokens, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What a good sign-in or refresh gives. */
    record Tokens(String accessToken, long expiresIn, String refreshToken) {}

    /** Empty when the token is unknown, expired, revoked, or used before. */
    Optional<Tokens> refresh(String refreshToken) {
        Instant now = now();
        String hash = Sha256.hex(refreshToken);
        return database.transaction(
                tx -> {
                    var row =
                            tx.select(
                                            REFRESH_TOKENS.SESSION_ID,
                                            REFRESH_TOKENS.EXPIRES,
                                            SESSIONS.REVOKED,
                                            USERS.ID,
                                            USERS.ACTIVE,
                                            SESSIONS.REMEMBERED,
                                            USERS.ROLE,
                                            USERS.SCHOOL)
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
                        Audit.at(Optional.ofNullable(row.value8()).map(SchoolId::new));
                        Audit.note("refused: token used twice by user " + row.value4());
                        return Optional.empty();
                    }
                    Audit.by(
                            new UserId(row.value4()),
                            Role.of(row.value7()),
                            Optional.ofNullable(row.value8()).map(SchoolId::new));
                    return Optional.of(issue(tx, row.value4(), row.value1(), row.value6(), now));
                });
    }

    /** Ends the caller's session: its access and refresh tokens count no more. */
    void signOut(Caller caller) {
        Instant now = now();
        database.transaction(tx -> revoke(tx, caller.session(), "signed-out", now));
    }

    @Override
    public Optional<Caller> byToken(String token) {
        return tokens.verify(token).flatMap(claim -> database.readOnce(tx -> caller(tx, claim)));
    }

    /** Staff of a school that wants a second factor are limited until they have one. */
    private static Optional<Caller> caller(DSLContext tx, AccessTokens.Claim claim) {
        return tx.select(
                        USERS.ROLE,
                        USERS.SCHOOL,
                        SCHOOL_ACCESS.SECOND_FACTOR,
                        SECOND_FACTORS.CONFIRMED)
                .from(SESSIONS)
                .join(USERS)
                .on(USERS.ID.eq(SESSIONS.USER_ID))
                .leftJoin(SCHOOL_ACCESS)
                .on(SCHOOL_ACCESS.SCHOOL.eq(USERS.SCHOOL))
                .leftJoin(SECOND_FACTORS)
                .on(SECOND_FACTORS.USER_ID.eq(USERS.ID))
                .where(
                        SESSIONS.ID.eq(claim.session()),
                        SESSIONS.USER_ID.eq(claim.user().value()),
                        SESSIONS.REVOKED.isNull(),
                        USERS.ACTIVE.isTrue())
                .fetchOptional()
                .map(
                        row -> {
                            Role role = Role.of(row.value1());
                            return new Caller(
                                    claim.user(),
                                    role,
                                    Optional.ofNullable(row.value2()).map(SchoolId::new),
                                    claim.session(),
                                    role.staff()
                                            && Boolean.TRUE.equals(row.value3())
                                            && row.value4() == null);
                        });
    }

    /** A new session. */
    Tokens open(DSLContext tx, long user, boolean remember, Instant now) {
        String session = UUID.randomUUID().toString();
        tx.insertInto(SESSIONS)
                .set(SESSIONS.ID, session)
                .set(SESSIONS.USER_ID, user)
                .set(SESSIONS.CREATED, now)
                .set(SESSIONS.REMEMBERED, remember)
                .set(SESSIONS.LAST_USED, now)
                .set(SESSIONS.EXPIRES, now)
                .execute();
        return issue(tx, user, session, remember, now);
    }

    private Tokens issue(DSLContext tx, long user, String session, boolean remember, Instant now) {
        String refresh = Secrets.token();
        Instant expires = now.plus(remember ? REMEMBERED_LIFE : REFRESH_LIFE);
        tx.insertInto(REFRESH_TOKENS)
                .set(REFRESH_TOKENS.TOKEN_HASH, Sha256.hex(refresh))
                .set(REFRESH_TOKENS.SESSION_ID, session)
                .set(REFRESH_TOKENS.ISSUED, now)
                .set(REFRESH_TOKENS.EXPIRES, expires)
                .execute();
        tx.update(SESSIONS)
                .set(SESSIONS.LAST_USED, now)
                .set(SESSIONS.EXPIRES, expires)
                .where(SESSIONS.ID.eq(session))
                .execute();
        return new Tokens(
                tokens.issue(new UserId(user), session), AccessTokens.LIFE.toSeconds(), refresh);
    }

    /** A session as its owner sees it. */
    record Open(
            String id, Instant created, Instant lastUsed, Instant expires, boolean remembered) {}

    /** Those of the person's sessions that can still be refreshed, newest first. */
    List<Open> open(DSLContext tx, UserId user) {
        return tx.selectFrom(SESSIONS)
                .where(
                        SESSIONS.USER_ID.eq(user.value()),
                        SESSIONS.REVOKED.isNull(),
                        SESSIONS.EXPIRES.gt(now()))
                .orderBy(SESSIONS.CREATED.desc(), SESSIONS.ID)
                .limit(LISTED)
                .fetch(
                        row ->
                                new Open(
                                        row.getId(),
                                        row.getCreated(),
                                        row.getLastUsed(),
                                        row.getExpires(),
                                        row.getRemembered()));
    }

    /** Ends one of the person's own sessions; false when there is no such one. */
    boolean end(DSLContext tx, UserId user, String session) {
        return tx.update(SESSIONS)
                        .set(SESSIONS.REVOKED, now())
                        .set(SESSIONS.REVOKED_WHY, "ended-by-owner")
                        .where(
                                SESSIONS.ID.eq(session),
                                SESSIONS.USER_ID.eq(user.value()),
                                SESSIONS.REVOKED.isNull())
                        .execute()
                == 1;
    }

    /**
     * Ends all of a person's sessions.
     *
     * @param but stays
     */
    static void endAll(DSLContext tx, UserId user, Optional<String> but, String why, Instant now) {
        tx.update(SESSIONS)
                .set(SESSIONS.REVOKED, now)
                .set(SESSIONS.REVOKED_WHY, why)
                .where(
                        SESSIONS.USER_ID.eq(user.value()),
                        SESSIONS.REVOKED.isNull(),
                        but.map(SESSIONS.ID::ne).orElse(DSL.noCondition()))
                .execute();
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
