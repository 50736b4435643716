package com.hasivu.reader.osdp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cryptography of the secure channel, AES-128. Source: SIA OSDP 2.2, annex D; checked with the
 * numbers of annex E. Pure.
 *
 * <pre>
 * S-ENC, S-MAC1, S-MAC2  AES(SCBK, 01 82 | 01 01 | 01 02, CP random 0..5, eight 00)
 * PD cryptogram          AES(S-ENC, CP random, PD random)      CP cryptogram  AES(S-ENC, PD random, CP random)
 * R-MAC-I                AES(S-MAC2, AES(S-MAC1, CP cryptogram))
 * MAC                    CBC, all blocks but the last by S-MAC1, the last by S-MAC2; first vector: the MAC of
 *                        the frame before, which went the other way; 80 00 .. fills a last block that is not full
 * data                   CBC by S-ENC, always filled by 80 00 ..; first vector: that same MAC, inverted
 * </pre>
 */
final class OsdpSecureChannel {
    static final int KEY_BYTES = 16;
    static final int RANDOM_BYTES = 8;
    private static final int BLOCK = 16;
    private static final int MAC = 4;
    private static final byte END = (byte) 0x80;

    private OsdpSecureChannel() {}

    /** SCBK-D, the key every reader is made with and everyone knows. A fresh array. */
    static byte[] defaultKey() {
        return HexFormat.of().parseHex("303132333435363738393A3B3C3D3E3F");
    }

    /** The keys of one session. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Keys(byte[] enc, byte[] mac1, byte[] mac2) {
        /**
         * @param key the base key, SCBK, 16 bytes
         * @param ours 8 random bytes, new for each session
         */
        static Keys derive(byte[] key, byte[] ours) {
            return new Keys(
                    part(key, 0x82, ours), //
                    part(key, 0x01, ours),
                    part(key, 0x02, ours));
        }

        private static byte[] part(byte[] key, int which, byte[] ours) {
            var seed = new byte[BLOCK];
            seed[0] = 0x01;
            seed[1] = (byte) which;
            System.arraycopy(ours, 0, seed, 2, 6);
            return block(key, seed);
        }

        /** By which the reader proves to know the key. */
        byte[] readersCryptogram(byte[] ours, byte[] readers) {
            return block(enc, join(ours, readers));
        }

        /** By which we do. */
        byte[] ourCryptogram(byte[] ours, byte[] readers) {
            return block(enc, join(readers, ours));
        }

        /** The number the chain of authentication codes begins with. */
        byte[] firstMac(byte[] ourCryptogram) {
            return block(mac2, block(mac1, ourCryptogram));
        }

        @Override
        public String toString() {
            return "session keys"; // never in a log
        }
    }

    /**
     * An established channel: what the next command and its reply are chained to.
     *
     * @param replied the authentication code of the last reply, whole
     * @param commanded that of the last command
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Session(Keys keys, byte[] replied, byte[] commanded) {
        /** A frame to send, and the session that expects its reply. */
        record Sealed(byte[] frame, Session next) {}

        /** A reply's data in clear, and the session for the next command. */
        record Opened(byte[] data, Session next) {}

        static Session begin(Keys keys, byte[] firstMac) {
            return new Session(keys, firstMac, new byte[BLOCK]);
        }

        /** A command, encrypted where it has data, ready to send but for the mark. */
        Sealed seal(int address, int sequence, boolean sum, int code, byte[] data) {
            byte[] hidden = data.length == 0 ? data : encrypt(keys.enc, inverted(replied), data);
            int type = data.length == 0 ? OsdpFrame.SCS_15 : OsdpFrame.SCS_17;
            byte[] block = {2, (byte) type};
            byte[] signed = OsdpCodec.signable(address, sequence, sum, block, code, hidden, MAC);
            byte[] mac = mac(keys, replied, signed);
            byte[] frame = OsdpCodec.checked(join(signed, Arrays.copyOf(mac, MAC)), sum);
            return new Sealed(frame, new Session(keys, replied, mac));
        }

        /** Empty if the reply is not of this channel, is damaged, or is an old one. */
        Optional<Opened> open(OsdpFrame reply) {
            boolean encrypted = reply.scs() == OsdpFrame.SCS_18;
            if (!encrypted && reply.scs() != OsdpFrame.SCS_16) {
                return Optional.empty();
            }
            byte[] mac = mac(keys, commanded, reply.signed());
            if (!MessageDigest.isEqual(Arrays.copyOf(mac, MAC), reply.mac())) {
                return Optional.empty();
            }
            var next = new Session(keys, mac, commanded);
            return encrypted
                    ? decrypt(keys.enc, inverted(commanded), reply.data())
                            .map(data -> new Opened(data, next))
                    : Optional.of(new Opened(reply.data(), next));
        }

        @Override
        public String toString() {
            return "session"; // never in a log
        }
    }

    /** The authentication code, 16 bytes, of which 4 travel. */
    static byte[] mac(Keys keys, byte[] first, byte[] message) {
        int blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
        byte[] filled = Arrays.copyOf(message, blocks * BLOCK);
        if (message.length < filled.length) {
            filled[message.length] = END;
        }
        byte[] chain = first;
        for (int i = 0; i < blocks; i++) {
            byte[] mixed = Arrays.copyOfRange(filled, i * BLOCK, (i + 1) * BLOCK);
            for (int b = 0; b < BLOCK; b++) {
                mixed[b] ^= chain[b];
            }
            chain = block(i < blocks - 1 ? keys.mac1 : keys.mac2, mixed);
        }
        return chain;
    }

    static byte[] encrypt(byte[] key, byte[] first, byte[] data) {
        byte[] filled = Arrays.copyOf(data, (data.length / BLOCK + 1) * BLOCK);
        filled[data.length] = END;
        return chained(Cipher.ENCRYPT_MODE, key, first, filled);
    }

    /** Empty where no end mark shows. */
    static Optional<byte[]> decrypt(byte[] key, byte[] first, byte[] hidden) {
        if (hidden.length == 0 || hidden.length % BLOCK != 0) {
            return Optional.empty();
        }
        byte[] filled = chained(Cipher.DECRYPT_MODE, key, first, hidden);
        int end = filled.length - 1;
        while (end > 0 && filled[end] == 0) {
            end--;
        }
        return filled[end] == END ? Optional.of(Arrays.copyOf(filled, end)) : Optional.empty();
    }

    static byte[] inverted(byte[] mac) {
        var inverted = new byte[mac.length];
        for (int i = 0; i < mac.length; i++) {
            inverted[i] = (byte) ~mac[i];
        }
        return inverted;
    }

    private static byte[] chained(int mode, byte[] key, byte[] first, byte[] blocks) {
        return aes("AES/CBC/NoPadding", mode, key, Optional.of(first), blocks);
    }

    private static byte[] block(byte[] key, byte[] block) {
        return aes("AES/ECB/NoPadding", Cipher.ENCRYPT_MODE, key, Optional.empty(), block);
    }

    private static byte[] aes(
            String how, int mode, byte[] key, Optional<byte[]> first, byte[] blocks) {
        try {
            Cipher cipher = Cipher.getInstance(how);
            var secret = new SecretKeySpec(key, "AES");
            if (first.isPresent()) {
                cipher.init(mode, secret, new IvParameterSpec(first.get()));
            } else {
                cipher.init(mode, secret);
            }
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-128", e);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
