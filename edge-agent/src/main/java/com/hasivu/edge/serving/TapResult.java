package com.hasivu.edge.serving;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.journal.RecordId;

/** What became of one tap. */
public sealed interface TapResult {
    /** Recorded; the signal told it, unless {@code signalled} is false. */
    record Decided(TapDecision decision, RecordId record, boolean signalled) implements TapResult {}

    /** A serve that was recorded before but not shown: green once more, no new record. */
    record Reshown(RecordId record, boolean signalled) implements TapResult {}

    /** Nothing was recorded and nothing handed over; the message names the cause and the fix. */
    record OutOfService(String why) implements TapResult {}
}
