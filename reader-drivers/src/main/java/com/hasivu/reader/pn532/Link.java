package com.hasivu.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.assurance.CardDialogue;
import com.hasivu.reader.assurance.CardDialogue.Proof;

import java.util.Optional;

/**
 * Where the conversation with the chip stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Quiet until {@code at}; then wake the chip and configure it. */
    record Waking(long at, Health health) implements Link {}

    /** Sent; the chip must acknowledge by {@code by}. */
    record Unacknowledged(Command command, long by, Health health) implements Link {}

    /** Acknowledged; the answer must come by {@code by}. */
    record Unanswered(Command command, long by, Health health) implements Link {}

    /** The card was asked something; the chip must acknowledge by {@code by}. */
    record CardUnacknowledged(CardDialogue dialogue, CardId seen, long by, Health health)
            implements Link {}

    /** Acknowledged; the card's answer must come by {@code by}. */
    record CardUnanswered(CardDialogue dialogue, CardId seen, long by, Health health)
            implements Link {}

    /** Up; ask for a card at {@code at}. */
    record Resting(long at, Health health) implements Link {}

    /** The port is gone; nothing more happens. */
    record Lost() implements Link {}

    /**
     * What was told about the chip, how often in a row it has not answered, and the card on it.
     *
     * @param up LinkUp was told last
     * @param down LinkDown was told last
     * @param held the card that was asked last, while it stays; never asked without card keys
     */
    record Health(boolean up, boolean down, int silences, Optional<Held> held) {
        static final Health UNKNOWN = new Health(false, false, 0, Optional.empty());
        static final Health UP = new Health(true, false, 0, Optional.empty());

        Health oneMoreSilence() {
            return new Health(up, down, silences + 1, Optional.empty());
        }

        static Health holding(Held card) {
            return new Health(true, false, 0, Optional.of(card));
        }
    }

    /**
     * A card that has been asked.
     *
     * @param seen the UID it answers to
     * @param atNanos when it was read last
     */
    record Held(CardId seen, Proof proof, long atNanos) {}
}
