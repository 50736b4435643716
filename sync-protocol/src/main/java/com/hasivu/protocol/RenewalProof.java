package com.hasivu.protocol;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * What a station signs when it renews its certificate: docs/wire-protocol.md, "Renewal". Signed
 * twice, by the new key and by the one of the certificate it has, so a request is the station's own
 * whatever broker carried it. Pure.
 */
public final class RenewalProof {
    private static final String PREFIX = "hasivu-renew-1\n";
    private static final String ALGORITHM = "SHA256withECDSA";

    private RenewalProof() {}

    /** A certificate's serial number as it travels: big-endian, without a leading zero byte. */
    public static byte[] serial(BigInteger serial) {
        byte[] bytes = serial.toByteArray();
        return bytes.length > 1 && bytes[0] == 0
                ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length)
                : bytes;
    }

    /**
     * Signs.
     *
     * @param serial as {@link #serial} makes it
     * @param publicKey the new key's SPKI
     * @throws GeneralSecurityException if the key is none for ECDSA
     */
    public static byte[] sign(PrivateKey key, Topics station, byte[] serial, byte[] publicKey)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(words(station, serial, publicKey));
        return signature.sign();
    }

    /** Whether {@code proof} was made so by the other half of {@code key}. */
    public static boolean fits(
            PublicKey key, Topics station, byte[] serial, byte[] publicKey, byte[] proof) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(words(station, serial, publicKey));
            return signature.verify(proof);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The serial's length is fixed by its hex and the line's end, so no two requests are alike. */
    private static byte[] words(Topics station, byte[] serial, byte[] publicKey) {
        var words = new ByteArrayOutputStream();
        String text =
                "%s%s/%s\n%s\n"
                        .formatted(
                                PREFIX,
                                station.school(),
                                station.station(),
                                new BigInteger(1, serial).toString(16));
        words.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        words.writeBytes(publicKey);
        return words.toByteArray();
    }
}
