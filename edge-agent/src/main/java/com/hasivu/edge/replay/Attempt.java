package com.hasivu.edge.replay;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.history.TapCase;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.wire.TapRecord;

import java.util.Optional;

/**
 * One record decided again.
 *
 * @param sequence of the record
 * @param recorded what it says; the default one when it could not be read
 * @param again the decision now; empty when it could not be taken
 * @param ruleAssumed the record does not hold what the station asked of cards: taken as configured
 *     now
 */
public record Attempt(
        long sequence,
        TapRecord recorded,
        Optional<Again> again,
        boolean ruleAssumed,
        Outcome outcome) {
    /**
     * The decision now.
     *
     * @param snapshot the one the record names; empty when it names none
     * @param record what the station would write
     */
    public record Again(
            TapCase tap, Optional<Snapshot> snapshot, TapDecision decision, TapRecord record) {}

    static Attempt failed(long sequence, TapRecord recorded, Outcome outcome) {
        return new Attempt(sequence, recorded, Optional.empty(), false, outcome);
    }
}
