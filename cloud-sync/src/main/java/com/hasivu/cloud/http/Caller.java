package com.hasivu.cloud.http;

import com.hasivu.protocol.SchoolId;

import java.util.Optional;

/**
 * Who calls, from the Bearer token and nothing else.
 *
 * @param school empty for a platform administrator, who belongs to none
 * @param session the sign-in this token stems from
 * @param limited the school wants a second factor of its staff, and this person has none yet: may
 *     do only what {@link Access#limited} opens
 */
public record Caller(
        UserId user, Role role, Optional<SchoolId> school, String session, boolean limited) {
    public Caller(UserId user, Role role, Optional<SchoolId> school, String session) {
        this(user, role, school, session, false);
    }

    /** The school of somebody who has one; asking a platform administrator is a bug. */
    public SchoolId ownSchool() {
        return school.orElseThrow(
                () -> new IllegalStateException("a %s has no school".formatted(role.label())));
    }

    /** Whether what belongs to this school may be shown to the caller at all. */
    public boolean mayEnter(SchoolId other) {
        return role == Role.PLATFORM_ADMIN || school.filter(other::equals).isPresent();
    }
}
