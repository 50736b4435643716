package com.hasivu.reader.assurance;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;

/**
 * A conversation with one card that speaks ISO 14443-4: what to ask it next, and what its answer
 * means. It ends after at most eight questions, whatever the card answers. Immutable, pure; whoever
 * has a way to the card carries the bytes (ISO 7816-4 commands) and gives up when the card is gone.
 */
public sealed interface CardDialogue permits SunDialogue, DesfireDialogue {
    /** Bytes of randomness that {@link #with} takes. */
    int CHALLENGE = 16;

    /** What an answer led to. */
    sealed interface Turn {
        /** Ask on. */
        record Ask(CardDialogue next) implements Turn {}

        /** It is over. */
        record End(Proof proof) implements Turn {}
    }

    /**
     * What is known of the card now.
     *
     * @param card its number: the chip's own where it was proven, else the one it answers to
     */
    record Proof(CardId card, Assurance assurance) {}

    /** The next command for the card, a fresh array. */
    byte[] command();

    /** Takes in the card's answer: data and the two status bytes. */
    Turn heard(byte[] answer);

    /**
     * The conversation with a card.
     *
     * @param seen the UID it answers to; one of four bytes that begins with 08 is made up by the
     *     card and no number (ISO/IEC 14443-3, section 6.5.4)
     * @param challenge {@link #CHALLENGE} random bytes, never used before
     */
    static CardDialogue with(CardKeys keys, CardId seen, byte[] challenge) {
        if (challenge.length != CHALLENGE) {
            throw new IllegalArgumentException("a challenge has 16 bytes, not " + challenge.length);
        }
        var talk = new Talk(keys, seen, challenge.clone());
        return keys.sun().isPresent() ? SunDialogue.with(talk) : DesfireDialogue.with(talk);
    }
}
