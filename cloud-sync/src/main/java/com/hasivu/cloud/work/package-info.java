/**
 * Work that comes due with time and is done by whichever node comes first. Start at {@link
 * com.hasivu.cloud.work.Worker}. Knows no epic.
 */
@NullMarked
package com.hasivu.cloud.work;

import org.jspecify.annotations.NullMarked;
