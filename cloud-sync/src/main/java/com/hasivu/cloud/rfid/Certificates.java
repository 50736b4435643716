package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATIONS;
import static com.hasivu.cloud.schema.Tables.STATION_CERTIFICATES;

import com.hasivu.cloud.schema.tables.records.StationCertificatesRecord;
import com.hasivu.cloud.schema.tables.records.StationsRecord;
import com.hasivu.protocol.Topics;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Which certificates a station is let in with: the one in use, and the renewed one until it is
 * first used; then only that. Every other one of theirs that has not expired is on the list of
 * {@link #ended}. Thread-safe; every call runs in the caller's transaction.
 */
public final class Certificates {
    /**
     * Of one station at most, not expired: a station renews thrice in a certificate's life at the
     * very most, so more is a fault or a thief, and the list of ended ones stays short.
     */
    public static final int MOST_ALIVE = 12;

    private final Clock clock;

    Certificates(Clock clock) {
        this.clock = clock;
    }

    /** A certificate that counts no more and has not expired, since when. */
    public record Ended(BigInteger serial, Instant since) {}

    /** Whether the station may connect with the certificate of this serial number. */
    public Admission admission(DSLContext tx, Topics station, BigInteger serial) {
        StationsRecord row = tx.selectFrom(STATIONS).where(is(station)).fetchOne();
        if (row == null) {
            return Admission.UNKNOWN;
        }
        return switch (StationState.of(row.getState())) {
            case CLAIMABLE -> Admission.CLAIMABLE;
            case REVOKED -> Admission.REVOKED;
            case ENROLLED -> {
                String hex = hex(serial);
                if (!hex.equals(row.getCertificateSerial()) && !hex.equals(row.getNextSerial())) {
                    yield Admission.SUPERSEDED;
                }
                yield tx.fetchExists(
                                STATION_CERTIFICATES,
                                STATION_CERTIFICATES.SERIAL.eq(hex),
                                STATION_CERTIFICATES.EXPIRES.gt(now()))
                        ? Admission.ADMITTED
                        : Admission.EXPIRED;
            }
        };
    }

    /** The certificate in use or the next one, if it has this serial number. */
    public Optional<StationCertificate> live(DSLContext tx, Topics station, BigInteger serial) {
        return live(tx, station, STATION_CERTIFICATES.SERIAL.eq(hex(serial)));
    }

    /** The certificate in use or the next one, if it was given for this key. */
    public Optional<StationCertificate> live(DSLContext tx, Topics station, String publicKey) {
        return live(tx, station, STATION_CERTIFICATES.PUBLIC_KEY.eq(publicKey));
    }

    private Optional<StationCertificate> live(DSLContext tx, Topics station, Condition which) {
        return tx
                .select(STATION_CERTIFICATES.fields())
                .from(STATION_CERTIFICATES)
                .join(STATIONS)
                .on(
                        STATIONS.SCHOOL.eq(STATION_CERTIFICATES.SCHOOL),
                        STATIONS.ID.eq(STATION_CERTIFICATES.STATION))
                .where(is(station), STATIONS.STATE.eq(StationState.ENROLLED.label()), which)
                .and(
                        STATION_CERTIFICATES
                                .SERIAL
                                .eq(STATIONS.CERTIFICATE_SERIAL)
                                .or(STATION_CERTIFICATES.SERIAL.eq(STATIONS.NEXT_SERIAL)))
                .orderBy(STATION_CERTIFICATES.EXPIRES.desc())
                .fetchInto(STATION_CERTIFICATES)
                .stream()
                .findFirst()
                .map(Certificates::certificate);
    }

    /** Holds the station's row until the end of the transaction; false when it is not enrolled. */
    public boolean lock(DSLContext tx, Topics station) {
        return tx.select(STATIONS.STATE)
                .from(STATIONS)
                .where(is(station)) // whatever it is: a device may be enrolling
                .forUpdate()
                .fetchOptional(STATIONS.STATE)
                .filter(StationState.ENROLLED.label()::equals)
                .isPresent();
    }

    /** Whether the station has as many certificates as one may have. */
    public boolean tooMany(DSLContext tx, Topics station) {
        return tx.fetchCount(
                        STATION_CERTIFICATES,
                        STATION_CERTIFICATES.SCHOOL.eq(station.school().value()),
                        STATION_CERTIFICATES.STATION.eq(station.station().value()),
                        STATION_CERTIFICATES.EXPIRES.gt(now()))
                >= MOST_ALIVE;
    }

    /** Lets the station in with this one too. An earlier next one that was never used is over. */
    public void next(DSLContext tx, Topics station, StationCertificate certificate) {
        StationsRecord row = tx.selectFrom(STATIONS).where(is(station)).fetchSingle();
        end(tx, row.getNextSerial());
        insert(tx, station, certificate);
        row.setNextSerial(hex(certificate.serial()));
        row.update();
    }

    /**
     * The station is connected with this one: if it is the next one it becomes the one in use, and
     * the one before is refused from now on. True when that happened now.
     */
    public boolean used(DSLContext tx, Topics station, BigInteger serial) {
        StationsRecord row = tx.selectFrom(STATIONS).where(is(station)).fetchSingle();
        if (!hex(serial).equals(row.getNextSerial())) {
            return false;
        }
        end(tx, row.getCertificateSerial());
        row.setCertificateSerial(row.getNextSerial());
        row.setNextSerial(null);
        row.update();
        return true;
    }

    /** Certificates refused although they have not expired: what a revocation list names. */
    public List<Ended> ended(DSLContext tx) {
        return tx.selectFrom(STATION_CERTIFICATES)
                .where(STATION_CERTIFICATES.ENDED.isNotNull())
                .and(STATION_CERTIFICATES.EXPIRES.gt(now()))
                .orderBy(STATION_CERTIFICATES.ENDED, STATION_CERTIFICATES.SERIAL)
                .fetch(row -> new Ended(new BigInteger(row.getSerial(), 16), row.getEnded()));
    }

    /** When the newest certificate that is let in ends; empty when none is. */
    Optional<Instant> expires(DSLContext tx, Topics station) {
        return live(tx, station, STATION_CERTIFICATES.ENDED.isNull())
                .map(StationCertificate::expires);
    }

    /** The first one, by a claim code. */
    void enrolled(DSLContext tx, Topics station, StationCertificate certificate) {
        insert(tx, station, certificate);
    }

    /** Refuses all of the station's. */
    void endAll(DSLContext tx, Topics station) {
        tx.update(STATION_CERTIFICATES)
                .set(STATION_CERTIFICATES.ENDED, now())
                .where(
                        STATION_CERTIFICATES.SCHOOL.eq(station.school().value()),
                        STATION_CERTIFICATES.STATION.eq(station.station().value()),
                        STATION_CERTIFICATES.ENDED.isNull())
                .execute();
    }

    private void end(DSLContext tx, @Nullable String serial) {
        if (serial != null) {
            tx.update(STATION_CERTIFICATES)
                    .set(STATION_CERTIFICATES.ENDED, now())
                    .where(
                            STATION_CERTIFICATES.SERIAL.eq(serial),
                            STATION_CERTIFICATES.ENDED.isNull())
                    .execute();
        }
    }

    private static void insert(DSLContext tx, Topics station, StationCertificate certificate) {
        StationCertificatesRecord row = tx.newRecord(STATION_CERTIFICATES);
        row.setSerial(hex(certificate.serial()));
        row.setSchool(station.school().value());
        row.setStation(station.station().value());
        row.setPublicKey(certificate.publicKey());
        row.setCertificate(certificate.pem());
        row.setIssued(certificate.issued());
        row.setExpires(certificate.expires());
        row.insert();
    }

    static Condition is(Topics station) {
        return STATIONS.SCHOOL
                .eq(station.school().value())
                .and(STATIONS.ID.eq(station.station().value()));
    }

    static String hex(BigInteger serial) {
        return serial.toString(16);
    }

    private static StationCertificate certificate(StationCertificatesRecord row) {
        return new StationCertificate(
                new BigInteger(row.getSerial(), 16),
                row.getPublicKey(),
                row.getCertificate(),
                row.getIssued(),
                row.getExpires());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
