package com.hasivu.cloud.auth;

import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import java.util.Optional;

/**
 * A person who can sign in.
 *
 * @param school empty for a platform administrator
 * @param email lower case
 */
public record User(UserId id, Optional<SchoolId> school, String email, String name, Role role) {}
