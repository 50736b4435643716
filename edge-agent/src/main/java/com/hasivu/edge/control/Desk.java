package com.hasivu.edge.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.CardId;

/** Answers questions about the running station, as JSON. Called from the control's threads. */
public interface Desk {
    /** How everything fares. */
    JsonNode status();

    /**
     * A tap as if the card had been presented at {@code reader}: decided, recorded and signalled.
     *
     * @param dryRun only decided: nothing is recorded or shown
     */
    JsonNode tap(CardId card, String reader, boolean dryRun);

    /** What is known about a card. */
    JsonNode lookup(CardId card);

    /** What is known about the cards of children whose name holds this text; at most 20. */
    JsonNode lookup(String name);

    /** The last records. */
    JsonNode journal(int count);

    /** The snapshot in use. */
    JsonNode snapshot();
}
