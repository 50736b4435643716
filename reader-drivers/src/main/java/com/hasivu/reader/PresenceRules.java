package com.hasivu.reader;

import java.time.Duration;
import java.util.Optional;

/**
 * When a card counts as gone, and which reads after connecting are history.
 *
 * @param departAfter a card not read for this long has left; its next read is a new arrival
 * @param settle reads that follow the connection, or one another from there on, in less than this
 *     come from a cache the reader or the cable kept; zero where the reader only answers questions
 * @param reads whether a card is also read while nobody listens
 * @param dominance which of several tags may decide; empty for readers that reach a few centimetres
 */
public record PresenceRules(
        Duration departAfter, Duration settle, Reads reads, Optional<Dominance> dominance) {
    /** What makes the reader look for a card. */
    public enum Reads {
        /**
         * It sends what it reads, listened to or not; the reads wait on the line with their true
         * times. A gap between them says that the card was away.
         */
        BY_ITSELF,

        /**
         * It looks only when asked, and nobody asks while nobody listens. A gap from not listening
         * says nothing about the card.
         */
        WHEN_ASKED
    }

    /** For readers that reach a few centimetres. */
    public PresenceRules(Duration departAfter, Duration settle, Reads reads) {
        this(departAfter, settle, reads, Optional.empty());
    }

    public PresenceRules {
        if (!departAfter.isPositive() || settle.isNegative()) {
            throw new IllegalArgumentException(
                    "departAfter %s must be above zero and settle %s not below"
                            .formatted(departAfter, settle));
        }
    }
}
