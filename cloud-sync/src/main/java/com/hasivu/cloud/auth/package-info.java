/**
 * People, sign-in and tokens. Start at {@link com.hasivu.cloud.auth.Users} and {@link
 * com.hasivu.cloud.auth.Sessions}. Knows schools by their id only, and no student.
 */
@NullMarked
package com.hasivu.cloud.auth;

import org.jspecify.annotations.NullMarked;
