/**
 * What a technician needs to replace a station's disk: one checked file, made while the station
 * runs, and its way back onto another disk. Start at {@link com.hasivu.edge.backup.Backup} and
 * {@link com.hasivu.edge.backup.Restore}; why a restored journal is never gone on with is
 * docs/adr/0011. Knows nothing of links, readers or decisions.
 */
@NullMarked
package com.hasivu.edge.backup;

import org.jspecify.annotations.NullMarked;
