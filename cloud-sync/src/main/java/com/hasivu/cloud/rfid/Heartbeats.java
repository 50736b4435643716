package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATION_STATUS;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.schema.tables.records.StationStatusRecord;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.StationStatus;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes station statuses, Last Wills and signs of life. Thread-safe; several nodes may each take
 * the same status, and the broker repeats the retained one at each connect of ours: a message that
 * is known already changes nothing.
 */
public final class Heartbeats {
    private static final int MAX_TEXT = 100;
    private static final int MAX_DIGEST_BYTES = 32;
    private static final int MAX_STATIONS = 100_000;

    /** A request that comes so long after an offline word was sent after it. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private final Database database;
    private final Clock clock;
    private final Chains chains = new Chains();
    private final Map<Topics, Instant> alive = new ConcurrentHashMap<>();

    public Heartbeats(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Keeps the status; one of a station nobody made is dropped. Blocks on the database. */
    public void receive(Topics.Address sender, StationStatus status) {
        Instant now = now();
        database.transaction(
                tx -> {
                    report(tx, sender, status, now);
                    return true;
                });
    }

    /**
     * The station asked for something, so it is there. Written down once a minute at most; blocks
     * on the database then.
     */
    public void alive(Topics.Address sender) {
        Instant now = now();
        Topics station = sender.topics();
        Instant written = alive.get(station);
        if (written != null && written.isAfter(now.minus(Link.WRITTEN_EVERY))) {
            return;
        }
        if (alive.size() >= MAX_STATIONS) {
            alive.clear(); // costs a write each, no more
        }
        alive.put(station, database.transaction(tx -> seen(tx, sender, now)));
    }

    /** When the station was last seen, now or, if that is new enough, before. */
    private static Instant seen(DSLContext tx, Topics.Address sender, Instant now) {
        Condition settled =
                DSL.coalesce(STATION_STATUS.SAID_OFFLINE, DSL.val(now)).le(now.minus(SETTLED));
        int written =
                tx.update(STATION_STATUS)
                        .set(STATION_STATUS.SEEN, now)
                        .set(
                                STATION_STATUS.ONLINE,
                                DSL.field(DSL.condition(STATION_STATUS.ONLINE).or(settled)))
                        .where(own(sender), STATION_STATUS.SEEN.le(now.minus(Link.WRITTEN_EVERY)))
                        .execute();
        if (written > 0) {
            return now;
        }
        return tx.select(STATION_STATUS.SEEN)
                .from(STATION_STATUS)
                .where(own(sender))
                .fetchOptional(STATION_STATUS.SEEN)
                .orElse(now);
    }

    private void report(DSLContext tx, Topics.Address sender, StationStatus status, Instant now) {
        if (!Stations.exists(tx, sender.school(), sender.station())) {
            return;
        }
        var row = tx.selectFrom(STATION_STATUS).where(own(sender)).forUpdate().fetchOne();
        if (row != null && status.getOnline() && repeated(row, status)) {
            return;
        }
        if (status.getOnline() || row == null) {
            said(row == null ? insertable(tx, sender) : row, status, now);
            if (status.getOnline()) {
                ToldReaders.told(tx, sender.topics(), status.getReadersList(), now);
            }
        } else {
            offline(row, status, now);
        }
        chains.reported(tx, sender.school(), sender.station(), status, now);
    }

    private static StationStatusRecord insertable(DSLContext tx, Topics.Address sender) {
        var row = tx.newRecord(STATION_STATUS);
        row.setSchool(sender.school().value());
        row.setStation(sender.station().value());
        return row;
    }

    private static void said(StationStatusRecord row, StationStatus status, Instant now) {
        row.setOnline(status.getOnline());
        row.setSaidOffline(status.getOnline() ? null : now);
        row.setSeen(now);
        row.setSnapshotVersion(status.getSnapshotVersion());
        row.setSnapshotDigest(digest(status));
        row.setEpoch(status.getEpoch());
        row.setLastSequence(status.getLastSequence());
        row.setAckedSequence(status.getAckedSequence());
        row.setBoot(status.getBootId());
        row.setToldMillis(status.getWallMillis());
        row.setAgentVersion(cut(status.getAgentVersion()));
        row.setClock(status.getClock().name());
        row.store();
    }

    /** The Last Will is as old as the connection it ends: it counts for that end only. */
    private static void offline(StationStatusRecord row, StationStatus status, Instant now) {
        if (row.getOnline()) {
            row.setOnline(false);
            row.setSaidOffline(now);
        }
        if (row.getEpoch() == status.getEpoch()) { // a goodbye tells more than the last status
            row.setLastSequence(Math.max(row.getLastSequence(), status.getLastSequence()));
        }
        row.store();
    }

    /** The very message we have: kept by the broker, or taken by another node before. */
    private static boolean repeated(StationStatusRecord row, StationStatus status) {
        return status.getWallMillis() != 0
                && row.getToldMillis() == status.getWallMillis()
                && row.getBoot() == status.getBootId()
                && row.getEpoch() == status.getEpoch()
                && row.getLastSequence() == status.getLastSequence()
                && row.getAckedSequence() == status.getAckedSequence()
                && row.getSnapshotVersion() == status.getSnapshotVersion();
    }

    private static Condition own(Topics.Address sender) {
        return DSL.and(
                STATION_STATUS.SCHOOL.eq(sender.school().value()),
                STATION_STATUS.STATION.eq(sender.station().value()));
    }

    private static String digest(StationStatus status) {
        byte[] digest = status.getSnapshotDigest().toByteArray();
        return digest.length <= MAX_DIGEST_BYTES ? HexFormat.of().formatHex(digest) : "";
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
