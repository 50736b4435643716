/**
 * Schools, what they decide for themselves, their meal windows and calendars, students and
 * guardians. Start at {@link com.hasivu.cloud.schools.Schools} and {@link
 * com.hasivu.cloud.schools.Students}. Knows people through auth; knows no card, dish or order.
 */
@NullMarked
package com.hasivu.cloud.schools;

import org.jspecify.annotations.NullMarked;
