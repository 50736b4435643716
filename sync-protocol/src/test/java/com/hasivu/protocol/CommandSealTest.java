package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.Restart;
import com.hasivu.protocol.wire.SignedCommand;
import com.hasivu.protocol.wire.SignedManifest;

import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Map;

class CommandSealTest {
    private final KeyPair keys = pair();
    private final Map<String, PublicKey> known = Map.of("k1", keys.getPublic());
    private final Command command =
            Command.newBuilder()
                    .setId("c1")
                    .setSchool("greenfield")
                    .setStation("greenfield-c1")
                    .setRestart(Restart.getDefaultInstance())
                    .build();
    private final SignedCommand good =
            CommandSeal.sign(command.toByteArray(), "k1", keys.getPrivate());

    @Test
    void signed_isBelievedByWhoKnowsTheKey() throws Exception {
        assertThat(CommandSeal.verify(good, known)).isEqualTo(command);
    }

    @Test
    void eachFlippedBit_isAForgery() {
        for (int bit = 0; bit < good.getCommand().size() * 8; bit++) {
            forged(good.toBuilder().setCommand(flip(good.getCommand(), bit)).build());
        }
        for (int bit = 0; bit < good.getSignature().size() * 8; bit++) {
            forged(good.toBuilder().setSignature(flip(good.getSignature(), bit)).build());
        }
    }

    @Test
    void anotherKeyOrNone_isAForgery() {
        forged(CommandSeal.sign(command.toByteArray(), "k1", pair().getPrivate()));
        forged(CommandSeal.sign(command.toByteArray(), "k2", keys.getPrivate()));
        forged(good.toBuilder().clearSignature().build());
        forged(SignedCommand.getDefaultInstance());
    }

    /** The same key signs manifests; neither signature may be shown for the other. */
    @Test
    void signatureOfTheOtherUse_isAForgery() {
        Manifest manifest = Manifest.newBuilder().setSchool("greenfield").build();
        SignedManifest signed = ManifestSeal.sign(manifest, "k1", keys.getPrivate());
        forged(
                SignedCommand.newBuilder()
                        .setCommand(signed.getManifest())
                        .setKeyId("k1")
                        .setSignature(signed.getSignature())
                        .build());
        assertThatThrownBy(
                        () ->
                                ManifestSeal.verify(
                                        SignedManifest.newBuilder()
                                                .setManifest(good.getCommand())
                                                .setKeyId("k1")
                                                .setSignature(good.getSignature())
                                                .build(),
                                        known))
                .isInstanceOf(WireException.class);
    }

    private void forged(SignedCommand signed) {
        assertThatThrownBy(() -> CommandSeal.verify(signed, known))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORGED));
    }

    private static ByteString flip(ByteString bytes, int bit) {
        byte[] flipped = bytes.toByteArray();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return ByteString.copyFrom(flipped);
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
