/**
 * Many children at once: a sheet of students with their guardians, looked at first, then applied;
 * and the same sheet out of the service. Start at {@link com.hasivu.cloud.bulk.SheetRoutes}. Knows
 * the columns; what a child, a person and a consent are is the other epics'.
 */
@NullMarked
package com.hasivu.cloud.bulk;

import org.jspecify.annotations.NullMarked;
