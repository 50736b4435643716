package com.hasivu.cloud.auth;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/**
 * Random secrets and their digests: a table keeps only the digest, so that a stolen one opens
 * nothing. Not for passwords.
 */
final class Secrets {
    private static final int TOKEN_BYTES = 32;
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** 256 random bits in letters that fit into a URL. */
    static String token() {
        byte[] secret = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** Random letters that a person types, five bits each, in groups of four: {@code 7K3M-Q0XD}. */
    static String typed(int letters) {
        var text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** What was meant by typed letters: any case, O for 0, I or L for 1, dashes or not. */
    static String meant(String typed) {
        return typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }
}
