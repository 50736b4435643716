package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATIONS;
import static com.hasivu.cloud.schema.Tables.STATION_STATUS;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.StationStatus;

import org.jooq.DSLContext;
import org.jooq.Record;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The registry of stations. Thread-safe; every call runs in the caller's transaction. */
public final class Stations {
    private static final HexFormat HEX = HexFormat.of();
    private static final int MAX_TEXT = 100;
    private static final int MAX_DIGEST_BYTES = 32;

    private final Clock clock;
    private final Certificates certificates;

    public Stations(Clock clock) {
        this.clock = clock;
        this.certificates = new Certificates(clock);
    }

    /** Makes a claimable station; false when the school has one with this id. */
    public boolean add(DSLContext tx, SchoolId school, StationId id, String name) {
        return tx.insertInto(
                                STATIONS,
                                STATIONS.SCHOOL,
                                STATIONS.ID,
                                STATIONS.NAME,
                                STATIONS.STATE,
                                STATIONS.CREATED)
                        .values(
                                school.value(),
                                id.value(),
                                name,
                                StationState.CLAIMABLE.label(),
                                now())
                        .onConflict(STATIONS.SCHOOL, STATIONS.ID)
                        .doNothing()
                        .execute()
                > 0;
    }

    /** The school's stations, by id. */
    public List<Station> all(DSLContext tx, SchoolId school) {
        return tx.select()
                .from(STATIONS)
                .leftJoin(STATION_STATUS)
                .on(
                        STATION_STATUS.SCHOOL.eq(STATIONS.SCHOOL),
                        STATION_STATUS.STATION.eq(STATIONS.ID))
                .where(STATIONS.SCHOOL.eq(school.value()))
                .orderBy(STATIONS.ID)
                .fetch(Stations::station);
    }

    /** One station of the school. */
    public Optional<Station> find(DSLContext tx, SchoolId school, StationId id) {
        return all(tx, school).stream().filter(station -> station.id().equals(id)).findFirst();
    }

    /** The stations of a school that hold a certificate. */
    public List<StationId> enrolled(DSLContext tx, SchoolId school) {
        return tx.select(STATIONS.ID)
                .from(STATIONS)
                .where(
                        STATIONS.SCHOOL.eq(school.value()),
                        STATIONS.STATE.eq(StationState.ENROLLED.label()))
                .orderBy(STATIONS.ID)
                .fetch(row -> new StationId(row.value1()));
    }

    /** The schools that have an enrolled station. */
    public List<SchoolId> schoolsWithStations(DSLContext tx) {
        return tx.selectDistinct(STATIONS.SCHOOL)
                .from(STATIONS)
                .where(STATIONS.STATE.eq(StationState.ENROLLED.label()))
                .fetch(row -> new SchoolId(row.value1()));
    }

    /** Moves from claimable to enrolled with this certificate; false from any other state. */
    public boolean enrol(
            DSLContext tx, SchoolId school, StationId id, StationCertificate certificate) {
        boolean moved =
                tx.update(STATIONS)
                                .set(STATIONS.STATE, StationState.ENROLLED.label())
                                .set(
                                        STATIONS.CERTIFICATE_SERIAL,
                                        Certificates.hex(certificate.serial()))
                                .setNull(STATIONS.NEXT_SERIAL)
                                .set(STATIONS.ENROLLED, now())
                                .where(
                                        Certificates.is(new Topics(school, id)),
                                        STATIONS.STATE.eq(StationState.CLAIMABLE.label()))
                                .execute()
                        > 0;
        if (moved) {
            certificates.enrolled(tx, new Topics(school, id), certificate);
        }
        return moved;
    }

    /** Which certificates they are let in with. */
    public Certificates certificates() {
        return certificates;
    }

    /** Whether the station holds a certificate and is not revoked. */
    public static boolean isEnrolled(DSLContext tx, SchoolId school, StationId id) {
        return tx.fetchExists(
                STATIONS,
                STATIONS.SCHOOL.eq(school.value()),
                STATIONS.ID.eq(id.value()),
                STATIONS.STATE.eq(StationState.ENROLLED.label()));
    }

    /**
     * Refuses the station and all its certificates from now on, until an administrator re-opens it;
     * false when there is none.
     */
    public boolean revoke(DSLContext tx, SchoolId school, StationId id) {
        certificates.endAll(tx, new Topics(school, id));
        return tx.update(STATIONS)
                        .set(STATIONS.STATE, StationState.REVOKED.label())
                        .set(STATIONS.REVOKED, now())
                        .setNull(STATIONS.NEXT_SERIAL)
                        .where(Certificates.is(new Topics(school, id)))
                        .execute()
                > 0;
    }

    /**
     * Makes a station claimable again: a revoked one, or one whose certificates have all expired.
     * False for one that is let in now: revoke it first, so that two devices are never one station.
     * Its old certificates stay refused.
     */
    public boolean reopen(DSLContext tx, SchoolId school, StationId id) {
        Topics station = new Topics(school, id);
        boolean alive =
                certificates.lock(tx, station)
                        && certificates.expires(tx, station).filter(now()::isBefore).isPresent();
        if (alive) {
            return false;
        }
        certificates.endAll(tx, station);
        return tx.update(STATIONS)
                        .set(STATIONS.STATE, StationState.CLAIMABLE.label())
                        .setNull(STATIONS.CERTIFICATE_SERIAL)
                        .setNull(STATIONS.NEXT_SERIAL)
                        .where(Certificates.is(station))
                        .execute()
                > 0;
    }

    /**
     * Keeps the last heartbeat; one of a station nobody made is dropped. The Last Will says no more
     * than offline, so the rest of what was known stays.
     */
    void report(DSLContext tx, SchoolId school, StationId id, StationStatus status) {
        boolean known =
                tx.fetchExists(
                        STATIONS, STATIONS.SCHOOL.eq(school.value()), STATIONS.ID.eq(id.value()));
        if (!known) {
            return;
        }
        var row = tx.newRecord(STATION_STATUS);
        row.setSchool(school.value());
        row.setStation(id.value());
        row.setOnline(status.getOnline());
        row.setSeen(now());
        row.setSnapshotVersion(status.getSnapshotVersion());
        row.setSnapshotDigest(digest(status));
        row.setEpoch(status.getEpoch());
        row.setLastSequence(status.getLastSequence());
        row.setAckedSequence(status.getAckedSequence());
        row.setAgentVersion(cut(status.getAgentVersion()));
        row.setClock(status.getClock().name());
        var insert =
                tx.insertInto(STATION_STATUS)
                        .set(row)
                        .onConflict(STATION_STATUS.SCHOOL, STATION_STATUS.STATION);
        if (!status.getOnline() && status.getEpoch() == 0) {
            insert.doUpdate()
                    .set(STATION_STATUS.ONLINE, false)
                    .set(STATION_STATUS.SEEN, now())
                    .execute();
        } else {
            insert.doUpdate()
                    .set(STATION_STATUS.ONLINE, row.getOnline())
                    .set(STATION_STATUS.SEEN, row.getSeen())
                    .set(STATION_STATUS.SNAPSHOT_VERSION, row.getSnapshotVersion())
                    .set(STATION_STATUS.SNAPSHOT_DIGEST, row.getSnapshotDigest())
                    .set(STATION_STATUS.EPOCH, row.getEpoch())
                    .set(STATION_STATUS.LAST_SEQUENCE, row.getLastSequence())
                    .set(STATION_STATUS.ACKED_SEQUENCE, row.getAckedSequence())
                    .set(STATION_STATUS.AGENT_VERSION, row.getAgentVersion())
                    .set(STATION_STATUS.CLOCK, row.getClock())
                    .execute();
        }
    }

    private static String digest(StationStatus status) {
        byte[] digest = status.getSnapshotDigest().toByteArray();
        return digest.length <= MAX_DIGEST_BYTES ? HEX.formatHex(digest) : "";
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Station station(Record row) {
        Optional<Station.Heartbeat> heartbeat =
                row.get(STATION_STATUS.STATION) == null
                        ? Optional.empty()
                        : Optional.of(
                                new Station.Heartbeat(
                                        row.get(STATION_STATUS.ONLINE),
                                        row.get(STATION_STATUS.SEEN),
                                        row.get(STATION_STATUS.SNAPSHOT_VERSION),
                                        row.get(STATION_STATUS.SNAPSHOT_DIGEST),
                                        row.get(STATION_STATUS.EPOCH),
                                        row.get(STATION_STATUS.LAST_SEQUENCE),
                                        row.get(STATION_STATUS.ACKED_SEQUENCE),
                                        row.get(STATION_STATUS.AGENT_VERSION),
                                        row.get(STATION_STATUS.CLOCK)));
        return new Station(
                new SchoolId(row.get(STATIONS.SCHOOL)),
                new StationId(row.get(STATIONS.ID)),
                row.get(STATIONS.NAME),
                StationState.of(row.get(STATIONS.STATE)),
                heartbeat);
    }
}
