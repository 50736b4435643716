package com.hasivu.cloud.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a gateway proves what it says: HMAC-SHA256 under a secret it shares with the merchant, in
 * lower-case hex. Of {@code order|payment} for a payment that a browser brings, of the raw body for
 * an event; each has a key of its own, so that one never passes for the other.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Signature(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The same secret's key for something else. */
    Signature derived(String purpose) {
        return new Signature(mac(purpose.getBytes(StandardCharsets.UTF_8)));
    }

    String of(String order, String payment) {
        return of((order + "|" + payment).getBytes(StandardCharsets.UTF_8));
    }

    String of(byte[] bytes) {
        return HexFormat.of().formatHex(mac(bytes));
    }

    /** Takes as long for a near miss as for any other. */
    boolean fits(String order, String payment, String signature) {
        return equal(of(order, payment), signature);
    }

    /** The same for an event. */
    boolean fits(byte[] bytes, String signature) {
        return equal(of(bytes), signature);
    }

    private static boolean equal(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] mac(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
