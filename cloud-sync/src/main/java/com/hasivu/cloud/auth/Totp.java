package com.hasivu.cloud.auth;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of an authenticator: RFC 6238 with SHA-1, 30 s and 6 digits, what every one of them does.
 */
final class Totp {
    static final int SECRET_BYTES = 20;
    private static final Duration STEP = Duration.ofSeconds(30);

    /** A code of the step before or after counts as well (RFC 6238, 5.2). */
    private static final int SKEW = 1;

    private static final int DIGITS = 6;
    private static final int BASE = 32;
    private static final int LETTERS = SECRET_BYTES * 8 / 5;

    private Totp() {}

    static long step(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
    }

    static String code(byte[] secret, long step) {
        try {
            return new HmacOneTimePasswordGenerator(DIGITS)
                    .generateOneTimePasswordString(
                            new SecretKeySpec(secret, "HmacSHA1"), step, Locale.ROOT);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes every key", e);
        }
    }

    /** The step this code belongs to, if it is one that counts now. */
    static OptionalLong stepOf(byte[] secret, String code, Instant now) {
        OptionalLong found = OptionalLong.empty();
        for (long step = step(now) - SKEW; step <= step(now) + SKEW; step++) {
            boolean same =
                    MessageDigest.isEqual(
                            code(secret, step).getBytes(StandardCharsets.UTF_8),
                            code.getBytes(StandardCharsets.UTF_8));
            if (same) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** The secret as authenticators take it: base 32 of RFC 4648. */
    static String letters(byte[] secret) {
        var text = new StringBuilder(new BigInteger(1, secret).toString(BASE));
        while (text.length() < LETTERS) {
            text.insert(0, '0');
        }
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), BASE);
            text.setCharAt(i, (char) (digit < 26 ? 'A' + digit : '2' + digit - 26));
        }
        return text.toString();
    }

    /** What an authenticator reads from a QR code. */
    static String uri(byte[] secret, String email) {
        return "otpauth://totp/HASIVU:%s?secret=%s&issuer=HASIVU&algorithm=SHA1&digits=6&period=30"
                .formatted(
                        URLEncoder.encode(email, StandardCharsets.UTF_8).replace("+", "%20"),
                        letters(secret));
    }
}
