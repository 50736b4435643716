package com.hasivu.cloud.auth;

import com.hasivu.cloud.keys.SecretFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Enciphers the secrets of second factors (AES-256-GCM, 12 random bytes before each), since these
 * cannot be kept as a hash: a stolen database alone makes no codes. Thread-safe.
 */
final class FactorKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    FactorKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** With the key kept in a file; a missing one is made. */
    static FactorKey at(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY_BYTES];
                RANDOM.nextBytes(fresh);
                SecretFile.write(file, fresh);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        "%s holds no key of %d bytes; put the right one back, or remove it (then staff set up their second factor again)"
                                .formatted(file, KEY_BYTES));
            }
            return new FactorKey(key);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write the key " + file, e);
        }
    }

    /**
     * @param owner bound to the text: it opens for nobody else
     */
    String seal(byte[] secret, long owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] body = run(Cipher.ENCRYPT_MODE, nonce, secret, owner);
        byte[] all = new byte[nonce.length + body.length];
        System.arraycopy(nonce, 0, all, 0, nonce.length);
        System.arraycopy(body, 0, all, nonce.length, body.length);
        return Base64.getEncoder().encodeToString(all);
    }

    byte[] open(String sealed, long owner) {
        byte[] all = Base64.getDecoder().decode(sealed);
        byte[] nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
        byte[] body = java.util.Arrays.copyOfRange(all, NONCE_BYTES, all.length);
        return run(Cipher.DECRYPT_MODE, nonce, body, owner);
    }

    private byte[] run(int mode, byte[] nonce, byte[] in, long owner) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(Long.toString(owner).getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(in);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a second factor does not open with this node's second-factor-key; every node needs the first one's",
                    e);
        }
    }
}
