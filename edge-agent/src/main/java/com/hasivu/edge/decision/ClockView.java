package com.hasivu.edge.decision;

import com.hasivu.protocol.wire.ClockState;

import java.time.Instant;

/**
 * What is known about the wall clock besides its reading.
 *
 * @param state how it compares with the cloud's
 * @param newestRecorded newest wall time of a tap that was decided by a trusted clock; {@link
 *     Instant#MIN} when there is none
 */
public record ClockView(ClockState state, Instant newestRecorded) {}
