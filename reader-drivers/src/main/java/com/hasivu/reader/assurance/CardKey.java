package com.hasivu.reader.assurance;

import com.hasivu.protocol.CardId;

import java.util.Optional;

/**
 * A key as it stands in the key file: of every card, or the master each card's own is made from.
 *
 * @param diversify what follows the UID in the diversification input; empty: every card has this
 *     key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CardKey(AesKey key, Optional<byte[]> diversify) {
    /** AN10922 makes keys of UIDs of 4 and 7 bytes; no DESFire has a longer one. */
    static final int LONGEST_UID = 7;

    /** Whether that card can have a key made from this one. */
    boolean fits(CardId card) {
        return diversify.isEmpty() || card.bytes().length <= LONGEST_UID;
    }

    /** Whether the key alone tells which card it is. */
    boolean isEachCardsOwn() {
        return diversify.isPresent();
    }

    /** What that card knows. */
    AesKey of(CardId card) {
        return diversify.map(data -> key.diversified(Bytes.join(card.bytes(), data))).orElse(key);
    }
}
