/**
 * Orders that place themselves: on these weekdays, this meal. Start at {@link
 * com.hasivu.cloud.recurring.Recurring}. Knows orders and, to have them paid, payments.
 */
@NullMarked
package com.hasivu.cloud.recurring;

import org.jspecify.annotations.NullMarked;
