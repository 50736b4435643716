package com.hasivu.protocol;

import java.util.Arrays;
import java.util.Optional;

/**
 * In which form a reader, a print or a person tells a card's number, and how much of it that form
 * keeps. Conversions: docs/card-numbers.md.
 */
public enum CardForm {
    /** The chip's whole UID, as {@link CardId} has it. */
    UID("uid", Keeps.ALL),
    /** The whole EPC of an EPC Gen2 tag. */
    EPC("epc", Keeps.ALL),
    /** 13 decimal digits: all 40 bits of an EM4100 card. */
    DECIMAL_13("13d", Keeps.ALL),
    /** 10 decimal digits: the last 32 bits. */
    DECIMAL_10("10d", Keeps.TAIL),
    /** 5 and 5 decimal digits: the last 32 bits, 16 and 16. */
    DECIMAL_5_5("5+5", Keeps.TAIL),
    /** 8 decimal digits: the last 24 bits. */
    DECIMAL_8("8d", Keeps.TAIL),
    /** 3 and 5 decimal digits: the last 24 bits, 8 and 16. */
    DECIMAL_3_5("3+5", Keeps.TAIL),
    /** 26-bit Wiegand: 24 data bits. */
    WIEGAND_26("w26", Keeps.TAIL),
    /** 34-bit Wiegand: 32 data bits. */
    WIEGAND_34("w34", Keeps.TAIL),
    /** 37-bit Wiegand: 35 data bits, the number of a badge, in 5 bytes with 5 zero bits before. */
    WIEGAND_37("w37", Keeps.ALL),
    /** The whole UID, last byte first. */
    REVERSED("reversed", Keeps.ALL),
    /** 32 bits of a reader that takes the UID last byte first: the first 4 bytes. */
    REVERSED_32("reversed-32", Keeps.HEAD),
    /** 24 bits of a reader that takes the UID last byte first: the first 3 bytes. */
    REVERSED_24("reversed-24", Keeps.HEAD);

    /** Which bytes of the {@link CardId} a form keeps. */
    public enum Keeps {
        ALL,
        /** The last ones: a card with more bytes may be meant. */
        TAIL,
        /** The first ones: a card with more bytes may be meant. */
        HEAD
    }

    private final String label;
    private final Keeps keeps;

    CardForm(String label, Keeps keeps) {
        this.label = label;
        this.keeps = keeps;
    }

    /** As written in records and on screens, for example {@code 10d}. */
    public String label() {
        return label;
    }

    /** The form with that label; empty when there is none. */
    public static Optional<CardForm> of(String label) {
        return Arrays.stream(values()).filter(form -> form.label.equals(label)).findFirst();
    }

    public Keeps keeps() {
        return keeps;
    }

    /**
     * Whether a number told in this form may mean that card.
     *
     * @param told the bytes the form keeps, in the order of the UID
     */
    public boolean mayMean(CardId told, CardId card) {
        return switch (keeps) {
            case ALL -> card.equals(told);
            case TAIL -> card.hex().endsWith(told.hex());
            case HEAD -> card.hex().startsWith(told.hex());
        };
    }
}
