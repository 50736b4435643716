/**
 * Presence: many reads of one held card become one arrival. Start at {@link
 * com.hasivu.reader.presence.Presence}. Pure: no I/O, no thread, no clock. Knows no family; the
 * driver's {@link com.hasivu.reader.PresenceRules} come in.
 */
@NullMarked
package com.hasivu.reader.presence;

import org.jspecify.annotations.NullMarked;
