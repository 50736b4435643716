package com.hasivu.edge.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Keys and certificates as text: PEM, RFC 7468. Pure. */
final class Pem {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    static String of(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, LINES.encodeToString(der), label);
    }

    /** Both halves: PKCS #8 cannot give the public one back without a provider's help. */
    static String of(StationKey key) {
        return of("PRIVATE KEY", key.privateKey().getEncoded())
                + of("PUBLIC KEY", key.publicKey().getEncoded());
    }

    static StationKey stationKey(String pem) throws GeneralSecurityException {
        PrivateKey privateKey =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(der("PRIVATE KEY", pem)));
        PublicKey publicKey =
                KeyFactory.getInstance("EC")
                        .generatePublic(new X509EncodedKeySpec(der("PUBLIC KEY", pem)));
        return new StationKey(publicKey, privateKey);
    }

    static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return fromDer(der("CERTIFICATE", pem));
    }

    static X509Certificate fromDer(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    /** An Ed25519 key: base64 of its DER SubjectPublicKeyInfo. */
    static PublicKey ed25519(String base64) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not base64: " + e.getMessage(), e);
        }
    }

    private static byte[] der(String label, String pem) throws GeneralSecurityException {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new GeneralSecurityException("no '" + begin + "' in it");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not base64: " + e.getMessage(), e);
        }
    }
}
