package com.hasivu.cloud.http;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who may call a route. A route with {@code {school}} in its path is also closed to callers of
 * another school, whatever is said here: see {@link Gate}.
 *
 * @param open no token is asked for
 * @param roles who may call when it is not open
 */
public record Access(boolean open, Set<Role> roles) {
    public Access {
        roles = Set.copyOf(roles);
    }

    /** Anyone, without a token. */
    public static Access everyone() {
        return new Access(true, EnumSet.allOf(Role.class));
    }

    /** Anyone who is signed in. */
    public static Access signedIn() {
        return new Access(false, EnumSet.allOf(Role.class));
    }

    /** These roles only. */
    public static Access only(Role first, Role... others) {
        return new Access(false, EnumSet.of(first, others));
    }

    /** Everyone of the school's staff, and the platform administrator. */
    public static Access staff() {
        return new Access(false, EnumSet.complementOf(EnumSet.of(Role.PARENT)));
    }

    /** The school's administrator, and the platform's. */
    public static Access admins() {
        return only(Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN);
    }
}
