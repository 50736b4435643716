package com.hasivu.protocol;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.SignedCommand;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/**
 * Signs a command to a station and verifies it: Ed25519 (RFC 8032) over a fixed prefix and the
 * command's bytes. The prefix is not the manifests', so a signature of one can never be shown for
 * the other. Thread-safe. docs/wire-protocol.md, section "Commands".
 */
public final class CommandSeal {
    private static final byte[] PREFIX = "hasivu-command-1\n".getBytes(StandardCharsets.US_ASCII);

    private CommandSeal() {}

    /** Signs a serialized {@link Command} with the cloud's key named {@code keyId}. */
    public static SignedCommand sign(byte[] command, String keyId, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(PREFIX);
            signature.update(command);
            return SignedCommand.newBuilder()
                    .setCommand(ByteString.copyFrom(command))
                    .setKeyId(keyId)
                    .setSignature(ByteString.copyFrom(signature.sign()))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a command with key " + keyId, e);
        }
    }

    /**
     * Verifies and opens; throws {@link Kind#FORGED} when the key is not known or the signature
     * does not fit. Whose command it is and whether it still counts is for the caller to check.
     */
    public static Command verify(SignedCommand signed, Map<String, PublicKey> keys)
            throws WireException {
        PublicKey key = keys.get(signed.getKeyId());
        if (key == null) {
            throw new WireException(
                    Kind.FORGED,
                    "command signed by unknown key '%s'; known: %s"
                            .formatted(signed.getKeyId(), keys.keySet()));
        }
        byte[] command = signed.getCommand().toByteArray();
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(PREFIX);
            signature.update(command);
            if (!signature.verify(signed.getSignature().toByteArray())) {
                throw new WireException(
                        Kind.FORGED,
                        "command signature does not fit key '%s'".formatted(signed.getKeyId()));
            }
        } catch (GeneralSecurityException e) {
            throw new WireException(
                    Kind.FORGED, "command signature cannot be checked: " + e.getMessage(), e);
        }
        return Wire.parse(command, Command.parser(), "command");
    }
}
