package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.SignedManifest;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Map;

class ManifestSealTest {
    private static KeyPair keys;
    private static KeyPair foreign;
    private static Manifest manifest;
    private static SignedManifest good;

    @BeforeAll
    static void sign() throws Exception {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        foreign = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        manifest = Manifest.newBuilder().setSchool("greenfield").setVersion(9).setRows(3).build();
        good = ManifestSeal.sign(manifest, "k1", keys.getPrivate());
    }

    private static Kind kindOf(SignedManifest signed, Map<String, PublicKey> known) {
        try {
            ManifestSeal.verify(signed, known);
            throw new AssertionError("was believed");
        } catch (WireException e) {
            return e.kind();
        }
    }

    @Test
    void signed_isBelievedByWhoKnowsTheKey() throws Exception {
        assertThat(ManifestSeal.verify(good, Map.of("k1", keys.getPublic()))).isEqualTo(manifest);
    }

    @Test
    void eachFlippedBit_isAForgery() {
        Map<String, PublicKey> known = Map.of("k1", keys.getPublic());
        for (int bit = 0; bit < good.getManifest().size() * 8; bit++) {
            assertThat(
                            kindOf(
                                    good.toBuilder()
                                            .setManifest(flip(good.getManifest(), bit))
                                            .build(),
                                    known))
                    .isEqualTo(Kind.FORGED);
        }
        for (int bit = 0; bit < good.getSignature().size() * 8; bit++) {
            assertThat(
                            kindOf(
                                    good.toBuilder()
                                            .setSignature(flip(good.getSignature(), bit))
                                            .build(),
                                    known))
                    .isEqualTo(Kind.FORGED);
        }
    }

    @Test
    void anotherKey_isAForgery() {
        assertThat(kindOf(good, Map.of())).isEqualTo(Kind.FORGED);
        assertThat(kindOf(good, Map.of("k2", keys.getPublic()))).isEqualTo(Kind.FORGED);
        assertThat(kindOf(good, Map.of("k1", foreign.getPublic()))).isEqualTo(Kind.FORGED);
        assertThat(kindOf(SignedManifest.getDefaultInstance(), Map.of("k1", keys.getPublic())))
                .isEqualTo(Kind.FORGED);
        for (int length : new int[] {0, 1, 63, 65, 1000}) {
            assertThat(
                            kindOf(
                                    good.toBuilder()
                                            .setSignature(ByteString.copyFrom(new byte[length]))
                                            .build(),
                                    Map.of("k1", keys.getPublic())))
                    .isEqualTo(Kind.FORGED);
        }
    }

    /** A signature made for another purpose with the same key does not fit: there is a prefix. */
    @Test
    void signatureWithoutThePrefix_isAForgery() throws Exception {
        var signature = java.security.Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(manifest.toByteArray());
        assertThat(
                        kindOf(
                                good.toBuilder()
                                        .setSignature(ByteString.copyFrom(signature.sign()))
                                        .build(),
                                Map.of("k1", keys.getPublic())))
                .isEqualTo(Kind.FORGED);
    }

    private static ByteString flip(ByteString bytes, int bit) {
        byte[] flipped = bytes.toByteArray();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return ByteString.copyFrom(flipped);
    }
}
