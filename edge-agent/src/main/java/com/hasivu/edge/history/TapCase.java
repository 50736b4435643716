package com.hasivu.edge.history;

import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.Presented;
import com.hasivu.protocol.CardId;

import java.util.OptionalLong;

/**
 * A tap as the decision sees it.
 *
 * @param presented the cards its number may mean
 * @param evidence what the card proved, now and before
 */
public record TapCase(TapInput input, Presented presented, CardEvidence evidence) {
    /** The card meant, or the number itself. */
    public CardId card() {
        return presented.card();
    }

    /** The count of reads that this tap shows; empty when it shows none. */
    OptionalLong shown() {
        return ReadFloors.shown(evidence.proof(), evidence.readCount());
    }
}
