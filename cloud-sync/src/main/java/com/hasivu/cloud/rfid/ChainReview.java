package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATION_CHAINS;
import static com.hasivu.cloud.schema.Tables.STATION_STATUS;
import static com.hasivu.cloud.schema.Tables.TAP_HEADS;
import static com.hasivu.cloud.schema.Tables.TAP_QUARANTINE;

import com.hasivu.cloud.rfid.StationChain.Loss;
import com.hasivu.cloud.rfid.StationChain.Quarantine;
import com.hasivu.cloud.rfid.StationChain.Span;
import com.hasivu.cloud.rfid.StationChain.WentBack;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The journals of stations, and what is in doubt about them. Thread-safe. */
public final class ChainReview {
    private static final com.hasivu.cloud.schema.tables.StationChains NEXT =
            STATION_CHAINS.as("next_chain");

    /** What a Last Will without a status before it leaves. */
    private static final long NO_EPOCH = 0;

    /** When the next journal of the station was first seen. */
    private static final Field<Instant> REPLACED =
            DSL.field(
                            DSL.select(DSL.min(NEXT.FIRST_SEEN))
                                    .from(NEXT)
                                    .where(
                                            NEXT.SCHOOL.eq(STATION_CHAINS.SCHOOL),
                                            NEXT.STATION.eq(STATION_CHAINS.STATION),
                                            NEXT.ID.ne(STATION_CHAINS.ID),
                                            NEXT.FIRST_SEEN.ge(
                                                    DSL.coalesce(
                                                            STATION_CHAINS.LAST_SEEN,
                                                            TAP_HEADS.CHANGED,
                                                            STATION_CHAINS.FIRST_SEEN))))
                    .as("replaced");

    private static final Field<Integer> KEPT =
            DSL.field(
                            DSL.selectCount()
                                    .from(TAP_QUARANTINE)
                                    .where(
                                            TAP_QUARANTINE.SCHOOL.eq(STATION_CHAINS.SCHOOL),
                                            TAP_QUARANTINE.STATION.eq(STATION_CHAINS.STATION),
                                            TAP_QUARANTINE.EPOCH.eq(STATION_CHAINS.EPOCH)))
                    .as("kept");

    private final Clock clock;

    public ChainReview(Clock clock) {
        this.clock = clock;
    }

    /** Which chains are wanted. */
    public enum Which {
        ALL,
        /** Those of which nothing is merged. */
        QUARANTINED,
        /** Quarantined, gone back or replaced, and not closed by a person. */
        OPEN
    }

    /** A part of the list: those with ids above {@code after}, oldest first. */
    public List<StationChain> page(
            DSLContext tx, ReviewScope scope, Which which, long after, int limit) {
        return read(
                tx,
                DSL.and(
                        scope.in(STATION_CHAINS.SCHOOL, STATION_CHAINS.STATION),
                        STATION_CHAINS.ID.gt(after),
                        condition(which)),
                limit);
    }

    /** Writes down that a person is done with what is in doubt about a chain. */
    public Closure.Outcome close(
            DSLContext tx, SchoolId school, StationId station, long epoch, long by, String note) {
        Condition own = own(school, station, epoch);
        StationChain chain = find(tx, school, station, epoch).orElse(null);
        if (chain == null) {
            return Closure.Outcome.NOT_FOUND;
        }
        if (chain.quarantine() == null && chain.wentBack() == null && chain.loss() == null) {
            return Closure.Outcome.NOTHING_TO_CLOSE;
        }
        int closed =
                tx.update(STATION_CHAINS)
                        .set(STATION_CHAINS.CLOSED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .set(STATION_CHAINS.CLOSED_BY, by)
                        .set(STATION_CHAINS.NOTE, note)
                        .where(own, STATION_CHAINS.CLOSED.isNull())
                        .execute();
        return closed == 1 ? Closure.Outcome.DONE : Closure.Outcome.CLOSED_ALREADY;
    }

    /** One chain of the school, if there is. */
    public Optional<StationChain> find(
            DSLContext tx, SchoolId school, StationId station, long epoch) {
        return read(tx, own(school, station, epoch), 1).stream().findFirst();
    }

    private static Condition own(SchoolId school, StationId station, long epoch) {
        return DSL.and(
                STATION_CHAINS.SCHOOL.eq(school.value()),
                STATION_CHAINS.STATION.eq(station.value()),
                STATION_CHAINS.EPOCH.eq(epoch));
    }

    private static Condition condition(Which which) {
        return switch (which) {
            case ALL -> DSL.noCondition();
            case QUARANTINED -> TAP_HEADS.QUARANTINED.ne("");
            case OPEN ->
                    STATION_CHAINS
                            .CLOSED
                            .isNull()
                            .and(
                                    DSL.or(
                                            TAP_HEADS.QUARANTINED.ne(""),
                                            STATION_CHAINS.WENT_BACK_AT.isNotNull(),
                                            STATION_STATUS
                                                    .EPOCH
                                                    .ne(STATION_CHAINS.EPOCH)
                                                    .and(STATION_STATUS.EPOCH.ne(NO_EPOCH))));
        };
    }

    private static List<StationChain> read(DSLContext tx, Condition where, int limit) {
        return tx.select(STATION_CHAINS.fields())
                .select(
                        TAP_HEADS.LAST_SEQUENCE,
                        TAP_HEADS.QUARANTINED,
                        TAP_HEADS.CHANGED,
                        STATION_STATUS.EPOCH,
                        REPLACED,
                        KEPT)
                .from(STATION_CHAINS)
                .leftJoin(TAP_HEADS)
                .on(
                        TAP_HEADS.SCHOOL.eq(STATION_CHAINS.SCHOOL),
                        TAP_HEADS.STATION.eq(STATION_CHAINS.STATION),
                        TAP_HEADS.EPOCH.eq(STATION_CHAINS.EPOCH))
                .leftJoin(STATION_STATUS)
                .on(
                        STATION_STATUS.SCHOOL.eq(STATION_CHAINS.SCHOOL),
                        STATION_STATUS.STATION.eq(STATION_CHAINS.STATION))
                .where(where)
                .orderBy(STATION_CHAINS.ID)
                .limit(limit)
                .fetch(ChainReview::chain);
    }

    private static StationChain chain(Record row) {
        long epoch = row.get(STATION_CHAINS.EPOCH);
        Long current = row.get(STATION_STATUS.EPOCH);
        Long head = row.get(TAP_HEADS.LAST_SEQUENCE);
        long committed = head == null ? 0 : head;
        Quarantine quarantine = quarantine(row);
        boolean ended = current != null && current != NO_EPOCH && current != epoch;
        return new StationChain(
                row.get(STATION_CHAINS.ID),
                row.get(STATION_CHAINS.SCHOOL),
                row.get(STATION_CHAINS.STATION),
                HexFormat.of().toHexDigits(epoch),
                !ended,
                row.get(STATION_CHAINS.FIRST_SEEN),
                row.get(STATION_CHAINS.LAST_SEEN),
                committed,
                row.get(STATION_CHAINS.LAST_SEQUENCE),
                missing(row, committed),
                asked(row, committed),
                quarantine,
                wentBack(row),
                ended ? loss(row, committed) : null,
                Closure.of(
                        row.get(STATION_CHAINS.CLOSED),
                        row.get(STATION_CHAINS.CLOSED_BY),
                        row.get(STATION_CHAINS.NOTE)));
    }

    /** Since when: since the station told of them, or since the last that came before them. */
    private static @Nullable Span missing(Record row, long committed) {
        long told = row.get(STATION_CHAINS.LAST_SEQUENCE);
        if (told <= committed) {
            return null;
        }
        Instant since = row.get(STATION_CHAINS.BEHIND_SINCE);
        if (since == null || row.get(STATION_CHAINS.BEHIND_HEAD) != committed) {
            since = latest(row);
        }
        return new Span(committed + 1, told, since);
    }

    private static @Nullable Span asked(Record row, long committed) {
        Instant since = row.get(STATION_CHAINS.ASKED_SINCE);
        long upTo = row.get(STATION_CHAINS.ASKED_UP_TO);
        return since == null || upTo <= committed ? null : new Span(committed + 1, upTo, since);
    }

    private static @Nullable Quarantine quarantine(Record row) {
        String reason = row.get(TAP_HEADS.QUARANTINED);
        return reason == null || reason.isEmpty()
                ? null
                : new Quarantine(
                        reason,
                        row.get(TAP_HEADS.CHANGED),
                        row.get(STATION_CHAINS.PARTED_AT),
                        row.get(STATION_CHAINS.PARTED_EXACT),
                        row.get(KEPT));
    }

    private static @Nullable WentBack wentBack(Record row) {
        Instant at = row.get(STATION_CHAINS.WENT_BACK_AT);
        return at == null
                ? null
                : new WentBack(
                        row.get(STATION_CHAINS.WENT_BACK_FROM),
                        row.get(STATION_CHAINS.WENT_BACK_TO),
                        at);
    }

    private static Loss loss(Record row, long committed) {
        long told = row.get(STATION_CHAINS.LAST_SEQUENCE);
        boolean known = told > committed;
        return new Loss(
                known ? committed + 1 : null, known ? told : null, latest(row), row.get(REPLACED));
    }

    /** The last the cloud heard of this chain: a status, or a record. */
    private static Instant latest(Record row) {
        Instant seen = row.get(STATION_CHAINS.LAST_SEEN);
        Instant changed = row.get(TAP_HEADS.CHANGED);
        if (seen == null) {
            return changed == null ? row.get(STATION_CHAINS.FIRST_SEEN) : changed;
        }
        return changed == null || changed.isBefore(seen) ? seen : changed;
    }
}
