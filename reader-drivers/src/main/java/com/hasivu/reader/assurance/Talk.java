package com.hasivu.reader.assurance;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.assurance.CardDialogue.Proof;
import com.hasivu.reader.assurance.CardDialogue.Turn;

/** What a conversation has from its begin to its end. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Talk(CardKeys keys, CardId seen, byte[] challenge) {
    boolean isSeenMadeUp() {
        return CardRead.uid(seen, CardFamily.ISO_14443_A).isMadeUp();
    }

    /** A card that proves to have the number {@code own}, if it does not answer to another. */
    Turn proven(CardId own, Assurance assurance) {
        return isSeenMadeUp() || seen.equals(own)
                ? new Turn.End(new Proof(own, assurance))
                : refuted("its own number is another than the one it answers to");
    }

    Turn refuted(String why) {
        return new Turn.End(new Proof(seen, new Assurance.Refuted(why)));
    }

    /** Nothing of ours on this card. */
    Turn numberOnly() {
        return new Turn.End(new Proof(seen, Assurance.NUMBER_ONLY));
    }
}
