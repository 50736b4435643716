package com.hasivu.cloud.keys;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text around DER bytes (RFC 7468). Pure. */
public final class Pem {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** DER bytes as a block, for example {@code -----BEGIN CERTIFICATE-----}. */
    public static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, LINES.encodeToString(der), label);
    }

    /** A certificate as a block. */
    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that cannot be encoded", e);
        }
    }

    /** The first block with this label; empty when there is none or it is not base64. */
    public static Optional<byte[]> find(String text, String label) {
        Matcher block =
                Pattern.compile(
                                "-----BEGIN %s-----([A-Za-z0-9+/=\\s]+)-----END %s-----"
                                        .formatted(label, label))
                        .matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder().decode(block.group(1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /**
     * Reads a certificate.
     *
     * @throws GeneralSecurityException if there is none
     */
    public static X509Certificate certificate(String text) throws GeneralSecurityException {
        byte[] der =
                find(text, "CERTIFICATE")
                        .orElseThrow(
                                () -> new GeneralSecurityException("no CERTIFICATE block in it"));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }
}
