package com.hasivu.reader.assurance;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The middle of an authentication. EV1 chains its CBC blocks through all three passes; EV2 begins
 * each with zero (NXP NT4H2421Gx, section 9.1; published traces in docs/readers/assurance.md).
 *
 * @param rndA what we made up
 * @param secretB what the card made up, encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DesfireHandshake(AesKey key, DesfireKeys.Kind kind, byte[] rndA, byte[] secretB) {
    private static final byte[] ZERO = new byte[AesKey.BLOCK];
    private static final int EV2_ANSWER = 32;
    private static final int TRANSACTION = 4;

    private byte[] rndB() {
        return key.decrypt(ZERO, secretB);
    }

    /** Both numbers, the card's rotated, encrypted. */
    byte[] answer() {
        byte[] iv =
                switch (kind) {
                    case EV1 -> secretB;
                    case EV2 -> ZERO;
                };
        return key.encrypt(iv, Bytes.join(rndA, Bytes.rotated(rndB())));
    }

    /** Whether the card's last word shows that it read our number. */
    boolean isTrue(byte[] last) {
        return switch (kind) {
            case EV1 -> last.length == AesKey.BLOCK && MessageDigest.isEqual(opened(last), echo());
            case EV2 ->
                    last.length == EV2_ANSWER
                            && MessageDigest.isEqual(
                                    Bytes.slice(opened(last), TRANSACTION, AesKey.BLOCK), echo());
        };
    }

    /** After {@link #isTrue}. */
    DesfireSession session(byte[] last) {
        byte[] rndB = rndB();
        return switch (kind) {
            case EV1 ->
                    new DesfireSession.Ev1(
                            new AesKey(
                                    Bytes.join(
                                            Bytes.slice(rndA, 0, 4),
                                            Bytes.slice(rndB, 0, 4),
                                            Bytes.slice(rndA, 12, 4),
                                            Bytes.slice(rndB, 12, 4))));
            case EV2 ->
                    new DesfireSession.Ev2(
                            sessionKey(0xA5, 0x5A, rndB),
                            sessionKey(0x5A, 0xA5, rndB),
                            Bytes.slice(opened(last), 0, TRANSACTION));
        };
    }

    private byte[] echo() {
        return Bytes.rotated(rndA);
    }

    private byte[] opened(byte[] last) {
        byte[] iv =
                switch (kind) {
                    case EV1 -> lastBlock(answer());
                    case EV2 -> ZERO;
                };
        return key.decrypt(iv, last);
    }

    private AesKey sessionKey(int first, int second, byte[] rndB) {
        byte[] mixed = Bytes.slice(rndA, 2, 6);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] ^= rndB[i];
        }
        return new AesKey(
                key.cmac(
                        Bytes.join(
                                Bytes.of(first, second, 0x00, 0x01, 0x00, 0x80),
                                Bytes.slice(rndA, 0, 2),
                                mixed,
                                Bytes.slice(rndB, 6, 10),
                                Bytes.slice(rndA, 8, 8))));
    }

    private static byte[] lastBlock(byte[] bytes) {
        return Arrays.copyOfRange(bytes, bytes.length - AesKey.BLOCK, bytes.length);
    }

    @Override
    public String toString() {
        return "DesfireHandshake[********]";
    }
}
