package com.hasivu.protocol;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What a supervisor's PIN is checked against: made in the cloud, carried in the snapshot, checked
 * at a counter without a network. PBKDF2-HMAC-SHA256 (RFC 8018) with a salt of 16 bytes and 600,000
 * passes (OWASP Password Storage Cheat Sheet), as text:
 *
 * <pre>pbkdf2-sha256:600000:base64 of the salt:base64 of 32 bytes</pre>
 *
 * Six digits can be guessed by whoever holds this text and a computer, whatever the hash: it slows
 * him down, the counter's lock stops who stands there. Thread-safe; a check takes about 0.3 s on a
 * PC and 1 s on a small board, so never under a lock.
 *
 * @param text as above
 */
public record PinVerifier(String text) {
    /** What a PIN is: six to ten digits. */
    public static final Pattern PIN = Pattern.compile("[0-9]{6,10}");

    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
    private static final int PASSES = 600_000;
    private static final int MAX_PASSES = 4_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final String BASE64 = "([A-Za-z0-9+/=]{20,88})";
    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256:([0-9]{5,7}):" + BASE64 + ":" + BASE64);

    public PinVerifier {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a PIN verifier is pbkdf2-sha256:passes:salt:hash");
        }
    }

    /** With a fresh salt. */
    public static PinVerifier of(String pin, SecureRandom random) {
        if (!PIN.matcher(pin).matches()) {
            throw new IllegalArgumentException("a PIN has six to ten digits");
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PinVerifier(
                "pbkdf2-sha256:%d:%s:%s"
                        .formatted(PASSES, base64(salt), base64(hash(pin, salt, PASSES))));
    }

    /** Empty for a text that is none. */
    public static Optional<PinVerifier> read(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new PinVerifier(text)) : Optional.empty();
    }

    /** Whether it is this PIN; false for what is no PIN and for more passes than are reasonable. */
    public boolean matches(String pin) {
        Matcher form = FORM.matcher(text);
        if (!PIN.matcher(pin).matches() || !form.matches()) {
            return false;
        }
        int passes = Integer.parseInt(form.group(1));
        try {
            return passes <= MAX_PASSES
                    && MessageDigest.isEqual(
                            hash(pin, Base64.getDecoder().decode(form.group(2)), passes),
                            Base64.getDecoder().decode(form.group(3)));
        } catch (IllegalArgumentException e) { // no base64 after all
            return false;
        }
    }

    private static byte[] hash(String pin, byte[] salt, int passes) {
        PBEKeySpec spec = new PBEKeySpec(pin.toCharArray(), salt, passes, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "(PIN)";
    }
}
