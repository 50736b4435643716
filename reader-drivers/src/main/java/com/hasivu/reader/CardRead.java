package com.hasivu.reader;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;

import java.util.OptionalInt;

/**
 * What one frame tells of one card. Immutable.
 *
 * @param card the number; of a form that does not keep all, only the bytes it keeps
 * @param form how the reader tells numbers
 * @param family the air interface
 * @param strength of the signal, 0 to 100; empty where the reader does not tell
 */
public record CardRead(CardId card, CardForm form, CardFamily family, OptionalInt strength) {
    /** Why a read {@link #isMadeUp} is no card, and what a person does. */
    public static final String MADE_UP =
            "random number: a phone or a bank card; use the school card";

    private static final String RANDOM = "08"; // ISO/IEC 14443-3, section 6.5.4
    private static final int RANDOM_DIGITS = 8;
    private static final double ZERO_DBM = -80;
    private static final double PERCENT_PER_DB = 2;

    public CardRead {
        if (strength.isPresent() && (strength.getAsInt() < 0 || strength.getAsInt() > 100)) {
            throw new IllegalArgumentException(
                    "strength %d is not 0 to 100".formatted(strength.getAsInt()));
        }
    }

    /** A whole UID, from a reader that tells no strength. */
    public static CardRead uid(CardId card, CardFamily family) {
        return new CardRead(card, CardForm.UID, family, OptionalInt.empty());
    }

    /** A tag's EPC, from a reader that tells no strength. */
    public static CardRead epc(CardId epc) {
        return new CardRead(epc, CardForm.EPC, CardFamily.EPC_GEN2, OptionalInt.empty());
    }

    /**
     * The number is one that phones and bank cards make up for each tap: four bytes, the first 08.
     * It names nobody.
     */
    public boolean isMadeUp() {
        return family == CardFamily.ISO_14443_A
                && form == CardForm.UID
                && card.hex().length() == RANDOM_DIGITS
                && card.hex().startsWith(RANDOM);
    }

    /**
     * The same with a strength: one decibel is two points, -80 dBm and less is 0, -30 dBm and more
     * is 100.
     */
    public CardRead at(double dbm) {
        long percent = Math.round((dbm - ZERO_DBM) * PERCENT_PER_DB);
        return new CardRead(
                card, form, family, OptionalInt.of((int) Math.clamp(percent, 0L, 100L)));
    }
}
