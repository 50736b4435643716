package com.hasivu.edge.identity;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** A certificate authority for tests, as the cloud has one. */
public final class TestAuthority {
    private static final GeneralNames LOCAL =
            new GeneralNames(
                    new GeneralName[] {
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                    });

    private final KeyPair keys = ecPair();
    private final X500Name name = new X500Name("CN=hasivu-test");
    public final X509Certificate certificate =
            issue("CN=hasivu-test", keys.getPublic(), true, LOCAL);

    private long serial = 1;

    /** For a station or a broker; the host names are localhost and 127.0.0.1. */
    public X509Certificate issue(String subject, PublicKey key) {
        return issue(subject, key, false, LOCAL);
    }

    /** For a broker of another host. */
    public X509Certificate issueFor(String host, PublicKey key) {
        return issue(
                "CN=" + host,
                key,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    }

    /** For a station, with its own life. */
    public X509Certificate issue(String subject, PublicKey key, Instant from, Instant to) {
        return issue(subject, key, false, LOCAL, from, to);
    }

    private X509Certificate issue(
            String subject, PublicKey key, boolean authority, GeneralNames hosts) {
        Instant now = Instant.now();
        return issue(
                subject,
                key,
                authority,
                hosts,
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofHours(1)));
    }

    private X509Certificate issue(
            String subject,
            PublicKey key,
            boolean authority,
            GeneralNames hosts,
            Instant from,
            Instant to) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.valueOf(++serial),
                            Date.from(from),
                            Date.from(to),
                            new X500Name(subject),
                            key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.subjectAlternativeName, false, hosts);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair ecPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair ed25519Pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static String pem(X509Certificate certificate) {
        try {
            return Pem.of("CERTIFICATE", certificate.getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
