package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATION_BOOTS;
import static com.hasivu.cloud.schema.Tables.STATION_CHAINS;
import static com.hasivu.cloud.schema.Tables.TAP_HEADS;
import static com.hasivu.cloud.schema.Tables.TAP_INBOX;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.rfid.TapLog.Head;
import com.hasivu.cloud.schema.tables.records.StationChainsRecord;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TapRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What each journal of a station was ever said to hold, and where that does not fit what is
 * committed. Only notes; nothing here decides what is merged. Every call runs in the caller's
 * transaction. docs/review.md.
 */
final class Chains {
    private static final Logger LOG = LoggerFactory.getLogger(Chains.class);

    /** Journals noted per station; a station makes one in a lifetime of its card. */
    private static final int MAX_CHAINS = 1000;

    private static final String BEGAN =
            """
            insert into station_chains (first_seen, school, station, epoch)
            select cast(? as timestamp with time zone), v.*
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as bigint array))
              as v (school, station, epoch)
            where (
                select count(*) from station_chains
                where station_chains.school = v.school and station_chains.station = v.station) < ?
            on conflict do nothing
            """;

    /** A process is remembered so long: no message is late by more. */
    private static final Duration BOOTS_KEPT = Duration.ofDays(7);

    /** Records looked at for the process that made them; those set aside cannot tell. */
    private static final int WITNESSES = 10;

    /** Chains were seen: makes the row of each, once. */
    void began(DSLContext tx, List<ChainId> chains, Instant now) {
        Bulk.execute(
                tx,
                BEGAN,
                now,
                ChainId.schools(chains),
                ChainId.stations(chains),
                ChainId.epochs(chains),
                MAX_CHAINS);
    }

    /** Records before this batch are missing and are asked for. */
    void asked(DSLContext tx, Batch batch, Head head, Instant now) {
        long from = head.last() + 1;
        long upTo = batch.first() - 1;
        Condition chain = where(batch.chain());
        int again =
                tx.update(STATION_CHAINS)
                        .set(
                                STATION_CHAINS.ASKED_UP_TO,
                                DSL.greatest(STATION_CHAINS.ASKED_UP_TO, DSL.val(upTo)))
                        .where(chain, STATION_CHAINS.ASKED_FROM.eq(from))
                        .execute();
        if (again == 0) {
            tx.update(STATION_CHAINS)
                    .set(STATION_CHAINS.ASKED_FROM, from)
                    .set(STATION_CHAINS.ASKED_UP_TO, upTo)
                    .set(STATION_CHAINS.ASKED_SINCE, now)
                    .where(chain)
                    .execute();
        }
    }

    /** The station told another story from some record on. */
    void parted(DSLContext tx, ChainId chain, Verdict.Fork fork) {
        tx.update(STATION_CHAINS)
                .set(STATION_CHAINS.PARTED_AT, fork.at())
                .set(STATION_CHAINS.PARTED_EXACT, fork.exact())
                .where(where(chain))
                .execute();
    }

    /**
     * The station's own word of its journal. An offline word is the Last Will, as old as the
     * connection: it can raise what is known, never shorten it.
     */
    void reported(
            DSLContext tx, SchoolId school, StationId station, StationStatus status, Instant now) {
        long told = status.getLastSequence();
        if (status.getEpoch() == 0 || told < 0 || told > Batch.MAX_SEQUENCE) {
            return;
        }
        StationChainsRecord row = locked(tx, new ChainId(school, station, status.getEpoch()), now);
        if (row == null) {
            return;
        }
        long head =
                tx.select(TAP_HEADS.LAST_SEQUENCE)
                        .from(TAP_HEADS)
                        .where(
                                TAP_HEADS.SCHOOL.eq(school.value()),
                                TAP_HEADS.STATION.eq(station.value()),
                                TAP_HEADS.EPOCH.eq(status.getEpoch()))
                        .fetchOptional(TAP_HEADS.LAST_SEQUENCE)
                        .orElse(0L);
        if (status.getOnline()) {
            row.setLastSeen(now);
            if (status.getBootId() != 0 && firstWord(tx, row, status.getBootId(), now)) {
                compare(tx, row, status.getBootId(), told, head, now);
            }
        }
        row.setLastSequence(Math.max(row.getLastSequence(), told));
        if (row.getLastSequence() <= head) {
            row.setBehindSince(null);
        } else if (row.getBehindSince() == null || row.getBehindHead() != head) {
            row.setBehindSince(now);
            row.setBehindHead(head);
        }
        row.store();
    }

    /**
     * A process begins with all its journal holds. If that is less than another process told, or
     * than one sent, the journal was put back. Only the first word of a process can prove it: later
     * ones may be overtaken by their own records.
     */
    private static void compare(
            DSLContext tx, StationChainsRecord row, long boot, long told, long head, Instant now) {
        if (row.getWentBackAt() != null && row.getWentBackWitness() == boot) {
            row.setWentBackAt(null); // the witness speaks after: the other word was only late
        }
        long most = Math.max(row.getLastSequence(), head);
        if (told >= most || row.getWentBackAt() != null) {
            return;
        }
        long witness = 0;
        if (row.getLastSequence() <= told) {
            OptionalLong maker = makerAfter(tx, row, told);
            if (maker.isEmpty() || maker.getAsLong() == boot) {
                return;
            }
            witness = maker.getAsLong();
        }
        row.setWentBackAt(now);
        row.setWentBackFrom(most);
        row.setWentBackTo(told);
        row.setWentBackWitness(witness);
        String what =
                "%s/%s epoch %016x: the journal went back from record %d to %d; was an old copy of its card restored? docs/review.md, \"Went back\""
                        .formatted(row.getSchool(), row.getStation(), row.getEpoch(), most, told);
        Database.afterCommit(tx, () -> LOG.error("{}", what));
    }

    /** The process that made the records after this sequence, as the records themselves say. */
    private static OptionalLong makerAfter(DSLContext tx, StationChainsRecord row, long sequence) {
        for (byte[] payload :
                tx.select(TAP_INBOX.PAYLOAD)
                        .from(TAP_INBOX)
                        .where(
                                TAP_INBOX.SCHOOL.eq(row.getSchool()),
                                TAP_INBOX.STATION.eq(row.getStation()),
                                TAP_INBOX.EPOCH.eq(row.getEpoch()),
                                TAP_INBOX.SEQUENCE.gt(sequence),
                                TAP_INBOX.SET_ASIDE.eq(""))
                        .orderBy(TAP_INBOX.SEQUENCE)
                        .limit(WITNESSES)
                        .fetch(TAP_INBOX.PAYLOAD)) {
            long boot = bootOf(payload);
            if (boot != 0) {
                return OptionalLong.of(boot);
            }
        }
        return OptionalLong.empty();
    }

    /** 0: it does not tell. */
    private static long bootOf(byte[] payload) {
        try {
            return Wire.parse(payload, TapRecord.parser(), "record").getBootId();
        } catch (WireException unreadable) {
            return 0;
        }
    }

    private static boolean firstWord(
            DSLContext tx, StationChainsRecord row, long boot, Instant now) {
        boolean first =
                tx.insertInto(STATION_BOOTS)
                                .values(
                                        row.getSchool(),
                                        row.getStation(),
                                        row.getEpoch(),
                                        boot,
                                        now)
                                .onConflictDoNothing()
                                .execute()
                        == 1;
        if (first) {
            tx.deleteFrom(STATION_BOOTS)
                    .where(
                            STATION_BOOTS.SCHOOL.eq(row.getSchool()),
                            STATION_BOOTS.STATION.eq(row.getStation()),
                            STATION_BOOTS.FIRST_SEEN.lt(now.minus(BOOTS_KEPT)))
                    .execute();
        }
        return first;
    }

    private @Nullable StationChainsRecord locked(DSLContext tx, ChainId chain, Instant now) {
        Condition where = where(chain);
        var row = tx.selectFrom(STATION_CHAINS).where(where).forUpdate().fetchOne();
        if (row == null) {
            began(tx, List.of(chain), now);
            row = tx.selectFrom(STATION_CHAINS).where(where).forUpdate().fetchOne();
        }
        return row;
    }

    private static Condition where(ChainId chain) {
        return DSL.and(
                STATION_CHAINS.SCHOOL.eq(chain.school().value()),
                STATION_CHAINS.STATION.eq(chain.station().value()),
                STATION_CHAINS.EPOCH.eq(chain.epoch()));
    }
}
