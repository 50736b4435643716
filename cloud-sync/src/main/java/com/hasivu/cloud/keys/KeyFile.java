package com.hasivu.cloud.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** A key pair in a PEM file, private and public block, made when it is not there. */
public final class KeyFile {
    /** What kind of key. */
    public enum Kind {
        /** ECDSA on P-256, for certificates. */
        EC_P256("EC"),
        /** Ed25519 (RFC 8032), for snapshots. */
        ED25519("Ed25519");

        private final String algorithm;

        Kind(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    private KeyFile() {}

    /**
     * Reads the pair, or makes one and writes it.
     *
     * @throws KeyException if the file is damaged or the folder cannot be written; a damaged file
     *     is never replaced, because everything signed with it would be refused
     */
    public static KeyPair loadOrCreate(Path file, Kind kind) {
        try {
            if (Files.exists(file)) {
                return read(file, kind);
            }
            KeyPair made = generate(kind);
            String text =
                    Pem.block("PRIVATE KEY", made.getPrivate().getEncoded())
                            + Pem.block("PUBLIC KEY", made.getPublic().getEncoded());
            SecretFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
            return made;
        } catch (IOException e) {
            throw new KeyException(
                    "key file %s cannot be read or written (%s); check data-dir and its owner"
                            .formatted(file, e),
                    e);
        } catch (GeneralSecurityException e) {
            throw new KeyException(
                    "key file %s is damaged (%s); restore it from a backup"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static KeyPair read(Path file, Kind kind) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        KeyFactory factory = KeyFactory.getInstance(kind.algorithm);
        return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(need(text, "PUBLIC KEY"))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(need(text, "PRIVATE KEY"))));
    }

    private static byte[] need(String text, String label) throws GeneralSecurityException {
        return Pem.find(text, label)
                .orElseThrow(() -> new GeneralSecurityException("no " + label + " block in it"));
    }

    /** A fresh pair that is nowhere on disk. */
    public static KeyPair generate(Kind kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm);
            if (kind == Kind.EC_P256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + kind.algorithm, e);
        }
    }
}
