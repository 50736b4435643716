/**
 * What a station's own records mean for its next decision: orders served, counts of reads shown,
 * the newest time. Start at {@link com.hasivu.edge.history.History}. The tap path and the replay
 * decide through this one room, so that they cannot differ. Does no I/O; knows nothing of signals,
 * readers' bytes or MQTT.
 */
@NullMarked
package com.hasivu.edge.history;

import org.jspecify.annotations.NullMarked;
