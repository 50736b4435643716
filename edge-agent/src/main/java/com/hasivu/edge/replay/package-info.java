/**
 * Recorded taps decided again by the shipped decision, from the journal's records and the kept
 * snapshots alone. Start at {@link com.hasivu.edge.replay.JournalReplay}; {@link
 * com.hasivu.edge.replay.Explainer} explains one decision. Reads files only, changes nothing, takes
 * no lock; knows nothing of readers, signals or MQTT.
 */
@NullMarked
package com.hasivu.edge.replay;

import org.jspecify.annotations.NullMarked;
