package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schema.tables.records.UsersRecord;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The people. An e-mail address belongs to one person in the whole service. Thread-safe. */
public final class Users {
    private final Clock clock;

    public Users(Clock clock) {
        this.clock = clock;
    }

    /** What became of adding a person. */
    public sealed interface Added {
        record Fresh(User user) implements Added {}

        /** Somebody has this address already. */
        record EmailTaken(String email) implements Added {}
    }

    /**
     * Adds a person.
     *
     * @param school empty for a platform administrator only
     * @throws IllegalArgumentException if role and school do not fit
     */
    public Added add(
            DSLContext tx,
            Optional<SchoolId> school,
            String email,
            String name,
            Role role,
            PasswordHash password) {
        if (school.isEmpty() != (role == Role.PLATFORM_ADMIN)) {
            throw new IllegalArgumentException(
                    "a %s %s a school"
                            .formatted(role.label(), school.isEmpty() ? "needs" : "has not"));
        }
        String canonical = canonical(email);
        int added =
                tx.insertInto(USERS)
                        .set(USERS.SCHOOL, school.map(SchoolId::value).orElse(null))
                        .set(USERS.EMAIL, canonical)
                        .set(USERS.NAME, name)
                        .set(USERS.ROLE, role.label())
                        .set(USERS.PASSWORD_HASH, password.encoded())
                        .set(USERS.FAILURES, 0)
                        .set(USERS.ACTIVE, true)
                        .set(USERS.CREATED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .onConflict(USERS.EMAIL)
                        .doNothing()
                        .execute();
        if (added == 0) {
            return new Added.EmailTaken(canonical);
        }
        long id =
                tx.select(USERS.ID)
                        .from(USERS)
                        .where(USERS.EMAIL.eq(canonical))
                        .fetchSingle(USERS.ID);
        return new Added.Fresh(new User(new UserId(id), school, canonical, name, role));
    }

    /** Whether there is a platform administrator who can sign in. */
    public boolean hasPlatformAdmin(DSLContext tx) {
        return tx.fetchExists(
                USERS, USERS.ROLE.eq(Role.PLATFORM_ADMIN.label()).and(USERS.ACTIVE.isTrue()));
    }

    /** The person with this address who can sign in. */
    Optional<User> byEmail(DSLContext tx, String email) {
        return tx.selectFrom(USERS)
                .where(USERS.EMAIL.eq(canonical(email)), USERS.ACTIVE.isTrue())
                .fetchOptional(Users::user);
    }

    /** Whether somebody has this address, also one who cannot sign in any more. */
    boolean taken(DSLContext tx, String email) {
        return tx.fetchExists(USERS, USERS.EMAIL.eq(canonical(email)));
    }

    Optional<User> find(DSLContext tx, UserId id) {
        return tx.selectFrom(USERS)
                .where(USERS.ID.eq(id.value()), USERS.ACTIVE.isTrue())
                .fetchOptional(Users::user);
    }

    /** A new password; the lock, if there is one, ends. */
    void setPassword(DSLContext tx, UserId id, PasswordHash hash) {
        tx.update(USERS)
                .set(USERS.PASSWORD_HASH, hash.encoded())
                .set(USERS.FAILURES, 0)
                .setNull(USERS.LOCKED_UNTIL)
                .where(USERS.ID.eq(id.value()))
                .execute();
    }

    /**
     * The password that stands now: nobody changes, locks or closes the account until the
     * transaction ends. Empty for nobody.
     */
    static Optional<PasswordHash> held(DSLContext tx, long id) {
        return tx.select(USERS.PASSWORD_HASH)
                .from(USERS)
                .where(USERS.ID.eq(id))
                .forUpdate()
                .fetchOptional(row -> new PasswordHash(row.value1()));
    }

    PasswordHash passwordHash(DSLContext tx, UserId id) {
        return new PasswordHash(
                tx.select(USERS.PASSWORD_HASH)
                        .from(USERS)
                        .where(USERS.ID.eq(id.value()))
                        .fetchSingle()
                        .value1());
    }

    private static User user(UsersRecord row) {
        return new User(
                new UserId(row.getId()),
                Optional.ofNullable(row.getSchool()).map(SchoolId::new),
                row.getEmail(),
                row.getName(),
                Role.of(row.getRole()));
    }

    static String canonical(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
