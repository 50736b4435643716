package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATIONS;
import static com.hasivu.cloud.schema.Tables.STATION_CHAINS;
import static com.hasivu.cloud.schema.Tables.STATION_STATUS;
import static com.hasivu.cloud.schema.Tables.TAP_DROPPED;
import static com.hasivu.cloud.schema.Tables.TAP_HEADS;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;

import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry of stations. Thread-safe; every call runs in the caller's transaction. */
public final class Stations {
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
                .leftJoin(TAP_HEADS)
                .on(
                        TAP_HEADS.SCHOOL.eq(STATION_STATUS.SCHOOL),
                        TAP_HEADS.STATION.eq(STATION_STATUS.STATION),
                        TAP_HEADS.EPOCH.eq(STATION_STATUS.EPOCH))
                .leftJoin(STATION_CHAINS)
                .on(
                        STATION_CHAINS.SCHOOL.eq(STATION_STATUS.SCHOOL),
                        STATION_CHAINS.STATION.eq(STATION_STATUS.STATION),
                        STATION_CHAINS.EPOCH.eq(STATION_STATUS.EPOCH))
                .leftJoin(TAP_DROPPED)
                .on(TAP_DROPPED.SCHOOL.eq(STATIONS.SCHOOL), TAP_DROPPED.STATION.eq(STATIONS.ID))
                .where(STATIONS.SCHOOL.eq(school.value()))
                .orderBy(STATIONS.ID)
                .fetch(this::station);
    }

    /** One station of the school. */
    public Optional<Station> find(DSLContext tx, SchoolId school, StationId id) {
        return all(tx, school).stream().filter(station -> station.id().equals(id)).findFirst();
    }

    /** The stations' names by their ids. */
    public Map<String, String> names(DSLContext tx, SchoolId school) {
        return tx.select(STATIONS.ID, STATIONS.NAME)
                .from(STATIONS)
                .where(STATIONS.SCHOOL.eq(school.value()))
                .fetchMap(STATIONS.ID, STATIONS.NAME);
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

    /** Whether the school has such a station, in whatever state. */
    static boolean exists(DSLContext tx, SchoolId school, StationId id) {
        return tx.fetchExists(
                STATIONS, STATIONS.SCHOOL.eq(school.value()), STATIONS.ID.eq(id.value()));
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
        boolean revoked =
                tx.update(STATIONS)
                                .set(STATIONS.STATE, StationState.REVOKED.label())
                                .set(STATIONS.REVOKED, now())
                                .setNull(STATIONS.NEXT_SERIAL)
                                .where(Certificates.is(new Topics(school, id)))
                                .execute()
                        > 0;
        certificates.endAll(tx, new Topics(school, id)); // behind it: a renewal holds the station
        return revoked;
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Station station(Record row) {
        return new Station(
                new SchoolId(row.get(STATIONS.SCHOOL)),
                new StationId(row.get(STATIONS.ID)),
                row.get(STATIONS.NAME),
                StationState.of(row.get(STATIONS.STATE)),
                row.get(STATION_STATUS.STATION) == null
                        ? Optional.empty()
                        : Optional.of(heartbeat(row)),
                orNone(row.get(TAP_DROPPED.PAYLOADS)));
    }

    private Station.Heartbeat heartbeat(Record row) {
        Instant seen = row.get(STATION_STATUS.SEEN);
        return new Station.Heartbeat(
                Link.of(row.get(STATION_STATUS.ONLINE), seen, now()),
                seen,
                row.get(STATION_STATUS.SNAPSHOT_VERSION),
                row.get(STATION_STATUS.SNAPSHOT_DIGEST),
                row.get(STATION_STATUS.EPOCH),
                row.get(STATION_STATUS.LAST_SEQUENCE),
                row.get(STATION_STATUS.ACKED_SEQUENCE),
                orNone(row.get(TAP_HEADS.LAST_SEQUENCE)),
                halted(row),
                row.get(STATION_STATUS.AGENT_VERSION),
                row.get(STATION_STATUS.CLOCK));
    }

    private static long orNone(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    /** Why a station sends nothing more of its journal, as its own rules are: edge.sync.Uplink. */
    private static Optional<String> halted(Record row) {
        String quarantined = row.get(TAP_HEADS.QUARANTINED);
        if (quarantined != null && !quarantined.isEmpty()) {
            return Optional.of("quarantined: " + quarantined);
        }
        if (row.get(STATION_CHAINS.WENT_BACK_AT) == null) {
            return Optional.empty();
        }
        return Optional.of(
                "the journal went back from record %d to %d"
                        .formatted(
                                row.get(STATION_CHAINS.WENT_BACK_FROM),
                                row.get(STATION_CHAINS.WENT_BACK_TO)));
    }
}
