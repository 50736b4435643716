package com.hasivu.cloud.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * The key a device made for itself, and the proof that it holds the private half: a signature over
 * {@code "hasivu-enrol-1\n" claimCode "\n" publicKey}.
 *
 * @param base64 the SPKI as it was sent
 */
record DeviceKey(ECPublicKey key, String base64) {
    private static final String PROOF_PREFIX = "hasivu-enrol-1\n";

    /** Empty unless the key is on P-256 and the proof fits. */
    static Optional<DeviceKey> proven(String claimCode, String publicKey, String proof) {
        try {
            ECPublicKey key = read(Base64.getDecoder().decode(publicKey));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(key);
            signature.update(
                    (PROOF_PREFIX + claimCode + "\n" + publicKey).getBytes(StandardCharsets.UTF_8));
            boolean fits = signature.verify(Base64.getDecoder().decode(proof));
            return fits ? Optional.of(new DeviceKey(key, publicKey)) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** Empty unless it is the SPKI of a key on P-256. */
    static Optional<DeviceKey> of(byte[] spki) {
        try {
            return Optional.of(new DeviceKey(read(spki), Base64.getEncoder().encodeToString(spki)));
        } catch (GeneralSecurityException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static ECPublicKey read(byte[] spki) throws GeneralSecurityException {
        var key =
                (ECPublicKey)
                        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
        if (!onP256(key)) {
            throw new GeneralSecurityException("not on P-256");
        }
        return key;
    }

    private static boolean onP256(ECPublicKey key) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec p256 = parameters.getParameterSpec(ECParameterSpec.class);
        return key.getParams().getCurve().equals(p256.getCurve())
                && key.getParams().getGenerator().equals(p256.getGenerator())
                && key.getParams().getOrder().equals(p256.getOrder());
    }
}
