package com.hasivu.edge.identity;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Locale;

/**
 * The station's own key pair, EC P-256 (FIPS 186-5, curve P-256). Made on the station; the private
 * half is never sent. Immutable.
 */
public record StationKey(PublicKey publicKey, PrivateKey privateKey) {
    private static final String PROOF_PREFIX = "hasivu-enrol-1\n";

    /** A new random pair. */
    static StationKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            return new StationKey(pair.getPublic(), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has EC P-256", e);
        }
    }

    /** The public half as enrolment sends it: base64 of the DER SubjectPublicKeyInfo. */
    String publicBase64() {
        return Base64.getEncoder().encodeToString(publicKey.getEncoded());
    }

    /** Proof that this station holds the private half and means this claim code. */
    String proof(String claimCode) {
        return Base64.getEncoder()
                .encodeToString(sign(PROOF_PREFIX + claimCode + "\n" + publicBase64()));
    }

    /** SHA-256 in hex of a claim code as it was meant: case, dashes and spaces do not matter. */
    static String claimHash(String claimCode) {
        String meant = claimCode.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return Sha256.hex(meant);
    }

    /** Whether {@code hash} is that of the public half, DER. */
    boolean hasSha256(ByteString hash) {
        return hash.equals(ByteString.copyFrom(Sha256.of(publicKey.getEncoded())));
    }

    /** Whether {@code other} is the public half of this pair. */
    boolean fits(PublicKey other) {
        return publicKey.equals(other);
    }

    /** Whether the two halves belong together. */
    boolean isPair() {
        String words = "hasivu-key-check";
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(publicKey);
            check.update(words.getBytes(StandardCharsets.UTF_8));
            return check.verify(sign(words));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key signs with SHA256withECDSA", e);
        }
    }
}
