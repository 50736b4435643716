package com.hasivu.reader.assurance;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An AES-128 key and what cards do with one. Immutable; never shown. CMAC: RFC 4493.
 * Diversification: NXP AN10922, section 2.2.
 */
final class AesKey {
    static final int BLOCK = 16;

    /** Bytes of a diversification input at most (AN10922, section 2.2). */
    static final int MAX_INPUT = 31;

    private static final int RB = 0x87;
    private static final byte DIVERSIFY_AES_128 = 0x01;
    private static final byte[] ZERO = new byte[BLOCK];

    private final SecretKeySpec key;

    AesKey(byte[] key) {
        if (key.length != BLOCK) {
            throw new IllegalArgumentException("an AES-128 key has 16 bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** CBC without padding. */
    byte[] encrypt(byte[] iv, byte[] plain) {
        return cbc(Cipher.ENCRYPT_MODE, iv, plain);
    }

    /** CBC without padding. */
    byte[] decrypt(byte[] iv, byte[] secret) {
        return cbc(Cipher.DECRYPT_MODE, iv, secret);
    }

    byte[] cmac(byte[] message) {
        int whole = Math.max(BLOCK, (message.length + BLOCK - 1) / BLOCK * BLOCK);
        return mac(message, whole);
    }

    /** Eight bytes of a CMAC, the second of each two (NXP NT4H2421Gx, section 9.1.3). */
    byte[] shortCmac(byte[] message) {
        byte[] mac = cmac(message);
        var odd = new byte[BLOCK / 2];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = mac[2 * i + 1];
        }
        return odd;
    }

    /**
     * The key of one card: a CMAC whose input is always padded to two blocks.
     *
     * @param input 1 to {@link #MAX_INPUT} bytes, usually UID, application and system
     */
    AesKey diversified(byte[] input) {
        if (input.length < 1 || input.length > MAX_INPUT) {
            throw new IllegalArgumentException(
                    "a diversification input has 1 to 31 bytes, not " + input.length);
        }
        return new AesKey(mac(Bytes.join(new byte[] {DIVERSIFY_AES_128}, input), 2 * BLOCK));
    }

    private byte[] mac(byte[] message, int whole) {
        byte[] subkey = doubled(encrypt(ZERO, ZERO));
        byte[] padded = Arrays.copyOf(message, whole);
        if (message.length < whole) {
            padded[message.length] = (byte) 0x80;
            subkey = doubled(subkey);
        }
        for (int i = 0; i < BLOCK; i++) {
            padded[whole - BLOCK + i] ^= subkey[i];
        }
        return Arrays.copyOfRange(encrypt(ZERO, padded), whole - BLOCK, whole);
    }

    /** Shifted left by one bit, the carry folded back (RFC 4493, section 2.3). */
    private static byte[] doubled(byte[] block) {
        var twice = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            int carry = i + 1 < BLOCK ? (block[i + 1] & 0xFF) >> 7 : 0;
            twice[i] = (byte) (block[i] << 1 | carry);
        }
        twice[BLOCK - 1] ^= (byte) (block[0] < 0 ? RB : 0);
        return twice;
    }

    private byte[] cbc(int mode, byte[] iv, byte[] data) {
        try {
            var cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(mode, key, new IvParameterSpec(iv));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES in CBC mode", e);
        }
    }

    @Override
    public String toString() {
        return "AesKey[********]";
    }
}
