package com.hasivu.simulator.reader.card;

import java.util.HexFormat;
import java.util.Optional;

/** A card at 13.56 MHz, type A. One reader's thread at a time. */
public interface EmulatedCard {
    /** What it answers the reader's search with; 4, 7 or 10 bytes. */
    byte[] uid();

    /** SENS_RES, SEL_RES and ATS; for example {@code 0344}, {@code 20}, {@code 067777710280}. */
    Kind kind();

    /** A reader has found and selected it: a conversation begins. */
    void select();

    /** The answer to a command; empty when it does not answer, as one that has left the field. */
    Optional<byte[]> answer(byte[] command);

    /**
     * How a card shows itself to a reader.
     *
     * @param ats empty where it takes no commands
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kind(byte[] sensRes, byte selRes, byte[] ats) {
        static Kind of(String sensRes, String selRes, String ats) {
            HexFormat hex = HexFormat.of();
            return new Kind(hex.parseHex(sensRes), hex.parseHex(selRes)[0], hex.parseHex(ats));
        }
    }
}
