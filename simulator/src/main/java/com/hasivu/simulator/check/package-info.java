/**
 * The invariants of docs/ARCHITECTURE.md, checked from raw records: the bytes of the journal and
 * the rows of the database, read by code of its own. Start at {@link
 * com.hasivu.simulator.check.Checker}. Uses nothing of the programs it checks but the wire
 * contract; only {@link com.hasivu.simulator.check.ReplayCheck}, which is about the decision
 * itself, asks the station's.
 */
@NullMarked
package com.hasivu.simulator.check;

import org.jspecify.annotations.NullMarked;
