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

import java.util.Optional;
import java.util.function.BiConsumer;

/** Sign-in, refresh, sign-out, and staff accounts. */
public final class AuthRoutes {
    private final Sessions sessions;
    private final Users users;
    private final Passwords passwords;
    private final Once once;
    private final BiConsumer<DSLContext, SchoolId> requireSchool;

    /**
     * @param requireSchool throws {@link Problem#notFound} when there is no such school
     */
    public AuthRoutes(
            Sessions sessions,
            Users users,
            Passwords passwords,
            Once once,
            BiConsumer<DSLContext, SchoolId> requireSchool) {
        this.sessions = sessions;
        this.users = users;
        this.passwords = passwords;
        this.once = once;
        this.requireSchool = requireSchool;
    }

    public void register(Api api) {
        api.route("signIn", Access.everyone(), this::signIn);
        api.route("refresh", Access.everyone(), this::refresh);
        api.route("signOut", Access.signedIn(), this::signOut);
        api.route("createStaff", Access.admins(), this::createStaff);
    }

    private record SignIn(String email, String password) {}

    private record Refresh(String refreshToken) {}

    private record NewStaff(String email, String password, String name, String role) {}

    private record StaffView(long id, String email, String name, String role) {}

    private Reply signIn(Request request) {
        var body = request.body(SignIn.class);
        return sessions.signIn(body.email(), body.password())
                .map(Reply::ok)
                .orElseThrow(
                        () ->
                                new Problem(
                                        401,
                                        "sign-in-refused",
                                        "Sign-in refused",
                                        "wrong e-mail or password, or locked for 15 minutes after %d failures"
                                                .formatted(Sessions.FAILURES_ALLOWED)));
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
        var hash = passwords.hash(body.password());
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
                        case Users.Added.Fresh(User user) ->
                                Reply.created(
                                        new StaffView(
                                                user.id().value(),
                                                user.email(),
                                                user.name(),
                                                user.role().label()));
                        case Users.Added.EmailTaken(String email) ->
                                throw Problem.conflict(
                                        "email-taken",
                                        "%s has an account already".formatted(email));
                    };
                });
    }
}
