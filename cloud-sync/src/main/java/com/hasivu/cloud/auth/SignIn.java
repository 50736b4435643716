package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.SIGN_IN_CHALLENGES;
import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.audit.Audit;
import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.auth.Sessions.Tokens;
import com.hasivu.cloud.db.Database;
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
 * Sign-in: by password, and then by a code where the person has set up a second factor. Wrong
 * passwords and wrong codes count to the same lock; only a whole sign-in forgives them.
 * Thread-safe.
 */
public final class SignIn {
    static final Duration CHALLENGE_LIFE = Duration.ofMinutes(5);
    private static final long NOBODY = 0;

    private final Database database;
    private final Passwords passwords;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final Clock clock;

    public SignIn(
            Database database,
            Passwords passwords,
            Sessions sessions,
            SecondFactors factors,
            Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.factors = factors;
        this.clock = clock;
    }

    /** What became of a try. */
    sealed interface Outcome {
        record In(Tokens tokens) implements Outcome {}

        /** The password was right; a code of the second factor must follow. */
        record CodeNeeded(String challenge) implements Outcome {}

        /** Never says whether address, password, code or lock was the reason. */
        record Refused() implements Outcome {}
    }

    private record Known(
            long id, Role role, Optional<SchoolId> school, PasswordHash hash, boolean mayTry) {}

    Outcome byPassword(String email, String password, boolean remember) {
        Instant now = now();
        Optional<Known> known = database.read(tx -> find(tx, Users.canonical(email), now));
        PasswordHash seen = known.map(Known::hash).orElse(passwords.nobody());
        boolean matches = passwords.matches(password, seen);
        long id = known.map(Known::id).orElse(NOBODY); // an unknown address costs the same writes
        Optional<PasswordHash> fresh =
                known.filter(it -> matches && passwords.outdated(it.hash()))
                        .map(it -> passwords.hash(password));
        return database.transaction(
                tx -> {
                    PasswordHash stands = Users.held(tx, id).orElse(seen);
                    boolean right = passwords.fits(password, stands, seen, matches);
                    fresh.ifPresent(hash -> replace(tx, known.orElseThrow(), hash));
                    if (!right || !known.map(Known::mayTry).orElse(false)) {
                        return refuse(tx, id, known.flatMap(Known::school), now);
                    }
                    Known person = known.get();
                    if (!factors.confirmed(tx, id)) {
                        return enter(tx, person, remember, now);
                    }
                    if (!Lockout.admits(tx, id, now)) {
                        return refuse(tx, id, person.school(), now);
                    }
                    return challenge(tx, person, remember, now);
                });
    }

    /** Unless the password was changed meanwhile. */
    private static void replace(DSLContext tx, Known person, PasswordHash fresh) {
        tx.update(USERS)
                .set(USERS.PASSWORD_HASH, fresh.encoded())
                .where(USERS.ID.eq(person.id()), USERS.PASSWORD_HASH.eq(person.hash().encoded()))
                .execute();
    }

    /**
     * @param code six digits of the authenticator, or a recovery code
     */
    Outcome byCode(String challenge, String code) {
        Instant now = now();
        String hash = Sha256.hex(challenge);
        return database.transaction(
                tx -> {
                    var row =
                            tx.select(
                                            USERS.ID,
                                            USERS.ROLE,
                                            USERS.SCHOOL,
                                            SIGN_IN_CHALLENGES.REMEMBER)
                                    .from(SIGN_IN_CHALLENGES)
                                    .join(USERS)
                                    .on(USERS.ID.eq(SIGN_IN_CHALLENGES.USER_ID))
                                    .where(
                                            SIGN_IN_CHALLENGES.TOKEN_HASH.eq(hash),
                                            SIGN_IN_CHALLENGES.EXPIRES.gt(now))
                                    .fetchOptional();
                    if (row.isEmpty()) {
                        return refuse(tx, NOBODY, Optional.empty(), now);
                    }
                    var person =
                            new Known(
                                    row.get().value1(),
                                    Role.of(row.get().value2()),
                                    Optional.ofNullable(row.get().value3()).map(SchoolId::new),
                                    passwords.nobody(),
                                    true);
                    if (!Lockout.admits(tx, person.id(), now)
                            || !factors.accept(tx, person.id(), code, now)) {
                        return refuse(tx, person.id(), person.school(), now);
                    }
                    int taken =
                            tx.deleteFrom(SIGN_IN_CHALLENGES)
                                    .where(SIGN_IN_CHALLENGES.TOKEN_HASH.eq(hash))
                                    .execute();
                    return taken == 1
                            ? enter(tx, person, row.get().value4(), now)
                            : new Outcome.Refused();
                });
    }

    private Outcome enter(DSLContext tx, Known person, boolean remember, Instant now) {
        if (!Lockout.forgive(tx, person.id(), now)) {
            return new Outcome.Refused();
        }
        Audit.by(new UserId(person.id()), person.role(), person.school());
        return new Outcome.In(sessions.open(tx, person.id(), remember, now));
    }

    private static Outcome challenge(DSLContext tx, Known person, boolean remember, Instant now) {
        String token = Secrets.token();
        tx.deleteFrom(SIGN_IN_CHALLENGES)
                .where(
                        SIGN_IN_CHALLENGES.USER_ID.eq(person.id()),
                        SIGN_IN_CHALLENGES.EXPIRES.le(now))
                .execute();
        tx.insertInto(SIGN_IN_CHALLENGES)
                .set(SIGN_IN_CHALLENGES.TOKEN_HASH, Sha256.hex(token))
                .set(SIGN_IN_CHALLENGES.USER_ID, person.id())
                .set(SIGN_IN_CHALLENGES.REMEMBER, remember)
                .set(SIGN_IN_CHALLENGES.EXPIRES, now.plus(CHALLENGE_LIFE))
                .execute();
        Audit.by(new UserId(person.id()), person.role(), person.school());
        Audit.note("code awaited");
        return new Outcome.CodeNeeded(token);
    }

    private static Outcome refuse(
            DSLContext tx, long user, Optional<SchoolId> school, Instant now) {
        Lockout.fail(tx, user, now);
        Audit.at(school);
        Audit.note(user == NOBODY ? "refused: unknown" : "refused: user " + user);
        return new Outcome.Refused();
    }

    private static Optional<Known> find(DSLContext tx, String email, Instant now) {
        return tx.select(
                        USERS.ID,
                        USERS.ROLE,
                        USERS.SCHOOL,
                        USERS.PASSWORD_HASH,
                        USERS.ACTIVE,
                        USERS.LOCKED_UNTIL)
                .from(USERS)
                .where(USERS.EMAIL.eq(email))
                .fetchOptional()
                .map(
                        row ->
                                new Known(
                                        row.value1(),
                                        Role.of(row.value2()),
                                        Optional.ofNullable(row.value3()).map(SchoolId::new),
                                        new PasswordHash(row.value4()),
                                        row.value5()
                                                && (row.value6() == null
                                                        || !row.value6().isAfter(now))));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
