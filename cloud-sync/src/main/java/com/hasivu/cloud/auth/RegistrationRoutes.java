package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.REGISTRATIONS;

import com.hasivu.cloud.audit.Audit;
import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.mail.Mails;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Sha256;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Parents register themselves with the code of their school. There is no account before the address
 * is shown to be theirs, and then with the password of the very registration whose code was given:
 * nobody can lay a password under somebody else's address. Which children are theirs the school
 * says.
 */
public final class RegistrationRoutes {
    static final Duration LIFE = Duration.ofHours(24);

    /** So many may wait for one address: the mails to somebody who did not ask have an end. */
    static final int WAITING = 3;

    private final Database database;
    private final SchoolAccess access;
    private final Users users;
    private final Passwords passwords;
    private final Mails mails;
    private final Clock clock;

    public RegistrationRoutes(
            Database database,
            SchoolAccess access,
            Users users,
            Passwords passwords,
            Mails mails,
            Clock clock) {
        this.database = database;
        this.access = access;
        this.users = users;
        this.passwords = passwords;
        this.mails = mails;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("registerParent", Access.everyone(), this::begin);
        api.route("verifyRegistration", Access.everyone(), this::verify);
    }

    private record NewRegistration(String schoolCode, String email, String name, String password) {}

    private record Code(String token) {}

    private record Status(String status) {}

    private Reply begin(Request request) {
        var body = request.body(NewRegistration.class);
        PasswordHash hash = passwords.hashChosen(body.password());
        String email = Users.canonical(body.email());
        String token = Secrets.token();
        Instant now = now();
        return database.transaction(
                tx -> {
                    SchoolId school =
                            access.schoolOf(tx, body.schoolCode())
                                    .orElseThrow(RegistrationRoutes::unknownSchool);
                    Audit.at(Optional.of(school));
                    tx.deleteFrom(REGISTRATIONS).where(REGISTRATIONS.EXPIRES.le(now)).execute();
                    if (tx.fetchCount(REGISTRATIONS, REGISTRATIONS.EMAIL.eq(email)) < WAITING) {
                        insert(tx, school, email, body.name(), hash, token, now);
                        mails.send(
                                tx,
                                users.taken(tx, email)
                                        ? Letters.hasAccount(email)
                                        : Letters.verify(email, token, LIFE));
                    }
                    return new Reply(202, new Status("look-into-your-mail"));
                });
    }

    private static Problem unknownSchool() {
        return Problem.refused(
                "unknown-school-code",
                "no school has this code; ask your school for the one that counts now",
                Problem.Fault.at("/schoolCode", "is no school's code"));
    }

    private static void insert(
            DSLContext tx,
            SchoolId school,
            String email,
            String name,
            PasswordHash hash,
            String token,
            Instant now) {
        tx.insertInto(REGISTRATIONS)
                .set(REGISTRATIONS.TOKEN_HASH, Sha256.hex(token))
                .set(REGISTRATIONS.SCHOOL, school.value())
                .set(REGISTRATIONS.EMAIL, email)
                .set(REGISTRATIONS.NAME, name)
                .set(REGISTRATIONS.PASSWORD_HASH, hash.encoded())
                .set(REGISTRATIONS.CREATED, now)
                .set(REGISTRATIONS.EXPIRES, now.plus(LIFE))
                .execute();
    }

    private Reply verify(Request request) {
        String hash = Sha256.hex(request.body(Code.class).token());
        Instant now = now();
        return database.transaction(
                tx -> {
                    var row =
                            tx.selectFrom(REGISTRATIONS)
                                    .where(
                                            REGISTRATIONS.TOKEN_HASH.eq(hash),
                                            REGISTRATIONS.EXPIRES.gt(now))
                                    .forUpdate()
                                    .fetchOptional()
                                    .orElseThrow(MailedCodes::refused);
                    var school = new SchoolId(row.getSchool());
                    // the code is used up, and so are the others of this address
                    tx.deleteFrom(REGISTRATIONS)
                            .where(REGISTRATIONS.EMAIL.eq(row.getEmail()))
                            .execute();
                    return switch (users.add(
                            tx,
                            Optional.of(school),
                            row.getEmail(),
                            row.getName(),
                            Role.PARENT,
                            new PasswordHash(row.getPasswordHash()))) {
                        case Users.Added.Fresh(User user) -> {
                            Audit.by(user.id(), user.role(), user.school());
                            yield Reply.created(PersonView.of(user));
                        }
                        case Users.Added.EmailTaken(String email) ->
                                throw Problem.conflict(
                                        "email-taken",
                                        "%s has an account already; sign in".formatted(email));
                    };
                });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
