package com.hasivu.protocol;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.SignedManifest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/**
 * Signs a snapshot's manifest and verifies it: Ed25519 (RFC 8032) over a fixed prefix and the
 * manifest's bytes. The manifest names the digest of the rows, so this signature covers the whole
 * snapshot, full or by delta. Thread-safe.
 */
public final class ManifestSeal {
    private static final byte[] PREFIX = "hasivu-manifest-1\n".getBytes(StandardCharsets.US_ASCII);

    private ManifestSeal() {}

    /** Signs {@code manifest} with the cloud's key named {@code keyId}. */
    public static SignedManifest sign(Manifest manifest, String keyId, PrivateKey key) {
        byte[] bytes = manifest.toByteArray();
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(PREFIX);
            signature.update(bytes);
            return SignedManifest.newBuilder()
                    .setManifest(ByteString.copyFrom(bytes))
                    .setKeyId(keyId)
                    .setSignature(ByteString.copyFrom(signature.sign()))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a manifest with key " + keyId, e);
        }
    }

    /**
     * Verifies and opens; throws {@link Kind#FORGED} when the key is not known or the signature
     * does not fit.
     */
    public static Manifest verify(SignedManifest signed, Map<String, PublicKey> keys)
            throws WireException {
        PublicKey key = keys.get(signed.getKeyId());
        if (key == null) {
            throw new WireException(
                    Kind.FORGED,
                    "manifest signed by unknown key '%s'; known: %s"
                            .formatted(signed.getKeyId(), keys.keySet()));
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(PREFIX);
            signature.update(signed.getManifest().toByteArray());
            if (!signature.verify(signed.getSignature().toByteArray())) {
                throw new WireException(
                        Kind.FORGED,
                        "manifest signature does not fit key '%s'".formatted(signed.getKeyId()));
            }
        } catch (GeneralSecurityException e) {
            throw new WireException(
                    Kind.FORGED, "manifest signature cannot be checked: " + e.getMessage(), e);
        }
        return Wire.parse(signed.getManifest().toByteArray(), Manifest.parser(), "manifest");
    }
}
