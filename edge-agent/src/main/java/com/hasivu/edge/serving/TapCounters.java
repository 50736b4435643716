package com.hasivu.edge.serving;

import com.hasivu.edge.signal.Shown;
import com.hasivu.protocol.wire.Reason;

import java.util.Map;
import java.util.Optional;

/** What the tap path did since the process started. */
public record TapCounters(
        long taps,
        long serves,
        Map<Reason, Long> refusals,
        long reshown,
        long outOfService,
        Optional<Shown> lastSignal) {}
