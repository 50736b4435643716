package com.hasivu.edge.replay;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.UndoDecision;
import com.hasivu.edge.history.HandInput;
import com.hasivu.edge.history.TapCase;
import com.hasivu.edge.history.UndoInput;
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
     * @param what was asked, and its answer
     * @param snapshot the one the record names; empty when it names none
     * @param record what the station would write
     */
    public record Again(What what, Optional<Snapshot> snapshot, TapRecord record) {}

    /** What was asked of the station, and its answer. */
    public sealed interface What {
        /** A card was read. */
        record Tap(TapCase tap, TapDecision decision) implements What {}

        /**
         * A serve by hand.
         *
         * @param used how many of the day stood before it
         */
        record Hand(HandInput hand, int used, TapDecision decision) implements What {}

        /** A serve was to be taken back. */
        record Undo(UndoInput undo, UndoDecision decision) implements What {}
    }

    static Attempt failed(long sequence, TapRecord recorded, Outcome outcome) {
        return new Attempt(sequence, recorded, Optional.empty(), false, outcome);
    }
}
