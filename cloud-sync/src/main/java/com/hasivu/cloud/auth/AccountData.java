package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.REGISTRATIONS;
import static com.hasivu.cloud.schema.Tables.SESSIONS;

import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.mail.Mails;
import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who somebody is, and when they signed in. A child's sign-in is elsewhere. */
public final class AccountData implements PersonalData {
    private final People people;

    public AccountData(People people) {
        this.people = people;
    }

    private record Account(
            long id, String email, String name, String role, List<Instant> signedIn) {}

    @Override
    public String part() {
        return "account";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Guardian guardian
                ? people.some(tx, List.of(guardian.id())).stream()
                        .map(
                                user ->
                                        new Account(
                                                user.id().value(),
                                                user.email(),
                                                user.name(),
                                                user.role().label(),
                                                signedIn(tx, user)))
                        .toList()
                : List.of();
    }

    /** None; but the person is held, so that the others' are still true when it is erased. */
    @Override
    public Optional<String> obstacle(DSLContext tx, Subject subject) {
        if (subject instanceof Subject.Guardian guardian) {
            var unused = people.held(tx, guardian.school(), guardian.id());
        }
        return Optional.empty();
    }

    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        if (subject instanceof Subject.Guardian guardian) {
            for (User user : people.some(tx, List.of(guardian.id()))) {
                Once.forget(tx, "name", user.name());
                Once.forget(tx, "email", user.email());
                Once.forget(tx, "createGuardian", user.id().value());
                Mails.forget(tx, user.email());
                tx.deleteFrom(REGISTRATIONS).where(REGISTRATIONS.EMAIL.eq(user.email())).execute();
            }
            Once.forget(tx, guardian.id());
            people.erase(tx, guardian.id());
        }
    }

    private static List<Instant> signedIn(DSLContext tx, User user) {
        return tx.select(SESSIONS.CREATED)
                .from(SESSIONS)
                .where(SESSIONS.USER_ID.eq(user.id().value()))
                .orderBy(SESSIONS.CREATED)
                .fetch(SESSIONS.CREATED);
    }
}
