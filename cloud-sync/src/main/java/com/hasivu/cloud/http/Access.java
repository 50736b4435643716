package com.hasivu.cloud.http;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may call a route. A route with {@code {school}} in its path is also closed to callers of
 * another school, whatever is said here: see {@link Gate}.
 *
 * @param open no token is asked for
 * @param roles who may call when it is not open
 * @param limited also open to those who must set up their second factor first; only the contract
 *     says so, by {@code x-before-second-factor}
 */
public record Access(boolean open, Set<Role> roles, boolean limited) {
    private static final String ANYONE = "anyone";

    public Access {
        roles = Set.copyOf(roles);
    }

    /** Anyone, without a token. */
    public static Access everyone() {
        return new Access(true, EnumSet.allOf(Role.class), true);
    }

    /**
     * As the contract writes it.
     *
     * @param labels {@code x-roles}: role labels, or {@code anyone} alone
     * @param limited {@code x-before-second-factor}
     */
    static Access written(List<String> labels, boolean limited) {
        return labels.equals(List.of(ANYONE))
                ? everyone()
                : new Access(
                        false,
                        labels.stream().map(Role::of).collect(Collectors.toUnmodifiableSet()),
                        limited);
    }

    /** As the contract writes it. */
    String label() {
        return open
                ? ANYONE
                : roles.stream().sorted().map(Role::label).collect(Collectors.joining(", "));
    }

    /** Whether somebody of a school's staff may call. */
    boolean staffed() {
        return roles.stream().anyMatch(staff().roles()::contains);
    }

    /** Whether both let the same people call. */
    boolean opensTo(Access other) {
        return open == other.open && roles.equals(other.roles);
    }

    /** Anyone who is signed in and no child. */
    public static Access adults() {
        return new Access(false, EnumSet.complementOf(EnumSet.of(Role.STUDENT)), false);
    }

    /** Anyone who is signed in. */
    public static Access signedIn() {
        return new Access(false, EnumSet.allOf(Role.class), false);
    }

    /** These roles only. */
    public static Access only(Role first, Role... others) {
        return new Access(false, EnumSet.of(first, others), false);
    }

    /** Everyone of the school's staff, and the platform administrator. */
    public static Access staff() {
        return new Access(
                false, EnumSet.complementOf(EnumSet.of(Role.PARENT, Role.STUDENT)), false);
    }

    /** The school's administrator, and the platform's. */
    public static Access admins() {
        return only(Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN);
    }
}
