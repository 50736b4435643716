package com.hasivu.edge.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;

import java.util.List;
import java.util.Optional;

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

    /**
     * What a printed number means among the cards known here: {@code readings} (form, told), and
     * {@code cards} with all that is known about each; several when it is ambiguous.
     */
    JsonNode lookup(List<CardNumbers.Reading> number);

    /** What is known about the cards of children whose name holds this text; at most 20. */
    JsonNode lookup(String name);

    /**
     * What a reader told after item {@code since}: {@code last} and {@code items}; of a negative
     * {@code since} no items. Empty when there is no such reader.
     */
    Optional<JsonNode> readerNews(String reader, long since);

    /**
     * Asks a reader's own lamp to blink; {@code asked}, {@code why}. Empty when there is no such
     * reader.
     */
    Optional<JsonNode> blink(String reader);

    /**
     * Plays what lamp and readers show of an outcome: {@code outcome}, {@code lamp}, {@code
     * readers}. Empty when there is no such outcome.
     */
    Optional<JsonNode> testSignals(String outcome);

    /**
     * Begins or ends a demonstration, in which taps at the readers light up and serve nobody:
     * {@code on}, {@code seconds} left, {@code why} it did not begin.
     */
    JsonNode demo(boolean on);

    /** The last records. */
    JsonNode journal(int count);

    /** The snapshot in use. */
    JsonNode snapshot();
}
