package com.hasivu.cloud.http;

import com.hasivu.protocol.SchoolId;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The one place where role and school are checked. First the token (401), then the school in the
 * path (404, the same answer as for a school that does not exist), then the role (403).
 */
final class Gate {
    private static final String BEARER = "Bearer ";

    private final Callers callers;

    Gate(Callers callers) {
        this.callers = callers;
    }

    /** The caller, or empty on an open route. */
    Optional<Caller> admit(
            Access access, @Nullable String authorization, Optional<SchoolId> schoolInPath) {
        if (access.open()) {
            return Optional.empty();
        }
        Caller caller = identify(authorization);
        if (schoolInPath.isPresent() && !caller.mayEnter(schoolInPath.get())) {
            throw Problem.notFound();
        }
        if (!access.roles().contains(caller.role())) {
            throw new Problem(
                    403,
                    "forbidden",
                    "Not allowed",
                    "a %s may not do this".formatted(caller.role().label()));
        }
        if (caller.limited() && !access.limited()) {
            throw Problem.forbidden(
                    "second-factor-required",
                    "your school wants a second factor of its staff; set it up first: POST /v1/auth/second-factor");
        }
        return Optional.of(caller);
    }

    /** Whether the same request would be let in now. */
    boolean stillAdmits(
            Access access, @Nullable String authorization, Optional<SchoolId> schoolInPath) {
        try {
            return access.open() || admit(access, authorization, schoolInPath).isPresent();
        } catch (Problem refused) {
            return false;
        }
    }

    private Caller identify(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Problem.unauthenticated();
        }
        return callers.byToken(authorization.substring(BEARER.length()).strip())
                .orElseThrow(Problem::unauthenticated);
    }
}
