/**
 * Journal up, snapshots and time down, over MQTT 5. Start at {@link com.hasivu.edge.sync.Sync}, the
 * one thread that acts; what it does is decided by {@link com.hasivu.edge.sync.SyncMachine}. The
 * contract is docs/wire-protocol.md. Knows nothing of readers, decisions or signals, and the tap
 * path never waits for it.
 */
@NullMarked
package com.hasivu.edge.sync;

import org.jspecify.annotations.NullMarked;
