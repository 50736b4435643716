package com.hasivu.cloud.enrolment;

import static com.hasivu.cloud.schema.Tables.STATION_CLAIMS;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.cloud.rfid.StationCertificate;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;

import org.jooq.DSLContext;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Claim codes and what they are turned into. Thread-safe; every call runs in the caller's
 * transaction.
 */
public final class Enrolment {
    /** How long a claim code counts. */
    public static final Duration CLAIM_VALIDITY = Duration.ofHours(24);

    private final CertificateAuthority authority;
    private final Stations stations;
    private final Clock clock;

    public Enrolment(CertificateAuthority authority, Stations stations, Clock clock) {
        this.authority = authority;
        this.stations = stations;
        this.clock = clock;
    }

    /**
     * A claim code, said once and never again.
     *
     * @param code as a person types it
     */
    public record Claim(String code, Instant expires) {
        @Override
        public String toString() {
            return "claim until " + expires;
        }
    }

    /** What became of a device's request. */
    public sealed interface Outcome {
        /** It is the station now. The same device asking again gets the same. */
        record Enrolled(SchoolId school, StationId station, String certificate)
                implements Outcome {}

        /** Wrong, expired or used code, or no proof of the key: deliberately not told apart. */
        record Refused() implements Outcome {}
    }

    /** A new claim code for a station; one issued before and not used is void. */
    Claim issue(DSLContext tx, SchoolId school, StationId station) {
        tx.deleteFrom(STATION_CLAIMS)
                .where(
                        STATION_CLAIMS.SCHOOL.eq(school.value()),
                        STATION_CLAIMS.STATION.eq(station.value()),
                        STATION_CLAIMS.PUBLIC_KEY.eq(""))
                .execute();
        ClaimCode code = ClaimCode.random();
        Instant now = now();
        Instant expires = now.plus(CLAIM_VALIDITY);
        tx.insertInto(
                        STATION_CLAIMS,
                        STATION_CLAIMS.CODE_HASH,
                        STATION_CLAIMS.SCHOOL,
                        STATION_CLAIMS.STATION,
                        STATION_CLAIMS.EXPIRES,
                        STATION_CLAIMS.PUBLIC_KEY,
                        STATION_CLAIMS.CERTIFICATE,
                        STATION_CLAIMS.CREATED)
                .values(code.hash(), school.value(), station.value(), expires, "", "", now)
                .execute();
        return new Claim(code.text(), expires);
    }

    /**
     * Turns a claim code into a certificate, once.
     *
     * @param publicKey base64 of the SPKI, EC P-256
     * @param proof base64 of the signature: {@link DeviceKey}
     */
    public Outcome enrol(DSLContext tx, String claimCode, String publicKey, String proof) {
        var key = DeviceKey.proven(claimCode, publicKey, proof);
        if (key.isEmpty()) {
            return new Outcome.Refused();
        }
        var claim =
                tx.selectFrom(STATION_CLAIMS)
                        .where(STATION_CLAIMS.CODE_HASH.eq(new ClaimCode(claimCode).hash()))
                        .forUpdate()
                        .fetchOne();
        if (claim == null || !now().isBefore(claim.getExpires())) {
            return new Outcome.Refused();
        }
        var school = new SchoolId(claim.getSchool());
        var station = new StationId(claim.getStation());
        if (!claim.getPublicKey().isEmpty()) {
            boolean same =
                    claim.getPublicKey().equals(publicKey)
                            && stations.certificates()
                                    .live(tx, new Topics(school, station), publicKey)
                                    .isPresent();
            return same
                    ? new Outcome.Enrolled(school, station, claim.getCertificate())
                    : new Outcome.Refused();
        }
        StationCertificate certificate =
                issue(authority, new Topics(school, station), key.get(), now());
        if (!stations.enrol(tx, school, station, certificate)) {
            return new Outcome.Refused();
        }
        claim.setPublicKey(publicKey);
        claim.setCertificate(certificate.pem());
        claim.setUsed(now());
        claim.update();
        return new Outcome.Enrolled(school, station, certificate.pem());
    }

    static StationCertificate issue(
            CertificateAuthority authority, Topics station, DeviceKey key, Instant now) {
        X509Certificate made = authority.forStation(station.school(), station.station(), key.key());
        return new StationCertificate(
                made.getSerialNumber(),
                key.base64(),
                Pem.of(made),
                now,
                made.getNotAfter().toInstant());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
