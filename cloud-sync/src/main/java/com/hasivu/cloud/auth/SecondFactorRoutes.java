package com.hasivu.cloud.auth;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.mail.Mails;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The staff's second factor: set up by its owner, removed by an administrator. */
public final class SecondFactorRoutes {
    private final Database database;
    private final Users users;
    private final SecondFactors factors;
    private final Mails mails;
    private final Clock clock;

    public SecondFactorRoutes(
            Database database, Users users, SecondFactors factors, Mails mails, Clock clock) {
        this.database = database;
        this.users = users;
        this.factors = factors;
        this.mails = mails;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("beginSecondFactor", Access.staff(), this::begin);
        api.route("confirmSecondFactor", Access.staff(), this::confirm);
        api.route("removeSecondFactor", Access.admins(), this::remove);
    }

    private record Begun(String secret, String uri) {}

    private record Code(String code) {}

    private record Confirmed(List<String> recoveryCodes) {}

    private Reply begin(Request request) {
        UserId user = request.caller().user();
        return database.transaction(
                tx -> {
                    byte[] secret =
                            factors.begin(tx, user.value())
                                    .orElseThrow(SecondFactorRoutes::thereAlready);
                    String email = users.find(tx, user).orElseThrow(Problem::notFound).email();
                    return Reply.ok(new Begun(Totp.letters(secret), Totp.uri(secret, email)));
                });
    }

    private static Problem thereAlready() {
        return Problem.conflict(
                "second-factor-exists",
                "a second factor is set up already; an administrator of your school can remove it");
    }

    /** The sessions that were opened by password alone end, but for this one. */
    private Reply confirm(Request request) {
        Caller caller = request.caller();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return database.transaction(
                tx -> {
                    List<String> codes =
                            factors.confirm(
                                            tx,
                                            caller.user().value(),
                                            request.body(Code.class).code(),
                                            now)
                                    .orElseThrow(SecondFactorRoutes::wrongCode);
                    Sessions.endAll(
                            tx,
                            caller.user(),
                            Optional.of(caller.session()),
                            "second-factor-set-up",
                            now);
                    return Reply.ok(new Confirmed(codes));
                });
    }

    private static Problem wrongCode() {
        return Problem.refused(
                "code-refused",
                "this is not the code of the newest secret, or there is none to confirm; check the clock of the device",
                Problem.Fault.at("/code", "does not count"));
    }

    /** Not one's own: who holds a stolen session must not get rid of it. */
    private Reply remove(Request request) {
        var id = new UserId(request.number("id"));
        if (id.equals(request.caller().user())) {
            throw Problem.forbidden(
                    "own-second-factor", "another administrator must remove your second factor");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return database.transaction(
                tx -> {
                    User user =
                            users.find(tx, id)
                                    .filter(
                                            it ->
                                                    it.school()
                                                                    .equals(
                                                                            Optional.of(
                                                                                    request
                                                                                            .school()))
                                                            && it.role().staff())
                                    .filter(it -> factors.remove(tx, it.id().value()))
                                    .orElseThrow(Problem::notFound);
                    Sessions.endAll(tx, user.id(), Optional.empty(), "second-factor-removed", now);
                    mails.send(tx, Letters.secondFactorRemoved(user.email()));
                    return Reply.nothing();
                });
    }
}
