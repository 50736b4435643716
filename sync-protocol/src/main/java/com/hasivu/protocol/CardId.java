package com.hasivu.protocol;

import java.util.HexFormat;

/**
 * The canonical identity of a card: the chip's UID in upper-case hex, as the chip sends it, most
 * significant byte first. 4, 7 or 10 bytes for ISO 14443 (ISO/IEC 14443-3, section 6.5), 5 bytes
 * for EM4100 (version byte and 32-bit id), 4 to 16 bytes for an EPC, 3 to 5 for the number of a
 * badge that only a Wiegand line tells. Immutable.
 *
 * @param hex 6 to 32 upper-case hex digits, an even count
 */
public record CardId(String hex) implements Comparable<CardId> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    public CardId {
        if (!wellFormed(hex)) {
            throw new IllegalArgumentException(
                    "card id '%s' is not 3 to 16 bytes in upper-case hex, for example 04A1B2C3"
                            .formatted(hex));
        }
    }

    /** The card whose chip sends these bytes. */
    public static CardId of(byte[] uid) {
        return new CardId(HEX.formatHex(uid));
    }

    /** Reads hex with or without spaces and colons, in either case. */
    public static CardId parse(String text) {
        return new CardId(text.replaceAll("[ :-]", "").toUpperCase(java.util.Locale.ROOT));
    }

    private static boolean wellFormed(String hex) {
        int length = hex.length();
        if (length < 6 || length > 32 || length % 2 != 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'F')) {
                return false;
            }
        }
        return true;
    }

    /** The UID's bytes, a fresh array. */
    public byte[] bytes() {
        return HEX.parseHex(hex);
    }

    /** For logs and screens: only the last four digits, for example {@code ..B2C3}. */
    public String masked() {
        return ".." + hex.substring(hex.length() - 4);
    }

    @Override
    public int compareTo(CardId other) {
        return hex.compareTo(other.hex);
    }

    /**
     * Masked, so that no log line can leak a full number by accident; use {@link #hex()} where it
     * is meant.
     */
    @Override
    public String toString() {
        return masked();
    }
}
