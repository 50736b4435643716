package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.SESSIONS;
import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schema.tables.records.UsersRecord;
import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * What other epics may know of people and do with them. Thread-safe; every call runs in the
 * caller's transaction.
 */
public final class People {
    /** No password has such a hash. */
    private static final String NO_PASSWORD =
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AA";

    /** Of who has no password yet, or none any more. */
    static final PasswordHash NOBODYS = new PasswordHash(NO_PASSWORD);

    /** Addresses looked up in one statement, people added in one batch. */
    private static final int AT_ONCE = 1_000;

    private final Clock clock;

    public People(Clock clock) {
        this.clock = clock;
    }

    /** A person of this school; empty for one of another. */
    public Optional<User> find(DSLContext tx, SchoolId school, UserId id) {
        return one(tx, school, USERS.ID.eq(id.value()));
    }

    /** The people with these ids, by id. */
    public List<User> some(DSLContext tx, Collection<UserId> ids) {
        return list(tx, USERS.ID.in(ids.stream().map(UserId::value).toList()));
    }

    /** Whoever has one of these addresses, of whatever school: an address is one person's. */
    public List<User> withEmails(DSLContext tx, Collection<String> emails) {
        return byAddress(emails).flatMap(some -> list(tx, some).stream()).toList();
    }

    /** The same, held: nobody of them is erased until the transaction ends. */
    public List<User> heldWithEmails(DSLContext tx, Collection<String> emails) {
        return byAddress(emails)
                .flatMap(
                        some ->
                                tx
                                        .selectFrom(USERS)
                                        .where(some)
                                        .orderBy(USERS.EMAIL)
                                        .forUpdate()
                                        .fetch(People::user)
                                        .stream())
                .toList();
    }

    private static Stream<Condition> byAddress(Collection<String> emails) {
        return emails.stream()
                .map(Users::canonical)
                .sorted() // two that hold many do not wait in a circle
                .gather(Gatherers.windowFixed(AT_ONCE))
                .map(USERS.EMAIL::in);
    }

    /** Every parent of the school, those who may not sign in too. */
    public List<User> parents(DSLContext tx, SchoolId school) {
        return list(tx, USERS.SCHOOL.eq(school.value()).and(USERS.ROLE.eq(Role.PARENT.label())));
    }

    /**
     * Adds parents who have no password yet, and get in by the way of a forgotten one.
     *
     * @param names by address; nobody has one of these
     */
    public void inviteAll(DSLContext tx, SchoolId school, Map<String, String> names) {
        Instant now = now();
        names.entrySet().stream()
                .map(parent -> invited(school, parent.getKey(), parent.getValue(), now))
                .gather(Gatherers.windowFixed(AT_ONCE)) // a driver keeps a whole batch
                .forEach(part -> tx.batchInsert(part).execute());
    }

    private static UsersRecord invited(SchoolId school, String email, String name, Instant now) {
        var row = new UsersRecord();
        row.setSchool(school.value());
        row.setEmail(Users.canonical(email));
        row.setName(name);
        row.setRole(Role.PARENT.label());
        row.setPasswordHash(NO_PASSWORD);
        row.setFailures(0);
        row.setActive(true);
        row.setCreated(now);
        return row;
    }

    /** Takes what names a person, for good, and ends the sessions. The number stays. */
    public void erase(DSLContext tx, UserId id) {
        tx.update(USERS)
                .set(USERS.NAME, "erased")
                .set(USERS.EMAIL, "erased-%d@erased.invalid".formatted(id.value()))
                .set(USERS.PASSWORD_HASH, NO_PASSWORD)
                .set(USERS.ACTIVE, false)
                .where(USERS.ID.eq(id.value()))
                .execute();
        tx.update(SESSIONS)
                .set(SESSIONS.REVOKED, now())
                .set(SESSIONS.REVOKED_WHY, "erased")
                .where(SESSIONS.USER_ID.eq(id.value()), SESSIONS.REVOKED.isNull())
                .execute();
    }

    /** The same as {@link #find}, held: the person is not erased until the transaction ends. */
    public Optional<User> held(DSLContext tx, SchoolId school, UserId id) {
        return held(tx, school, USERS.ID.eq(id.value()));
    }

    /** The same by the address. */
    public Optional<User> heldByEmail(DSLContext tx, SchoolId school, String email) {
        return held(tx, school, USERS.EMAIL.eq(Users.canonical(email)));
    }

    private static Optional<User> held(DSLContext tx, SchoolId school, Condition which) {
        return tx.selectFrom(USERS)
                .where(USERS.SCHOOL.eq(school.value()), USERS.ACTIVE.isTrue(), which)
                .forUpdate()
                .fetchOptional(People::user);
    }

    private static Optional<User> one(DSLContext tx, SchoolId school, Condition which) {
        return list(tx, USERS.SCHOOL.eq(school.value()).and(USERS.ACTIVE.isTrue()).and(which))
                .stream()
                .findFirst();
    }

    private static List<User> list(DSLContext tx, Condition which) {
        return tx.selectFrom(USERS).where(which).orderBy(USERS.ID).fetch(People::user);
    }

    private static User user(UsersRecord row) {
        return new User(
                new UserId(row.getId()),
                Optional.ofNullable(row.getSchool()).map(SchoolId::new),
                row.getEmail(),
                row.getName(),
                Role.of(row.getRole()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
