package com.hasivu.edge.serving;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.journal.RecordId;

/** What became of a serve by hand. */
public sealed interface HandResult {
    /** Recorded. */
    record Decided(TapDecision decision, RecordId record) implements HandResult {}

    /** Nothing was recorded and nothing is handed over; the message names the cause and the fix. */
    record OutOfService(String why) implements HandResult {}
}
