package com.hasivu.cloud.enrolment;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.cloud.rfid.Certificates;
import com.hasivu.cloud.rfid.StationCertificate;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.protocol.RenewalProof;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.RenewalRequest;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Gives a station its next certificate over the link it has, and learns when that one is in use.
 * docs/wire-protocol.md, "Renewal". A request proves both keys, so what it asks is the station's
 * own wish whatever broker carried it; asked again with the same key it gets the same certificate.
 * Thread-safe; blocks on the database.
 */
public final class Renewals {
    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);
    private static final int MAX_SERIAL_BYTES = 20; // RFC 5280, section 4.1.2.2

    private final Database database;
    private final Stations stations;
    private final CertificateAuthority authority;
    private final Publisher publisher;
    private final Clock clock;

    public Renewals(
            Database database,
            Stations stations,
            CertificateAuthority authority,
            Publisher publisher,
            Clock clock) {
        this.database = database;
        this.stations = stations;
        this.authority = authority;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** What became of a request. */
    sealed interface Outcome {
        /** Its certificate, now or given before. */
        record Given(StationCertificate certificate) implements Outcome {}

        /** None, and why: told to the station. */
        record Refused(String why) implements Outcome {}
    }

    /** Answers one request of {@code up/requests}. */
    public void receive(Topics.Address sender, RenewalRequest request) {
        Topics station = sender.topics();
        Outcome outcome = database.transaction(tx -> renew(tx, station, request));
        CertificateNotice.Builder notice =
                CertificateNotice.newBuilder()
                        .setForPublicKeySha256(
                                ByteString.copyFrom(
                                        Sha256.of(request.getPublicKey().toByteArray())));
        switch (outcome) {
            case Outcome.Given(var certificate) ->
                    notice.setCertificate(der(certificate.pem()))
                            .setAuthority(der(Pem.of(authority.certificate())));
            case Outcome.Refused(var why) -> {
                LOG.warn("no certificate for {}/{}: {}", sender.school(), sender.station(), why);
                notice.setRefused(why);
            }
        }
        var unused =
                publisher.publish(
                        station.certificate(),
                        Wire.seal(notice.build()),
                        Publisher.Delivery.ONCE_AT_LEAST);
    }

    Outcome renew(DSLContext tx, Topics station, RenewalRequest request) {
        if (request.getCertificateSerial().isEmpty()
                || request.getCertificateSerial().size() > MAX_SERIAL_BYTES) {
            return new Outcome.Refused("the request names no certificate");
        }
        byte[] spki = request.getPublicKey().toByteArray();
        byte[] serial = request.getCertificateSerial().toByteArray();
        Optional<DeviceKey> key = DeviceKey.of(spki);
        if (key.isEmpty()
                || !RenewalProof.fits(
                        key.get().key(), station, serial, spki, request.getProof().toByteArray())) {
            return new Outcome.Refused("the new key is not on P-256, or its proof does not fit");
        }
        if (!stations.certificates().lock(tx, station)) {
            return new Outcome.Refused("the station is not enrolled; enrol it with a claim code");
        }
        var number = new BigInteger(1, serial);
        Optional<StationCertificate> shown =
                stations.certificates()
                        .live(tx, station, number)
                        .filter(it -> clock.instant().isBefore(it.expires()));
        if (shown.isEmpty()
                || !RenewalProof.fits(
                        publicKey(shown.get()),
                        station,
                        serial,
                        spki,
                        request.getCertificateProof().toByteArray())) {
            return new Outcome.Refused(
                    "the certificate named does not count, or its proof does not fit");
        }
        if (stations.certificates().used(tx, station, number)) {
            LOG.info(
                    "station {}/{} renewed its certificate, the one before is refused from now on",
                    station.school(),
                    station.station());
        }
        return stations.certificates()
                .live(tx, station, key.get().base64())
                .<Outcome>map(Outcome.Given::new)
                .orElseGet(() -> fresh(tx, station, key.get()));
    }

    private Outcome fresh(DSLContext tx, Topics station, DeviceKey key) {
        if (stations.certificates().tooMany(tx, station)) {
            return new Outcome.Refused(
                    "the station has %d certificates that have not expired; is its disk read only? Revoke and re-open it, then enrol it anew"
                            .formatted(Certificates.MOST_ALIVE));
        }
        StationCertificate made =
                Enrolment.issue(
                        authority, station, key, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        stations.certificates().next(tx, station, made);
        return new Outcome.Given(made);
    }

    private static PublicKey publicKey(StationCertificate certificate) {
        return parse(certificate.pem()).getPublicKey();
    }

    private static ByteString der(String pem) {
        try {
            return ByteString.copyFrom(parse(pem).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
    }

    private static X509Certificate parse(String pem) {
        try {
            return Pem.certificate(pem);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate of our own cannot be read", e);
        }
    }
}
