package com.hasivu.cloud.enrolment;

import com.hasivu.protocol.Sha256;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * A claim code: 120 random bits in Crockford's base 32, six groups of four, for example {@code
 * 7K3M-Q0XD-...}. A person may type it in lower case, with O for 0, I or L for 1, with or without
 * dashes. Only its hash is kept.
 */
record ClaimCode(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LETTERS = 24;
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    static ClaimCode random() {
        var text = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new ClaimCode(text.toString());
    }

    /** SHA-256 in hex of what was meant; the code's own randomness is its salt. */
    String hash() {
        String meant =
                text.toUpperCase(Locale.ROOT)
                        .replaceAll("[\\s-]", "")
                        .replace('O', '0')
                        .replace('I', '1')
                        .replace('L', '1');
        return Sha256.hex(meant);
    }

    /** Kept out of logs. */
    @Override
    public String toString() {
        return "claim code";
    }
}
