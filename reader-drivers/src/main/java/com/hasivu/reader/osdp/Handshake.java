package com.hasivu.reader.osdp;

import com.hasivu.reader.osdp.Link.Guard;
import com.hasivu.reader.osdp.OsdpSecureChannel.Session;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The four frames that make a secure channel. Source: SIA OSDP 2.2, annex D.
 *
 * <pre>
 * SCS_11 CHLNG   CP random (8)                       SCS_12 CCRYPT  PD id (8), PD random (8), PD cryptogram (16)
 * SCS_13 SCRYPT  CP cryptogram (16)                  SCS_14 RMAC_I  R-MAC-I (16); block: 01 well, FF not
 * block: 3, type, 00 by the default key SCBK-D or 01 by the reader's own
 * </pre>
 */
final class Handshake {
    private static final int READERS_RANDOM_AT = 8;
    private static final int READERS_PROOF_AT = 16;
    private static final int PROOF_BYTES = 16;

    private Handshake() {}

    static byte[] block(int scs, boolean byDefaultKey) {
        return new byte[] {3, (byte) scs, (byte) (byDefaultKey ? 0 : 1)};
    }

    static Guard.Shaking begin(byte[] key, byte[] ours) {
        return new Guard.Shaking(ours, OsdpSecureChannel.Keys.derive(key, ours), new byte[0]);
    }

    /** With our proof, once the reader's holds; empty if the reader's key is another. */
    static Optional<Guard.Shaking> prove(Guard.Shaking shaking, byte[] data) {
        if (data.length != READERS_PROOF_AT + PROOF_BYTES) {
            return Optional.empty();
        }
        byte[] readers = Arrays.copyOfRange(data, READERS_RANDOM_AT, READERS_PROOF_AT);
        byte[] proof = Arrays.copyOfRange(data, READERS_PROOF_AT, data.length);
        var keys = shaking.keys();
        return MessageDigest.isEqual(keys.readersCryptogram(shaking.ours(), readers), proof)
                ? Optional.of(
                        new Guard.Shaking(
                                shaking.ours(), keys, keys.ourCryptogram(shaking.ours(), readers)))
                : Optional.empty();
    }

    /** The channel; empty if the reader does not take our proof. */
    static Optional<Session> session(Guard.Shaking shaking, byte[] block, byte[] data) {
        byte[] first = shaking.keys().firstMac(shaking.proof());
        boolean well = block.length == 1 && block[0] == 1;
        return well && MessageDigest.isEqual(first, data)
                ? Optional.of(Session.begin(shaking.keys(), first))
                : Optional.empty();
    }
}
