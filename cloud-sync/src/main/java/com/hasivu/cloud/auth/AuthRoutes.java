package com.hasivu.cloud.auth;

import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.BiConsumer;

/** Sign-in, refresh, sign-out, and staff accounts. */
public final class AuthRoutes {
    private final SignIn signIn;
    private final Sessions sessions;
    private final Users users;
    private final Passwords passwords;
    private final Once once;
    private final BiConsumer<DSLContext, SchoolId> requireSchool;

    /**
     * @param requireSchool throws {@link Problem#notFound} when there is no such school
     */
    public AuthRoutes(
            SignIn signIn,
            Sessions sessions,
            Users users,
            Passwords passwords,
            Once once,
            BiConsumer<DSLContext, SchoolId> requireSchool) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.users = users;
        this.passwords = passwords;
        this.once = once;
        this.requireSchool = requireSchool;
    }

    public void register(Api api) {
        api.route("signIn", Access.everyone(), this::signIn);
        api.route("signInWithCode", Access.everyone(), this::signInWithCode);
        api.route("refresh", Access.everyone(), this::refresh);
        api.route("signOut", Access.signedIn(), this::signOut);
        api.route("createStaff", Access.admins(), this::createStaff);
    }

    private record PasswordGiven(String email, String password, @Nullable Boolean remember) {}

    private record CodeGiven(String challengeToken, String code) {}

    /** The password was right; the challenge and a code give the tokens. */
    private record CodeNeeded(String challengeToken, long challengeExpiresIn) {}

    private record Refresh(String refreshToken) {}

    private record NewStaff(String email, String password, String name, String role) {}

    private Reply signIn(Request request) {
        var body = request.body(PasswordGiven.class);
        return reply(
                signIn.byPassword(
                        body.email(), body.password(), Boolean.TRUE.equals(body.remember())));
    }

    private Reply signInWithCode(Request request) {
        var body = request.body(CodeGiven.class);
        return reply(signIn.byCode(body.challengeToken(), body.code()));
    }

    private static Reply reply(SignIn.Outcome outcome) {
        return switch (outcome) {
            case SignIn.Outcome.In(Sessions.Tokens tokens) -> Reply.ok(tokens);
            case SignIn.Outcome.CodeNeeded(String challenge) ->
                    Reply.ok(new CodeNeeded(challenge, SignIn.CHALLENGE_LIFE.toSeconds()));
            case SignIn.Outcome.Refused() ->
                    throw new Problem(
                            401,
                            "sign-in-refused",
                            "Sign-in refused",
                            "wrong e-mail, password or code, or locked for %d minutes after %d failures"
                                    .formatted(Lockout.LOCKED.toMinutes(), Lockout.ALLOWED));
        };
    }

    private Reply refresh(Request request) {
        return sessions.refresh(request.body(Refresh.class).refreshToken())
                .map(Reply::ok)
                .orElseThrow(
                        () ->
                                new Problem(
                                        401,
                                        "refresh-refused",
                                        "Refresh refused",
                                        "the refresh token does not count; sign in again"));
    }

    private Reply signOut(Request request) {
        sessions.signOut(request.caller());
        return Reply.nothing();
    }

    private Reply createStaff(Request request) {
        var body = request.body(NewStaff.class);
        var hash = passwords.hashChosen(body.password());
        return once.run(
                request,
                tx -> {
                    requireSchool.accept(tx, request.school());
                    return switch (users.add(
                            tx,
                            Optional.of(request.school()),
                            body.email(),
                            body.name(),
                            Role.of(body.role()),
                            hash)) {
                        case Users.Added.Fresh(User user) -> Reply.created(PersonView.of(user));
                        case Users.Added.EmailTaken(String email) ->
                                throw Problem.conflict(
                                        "email-taken",
                                        "%s has an account already".formatted(email));
                    };
                });
    }
}
