package com.hasivu.reader.assurance;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.CRC32;

/** After the authentication: enough of secure messaging to learn the chip's own number. */
sealed interface DesfireSession {
    int UID_LENGTH = 7;

    /** What follows the code of a command without data. */
    byte[] suffix(int code);

    /** The number in the answer to GetCardUID; empty if its check fails. */
    Optional<byte[]> uid(byte[] data);

    /**
     * The CMAC of what was sent is the IV of what comes back; inside, the number and its CRC-32
     * (reflected, init FFFFFFFF, no final xor, over number and status 00), LSB first.
     */
    record Ev1(AesKey session) implements DesfireSession {
        private static final int GET_CARD_UID = 0x51;
        private static final int CRC_LENGTH = 4;

        @Override
        public byte[] suffix(int code) {
            return new byte[0];
        }

        @Override
        public Optional<byte[]> uid(byte[] data) {
            if (data.length != AesKey.BLOCK) {
                return Optional.empty();
            }
            byte[] plain = session.decrypt(session.cmac(Bytes.of(GET_CARD_UID)), data);
            byte[] uid = Bytes.slice(plain, 0, UID_LENGTH);
            byte[] given = Bytes.slice(plain, UID_LENGTH, CRC_LENGTH);
            return MessageDigest.isEqual(crc(Bytes.join(uid, Bytes.of(0x00))), given)
                    ? Optional.of(uid)
                    : Optional.empty();
        }

        static byte[] crc(byte[] bytes) {
            var crc = new CRC32();
            crc.update(bytes);
            int value = ~(int) crc.getValue();
            return Bytes.of(value, value >> 8, value >> 16, value >> 24);
        }
    }

    /**
     * Each command and answer has a count and a MAC (NT4H2421Gx, section 9.1). Ours is the first
     * command of its transaction, count 0; the answer has count 1.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ev2(AesKey encryption, AesKey mac, byte[] transaction) implements DesfireSession {
        private static final int MAC_LENGTH = 8;
        private static final byte[] FIRST = Bytes.of(0x00, 0x00);
        private static final byte[] SECOND = Bytes.of(0x01, 0x00);
        private static final byte[] ZERO = new byte[AesKey.BLOCK];

        @Override
        public byte[] suffix(int code) {
            return mac.shortCmac(Bytes.join(Bytes.of(code), FIRST, transaction));
        }

        @Override
        public Optional<byte[]> uid(byte[] data) {
            if (data.length != AesKey.BLOCK + MAC_LENGTH) {
                return Optional.empty();
            }
            byte[] secret = Bytes.slice(data, 0, AesKey.BLOCK);
            byte[] given = Bytes.slice(data, AesKey.BLOCK, MAC_LENGTH);
            byte[] made = mac.shortCmac(Bytes.join(Bytes.of(0x00), SECOND, transaction, secret));
            byte[] iv =
                    encryption.encrypt(
                            ZERO,
                            Bytes.join(Bytes.of(0x5A, 0xA5), transaction, SECOND, new byte[8]));
            return MessageDigest.isEqual(made, given)
                    ? Optional.of(Bytes.slice(encryption.decrypt(iv, secret), 0, UID_LENGTH))
                    : Optional.empty();
        }
    }
}
