package com.hasivu.cloud.http;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who may call a route. A route with {@code {school}} in its path is also closed to callers of
 * another school, whatever is said here: see {@link Gate}.
 *
 * @param open no token is asked for
 * @param roles who may call when it is not open
 * @param limited also open to those who must set up their second factor first
 */
public record Access(boolean open, Set<Role> roles, boolean limited) {
    public Access {
        roles = Set.copyOf(roles);
    }

    /** Anyone, without a token. */
    public static Access everyone() {
        return new Access(true, EnumSet.allOf(Role.class), true);
    }

    /** Anyone who is signed in. */
    public static Access signedIn() {
        return new Access(false, EnumSet.allOf(Role.class), false);
    }

    /** These roles only. */
    public static Access only(Role first, Role... others) {
        return new Access(false, EnumSet.of(first, others), false);
    }

    /**
     * The same, and open to those who must set up their second factor first: see {@link Caller}.
     */
    public Access evenLimited() {
        return new Access(open, roles, true);
    }

    /** Everyone of the school's staff, and the platform administrator. */
    public static Access staff() {
        return new Access(false, EnumSet.complementOf(EnumSet.of(Role.PARENT)), false);
    }

    /** The school's administrator, and the platform's. */
    public static Access admins() {
        return only(Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN);
    }
}
