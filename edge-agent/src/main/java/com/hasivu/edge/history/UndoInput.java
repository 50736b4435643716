package com.hasivu.edge.history;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.protocol.wire.ClockState;

import java.time.Instant;
import java.util.Optional;

/**
 * Everything that taking back a serve takes besides the station's own records.
 *
 * @param sequence of the serve's record
 * @param bootId of the process that is asked
 * @param monotonicNanos since it started
 */
public record UndoInput(
        HandInput.Actor actor,
        long sequence,
        Optional<DayOrders> orders,
        Instant now,
        ClockState clock,
        long bootId,
        long monotonicNanos) {}
