/**
 * The station's copy of today's orders: signed, versioned, swapped whole, on disk before it is
 * used. Start at {@link com.hasivu.edge.snapshot.SnapshotStore}; {@link
 * com.hasivu.edge.snapshot.KeptSnapshots} keeps past versions for replay. Knows nothing of MQTT,
 * readers or the journal.
 */
@NullMarked
package com.hasivu.edge.snapshot;

import org.jspecify.annotations.NullMarked;
