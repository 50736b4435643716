package com.hasivu.cloud.keys;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The authority that vouches for our stations and our embedded broker: ECDSA on P-256, key and
 * certificate in one folder, made on the first start. Its certificate is what a station trusts.
 * Thread-safe.
 */
public final class CertificateAuthority {
    /** How long a station's certificate counts unless the settings say otherwise. */
    public static final Duration STATION_LIFE = Duration.ofDays(90);

    private static final Duration SERVER_VALIDITY = Duration.ofDays(397);
    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    /** A clock may be behind ours; of a short life no more than a tenth. */
    private static final Duration BACKDATE = Duration.ofHours(1);

    /**
     * How long a revocation list may be used; a broker that gets no newer one refuses everybody.
     */
    private static final Duration LIST_VALIDITY = Duration.ofDays(7);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Name NAME = new X500Name("CN=HASIVU station authority");

    private final Clock clock;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final Duration stationLife;

    private CertificateAuthority(
            Clock clock, KeyPair keys, X509Certificate certificate, Duration stationLife) {
        this.clock = clock;
        this.keys = keys;
        this.certificate = certificate;
        this.stationLife = stationLife;
    }

    /** Opens it with {@link #STATION_LIFE}. */
    public static CertificateAuthority open(Path folder, Clock clock) {
        return open(folder, clock, STATION_LIFE);
    }

    /**
     * Opens the authority in {@code folder}, or makes it there: {@code ca-key.pem}, {@code
     * ca-cert.pem}.
     *
     * @param stationLife how long a station's certificate counts
     * @throws KeyException naming the damaged file
     */
    public static CertificateAuthority open(Path folder, Clock clock, Duration stationLife) {
        Path file = folder.resolve("ca-cert.pem");
        KeyPair keys = KeyFile.loadOrCreate(folder.resolve("ca-key.pem"), KeyFile.Kind.EC_P256);
        try {
            if (Files.exists(file)) {
                X509Certificate known = Pem.certificate(Files.readString(file));
                known.verify(keys.getPublic());
                return new CertificateAuthority(clock, keys, known, stationLife);
            }
            X509Certificate made = selfSigned(keys, clock.instant());
            SecretFile.write(file, Pem.of(made).getBytes(StandardCharsets.US_ASCII));
            return new CertificateAuthority(clock, keys, made, stationLife);
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyException(
                    "authority certificate %s cannot be used with ca-key.pem beside it (%s); restore both from a backup"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** What stations and the broker trust. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate with subject {@code CN={station},O={school}}, for TLS clients only. */
    public X509Certificate forStation(SchoolId school, StationId station, PublicKey key) {
        X500Name subject =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, station.value())
                        .addRDN(BCStyle.O, school.value())
                        .build();
        return issue(subject, key, stationLife, KeyPurposeId.id_kp_clientAuth, new GeneralName[0]);
    }

    /**
     * The list of certificates that count no more (RFC 5280, section 5), for a broker that is not
     * ours. It may be used for 7 days.
     *
     * @param ended serial numbers, and since when
     */
    public X509CRL revocations(Map<BigInteger, Instant> ended) {
        Instant now = clock.instant();
        var builder = new JcaX509v2CRLBuilder(certificate, Date.from(now));
        builder.setNextUpdate(Date.from(now.plus(LIST_VALIDITY)));
        ended.forEach(
                (serial, since) ->
                        builder.addCRLEntry(serial, Date.from(since), CRLReason.unspecified));
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CRLConverter().getCRL(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make the revocation list", e);
        }
    }

    /** A certificate for the broker: localhost, 127.0.0.1 and the names given. */
    public X509Certificate forServer(List<String> hosts, PublicKey key) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
        names.addAll(hosts);
        GeneralName[] alternatives =
                names.stream()
                        .map(
                                host ->
                                        new GeneralName(
                                                IPAddress.isValid(host)
                                                        ? GeneralName.iPAddress
                                                        : GeneralName.dNSName,
                                                host))
                        .toArray(GeneralName[]::new);
        return issue(
                new X500Name("CN=HASIVU broker"),
                key,
                SERVER_VALIDITY,
                KeyPurposeId.id_kp_serverAuth,
                alternatives);
    }

    private X509Certificate issue(
            X500Name subject,
            PublicKey key,
            Duration validity,
            KeyPurposeId purpose,
            GeneralName[] alternatives) {
        Instant now = clock.instant();
        Duration tenth = validity.dividedBy(10);
        Duration backdate = tenth.compareTo(BACKDATE) < 0 ? tenth : BACKDATE;
        var builder =
                new JcaX509v3CertificateBuilder(
                        NAME,
                        serial(),
                        Date.from(now.minus(backdate)),
                        Date.from(now.plus(validity)),
                        subject,
                        key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (alternatives.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            return sign(builder, keys);
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a certificate for " + subject, e);
        }
    }

    private static X509Certificate selfSigned(KeyPair keys, Instant now)
            throws GeneralSecurityException {
        var builder =
                new JcaX509v3CertificateBuilder(
                        NAME,
                        serial(),
                        Date.from(now.minus(BACKDATE)),
                        Date.from(now.plus(AUTHORITY_VALIDITY)),
                        NAME,
                        keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(builder, keys);
        } catch (CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the authority's own certificate", e);
        }
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair keys)
            throws OperatorCreationException, GeneralSecurityException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).add(BigInteger.ONE);
    }
}
