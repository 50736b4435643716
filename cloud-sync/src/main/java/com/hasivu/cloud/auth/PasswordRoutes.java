package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.PASSWORD_RESETS;

import com.hasivu.cloud.audit.Audit;
import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.mail.Mails;
import com.hasivu.protocol.Sha256;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A forgotten password, and one that is to be another. */
public final class PasswordRoutes {
    static final Duration LIFE = Duration.ofMinutes(30);

    /** So many codes of one person count at a time: the mails have an end. */
    static final int WAITING = 3;

    private final Database database;
    private final Users users;
    private final Passwords passwords;
    private final Mails mails;
    private final Clock clock;

    public PasswordRoutes(
            Database database, Users users, Passwords passwords, Mails mails, Clock clock) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.mails = mails;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("forgotPassword", Access.everyone(), this::forgot);
        api.route("resetPassword", Access.everyone(), this::reset);
        api.route("changePassword", Access.signedIn(), this::change);
    }

    private record Forgot(String email) {}

    private record NewPasswordByCode(String token, String password) {}

    private record NewPasswordByOld(String oldPassword, String password) {}

    private record Status(String status) {}

    private Reply forgot(Request request) {
        String email = Users.canonical(request.body(Forgot.class).email());
        String token = Secrets.token();
        Instant now = now();
        return database.transaction(
                tx -> {
                    users.byEmail(tx, email)
                            .filter(PasswordRoutes::hasAddress)
                            .ifPresent(user -> remind(tx, user, token, now));
                    return new Reply(202, new Status("look-into-your-mail"));
                });
    }

    /** A child's login name is none; its code comes by hand. */
    private static boolean hasAddress(User user) {
        return user.role() != Role.STUDENT;
    }

    private void remind(DSLContext tx, User user, String token, Instant now) {
        Audit.at(user.school());
        long id = user.id().value();
        tx.deleteFrom(PASSWORD_RESETS)
                .where(PASSWORD_RESETS.USER_ID.eq(id), PASSWORD_RESETS.EXPIRES.le(now))
                .execute();
        if (tx.fetchCount(PASSWORD_RESETS, PASSWORD_RESETS.USER_ID.eq(id)) >= WAITING) {
            return;
        }
        tx.insertInto(PASSWORD_RESETS)
                .set(PASSWORD_RESETS.TOKEN_HASH, Sha256.hex(token))
                .set(PASSWORD_RESETS.USER_ID, id)
                .set(PASSWORD_RESETS.CREATED, now)
                .set(PASSWORD_RESETS.EXPIRES, now.plus(LIFE))
                .execute();
        mails.send(tx, Letters.forgot(user.email(), token, LIFE));
    }

    /** The code is looked at first: a guess costs no hash. */
    private Reply reset(Request request) {
        var body = request.body(NewPasswordByCode.class);
        List<String> code = // as it was mailed, or as a person typed it
                List.of(Sha256.hex(body.token()), Sha256.hex(Secrets.meant(body.token())));
        Instant now = now();
        if (database.read(tx -> owner(tx, code, now)).isEmpty()) {
            throw MailedCodes.refused();
        }
        PasswordHash hash = passwords.hashChosen(body.password());
        return database.transaction(
                tx -> {
                    User user = owner(tx, code, now).orElseThrow(MailedCodes::refused);
                    int used =
                            tx.deleteFrom(PASSWORD_RESETS)
                                    .where(PASSWORD_RESETS.TOKEN_HASH.in(code))
                                    .execute();
                    if (used == 0) {
                        throw MailedCodes.refused(); // somebody else used it in this moment
                    }
                    Audit.by(user.id(), user.role(), user.school());
                    set(tx, user, hash, Optional.empty(), now);
                    return Reply.nothing();
                });
    }

    private Optional<User> owner(DSLContext tx, List<String> code, Instant now) {
        return tx.select(PASSWORD_RESETS.USER_ID)
                .from(PASSWORD_RESETS)
                .where(PASSWORD_RESETS.TOKEN_HASH.in(code), PASSWORD_RESETS.EXPIRES.gt(now))
                .fetchOptional()
                .flatMap(row -> users.find(tx, new UserId(row.value1())));
    }

    private Reply change(Request request) {
        var body = request.body(NewPasswordByOld.class);
        Caller caller = request.caller();
        long id = caller.user().value();
        Instant now = now();
        PasswordHash old = database.read(tx -> users.passwordHash(tx, caller.user()));
        boolean matches = passwords.matches(body.oldPassword(), old);
        PasswordHash fresh = passwords.hashChosen(body.password());
        boolean changed =
                database.transaction(
                        tx -> {
                            PasswordHash stands = Users.held(tx, id).orElse(old);
                            if (!passwords.fits(body.oldPassword(), stands, old, matches)
                                    || !Lockout.admits(tx, id, now)) {
                                Lockout.fail(tx, id, now); // a guess at a stolen device
                                Audit.note("refused");
                                return false;
                            }
                            User user = users.find(tx, caller.user()).orElseThrow();
                            set(tx, user, fresh, Optional.of(caller.session()), now);
                            return true;
                        });
        if (!changed) {
            throw Problem.refused(
                    "password-wrong",
                    "the old password is wrong, or locked for 15 minutes after %d failures"
                            .formatted(Lockout.ALLOWED),
                    Problem.Fault.at("/oldPassword", "is wrong"));
        }
        return Reply.nothing();
    }

    /** Whoever knew the old password is out, and no code that was mailed before counts. */
    private void set(
            DSLContext tx, User user, PasswordHash hash, Optional<String> session, Instant now) {
        users.setPassword(tx, user.id(), hash);
        Sessions.endAll(tx, user.id(), session, "password-changed", now);
        SecondFactors.endChallenges(tx, user.id().value());
        tx.deleteFrom(PASSWORD_RESETS)
                .where(PASSWORD_RESETS.USER_ID.eq(user.id().value()))
                .execute();
        if (hasAddress(user)) {
            mails.send(tx, Letters.passwordChanged(user.email()));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
