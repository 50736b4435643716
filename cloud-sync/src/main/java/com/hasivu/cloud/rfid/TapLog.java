package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.TAP_DROPPED;
import static com.hasivu.cloud.schema.Tables.TAP_HEADS;
import static com.hasivu.cloud.schema.Tables.TAP_INBOX;
import static com.hasivu.cloud.schema.Tables.TAP_QUARANTINE;
import static com.hasivu.cloud.schema.Tables.TAP_SET_ASIDE;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jooq.impl.DSL;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of the intake: heads, inbox, quarantine. Every call runs in the caller's transaction.
 */
final class TapLog {
    /** Payloads kept per station that were not merged; what comes after is counted. */
    static final int MAX_QUARANTINED = 100;

    private static final int MAX_REASON = 500;

    /** The state is asked for each head by itself: as a join it invites a scan of all stations. */
    private static final String LOCK =
            """
            select school, station, epoch, last_sequence, last_hash, quarantined, highest,
              (select state from stations
               where stations.school = tap_heads.school and stations.id = tap_heads.station)
            from tap_heads
            where (school, station, epoch) in (
                select * from unnest(
                    cast(? as varchar array), cast(? as varchar array), cast(? as bigint array)))
            order by school, station, epoch
            for update
            """;

    private static final String ENROLLED =
            """
            select school, id from stations
            where state = 'enrolled' and (school, id) in (
                select * from unnest(cast(? as varchar array), cast(? as varchar array)))
            """;

    private static final String BEGIN =
            """
            insert into tap_heads
              (last_sequence, highest, quarantined, changed, school, station, epoch, last_hash)
            select 0, 0, '', cast(? as timestamp with time zone), v.*
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
                cast(? as varchar array)) as v
            on conflict do nothing
            """;

    private static final String INSERT =
            """
            insert into tap_inbox
              (received, school, station, epoch, sequence, record_type, payload, hash, set_aside)
            select cast(? as timestamp with time zone), v.*
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
                cast(? as bigint array), cast(? as bigint array), cast(? as bytea array),
                cast(? as varchar array), cast(? as varchar array)) as v
            """;

    private static final String ADVANCE =
            """
            merge into tap_heads
            using (
                select * from unnest(
                    cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
                    cast(? as bigint array), cast(? as varchar array), cast(? as bigint array)))
              as v (school, station, epoch, reached, hash, highest)
            on tap_heads.school = v.school
              and tap_heads.station = v.station
              and tap_heads.epoch = v.epoch
            when matched then update set
              last_sequence = v.reached, last_hash = v.hash, highest = v.highest, changed = ?
            """;

    private final Chains chains = new Chains();

    /**
     * Early records looked at in one transaction: those within a batch, and as many behind it. Are
     * there more, the next batch goes on from there.
     */
    static final int EARLY_AT_ONCE = 2 * Wire.MAX_BATCH_RECORDS;

    /**
     * How far a chain is committed.
     *
     * @param hash hex
     * @param quarantined why the epoch is not merged; empty when it is
     * @param highest of the records in the inbox: above {@code last} when some came early
     */
    record Head(long last, String hash, String quarantined, long highest) {}

    /**
     * What a batch adds to its chain.
     *
     * @param entries those not in the inbox yet
     * @param reached the head behind it
     */
    record Addition(Batch batch, List<Batch.Entry> entries, Head reached) {}

    /**
     * The heads, locked until the transaction ends: always in the same order, so that two nodes
     * never wait for each other. A new chain begins at its genesis.
     *
     * @param chains each once
     * @return without the chains of stations that are not enrolled
     */
    Map<ChainId, Head> lock(DSLContext tx, List<ChainId> chains, Instant now) {
        List<Held> held = held(tx, chains);
        Set<ChainId> known = held.stream().map(Held::chain).collect(Collectors.toSet());
        List<ChainId> unknown =
                chains.stream().filter(chain -> !known.contains(chain)).sorted().toList();
        if (!unknown.isEmpty()) {
            List<ChainId> fresh = enrolled(tx, unknown);
            if (!fresh.isEmpty()) {
                begin(tx, fresh, now);
                held.addAll(held(tx, fresh));
            }
        }
        return held.stream()
                .filter(one -> one.station() == StationState.ENROLLED)
                .collect(Collectors.toMap(Held::chain, Held::head));
    }

    private record Held(ChainId chain, Head head, StationState station) {}

    private static List<Held> held(DSLContext tx, List<ChainId> chains) {
        return Bulk.fetch(
                tx,
                LOCK,
                row ->
                        new Held(
                                ChainId.of(row.getString(1), row.getString(2), row.getLong(3)),
                                new Head(
                                        row.getLong(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getLong(7)),
                                StationState.of(row.getString(8))),
                ChainId.schools(chains),
                ChainId.stations(chains),
                ChainId.epochs(chains));
    }

    private static List<ChainId> enrolled(DSLContext tx, List<ChainId> chains) {
        Set<List<String>> enrolled =
                Set.copyOf(
                        Bulk.fetch(
                                tx,
                                ENROLLED,
                                row -> List.of(row.getString(1), row.getString(2)),
                                ChainId.schools(chains),
                                ChainId.stations(chains)));
        return chains.stream()
                .filter(
                        chain ->
                                enrolled.contains(
                                        List.of(chain.school().value(), chain.station().value())))
                .toList();
    }

    private void begin(DSLContext tx, List<ChainId> fresh, Instant now) {
        chains.began(tx, fresh, now);
        Bulk.execute(
                tx,
                BEGIN,
                now,
                ChainId.schools(fresh),
                ChainId.stations(fresh),
                ChainId.epochs(fresh),
                Bulk.texts(fresh, ChainId::genesis));
    }

    /** The committed hash at a sequence at or below the head. */
    String hashAt(DSLContext tx, ChainId chain, Head head, long sequence) {
        if (sequence == head.last()) {
            return head.hash();
        }
        if (sequence == 0) {
            return chain.genesis();
        }
        return tx.select(TAP_INBOX.HASH)
                .from(TAP_INBOX)
                .where(
                        TAP_INBOX.SCHOOL.eq(chain.school().value()),
                        TAP_INBOX.STATION.eq(chain.station().value()),
                        TAP_INBOX.EPOCH.eq(chain.epoch()),
                        TAP_INBOX.SEQUENCE.eq(sequence))
                .fetchSingle(TAP_INBOX.HASH);
    }

    /** Early records above the head, in order; so many that every one in the batch is there. */
    List<Batch.Entry> above(DSLContext tx, Batch batch, Head head) {
        return head.highest() <= head.last()
                ? List.of()
                : early(tx, batch, TAP_INBOX.SEQUENCE.gt(head.last()));
    }

    /** Early records in the batch, and the one on each side of it, in order. */
    List<Batch.Entry> around(DSLContext tx, Batch batch) {
        return early(tx, batch, TAP_INBOX.SEQUENCE.between(batch.first() - 1, batch.last() + 1));
    }

    private static List<Batch.Entry> early(DSLContext tx, Batch batch, Condition where) {
        return tx.select(
                        TAP_INBOX.SEQUENCE,
                        TAP_INBOX.RECORD_TYPE,
                        TAP_INBOX.PAYLOAD,
                        TAP_INBOX.HASH)
                .from(TAP_INBOX)
                .where(
                        TAP_INBOX.SCHOOL.eq(batch.school().value()),
                        TAP_INBOX.STATION.eq(batch.station().value()),
                        TAP_INBOX.EPOCH.eq(batch.epoch()),
                        where)
                .orderBy(TAP_INBOX.SEQUENCE)
                .limit(EARLY_AT_ONCE)
                .fetch(Records.mapping(Batch.Entry::new));
    }

    /**
     * Writes the rows. Each is new, as its chain's head is locked: the key of the inbox says so.
     *
     * @param setAside by sequence, for each addition
     */
    void insert(
            DSLContext tx,
            List<Addition> additions,
            List<Map<Long, String>> setAside,
            Instant now) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < additions.size(); i++) {
            for (Batch.Entry entry : additions.get(i).entries()) {
                String reason = setAside.get(i).getOrDefault(entry.sequence(), "");
                rows.add(new Row(additions.get(i).batch(), entry, reason));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        Bulk.execute(
                tx,
                INSERT,
                now,
                Bulk.texts(rows, row -> row.batch().school().value()),
                Bulk.texts(rows, row -> row.batch().station().value()),
                Bulk.numbers(rows, row -> row.batch().epoch()),
                Bulk.numbers(rows, row -> row.entry().sequence()),
                Bulk.numbers(rows, row -> row.entry().type()),
                Bulk.bytes(rows, row -> row.entry().payload()),
                Bulk.texts(rows, row -> row.entry().hash()),
                Bulk.texts(rows, Row::setAside));
        rows.stream().filter(row -> !row.setAside().isEmpty()).forEach(row -> setAside(tx, row));
    }

    private record Row(Batch batch, Batch.Entry entry, String setAside) {}

    private static void setAside(DSLContext tx, Row row) {
        tx.insertInto(
                        TAP_SET_ASIDE,
                        TAP_SET_ASIDE.SCHOOL,
                        TAP_SET_ASIDE.STATION,
                        TAP_SET_ASIDE.EPOCH,
                        TAP_SET_ASIDE.SEQUENCE)
                .values(
                        row.batch().school().value(),
                        row.batch().station().value(),
                        row.batch().epoch(),
                        row.entry().sequence())
                .execute();
    }

    /** Moves the heads. */
    void advance(DSLContext tx, List<Addition> additions, Instant now) {
        if (additions.isEmpty()) {
            return;
        }
        Bulk.execute(
                tx,
                ADVANCE,
                Bulk.texts(additions, one -> one.batch().school().value()),
                Bulk.texts(additions, one -> one.batch().station().value()),
                Bulk.numbers(additions, one -> one.batch().epoch()),
                Bulk.numbers(additions, one -> one.reached().last()),
                Bulk.texts(additions, one -> one.reached().hash()),
                Bulk.numbers(additions, one -> one.reached().highest()),
                now);
    }

    /** Ends the merging of an epoch, for good. */
    void quarantine(DSLContext tx, ChainId chain, String reason, Instant now) {
        tx.update(TAP_HEADS)
                .set(TAP_HEADS.QUARANTINED, cut(reason))
                .set(TAP_HEADS.CHANGED, now)
                .where(
                        TAP_HEADS.SCHOOL.eq(chain.school().value()),
                        TAP_HEADS.STATION.eq(chain.station().value()),
                        TAP_HEADS.EPOCH.eq(chain.epoch()))
                .execute();
    }

    /** Keeps a payload that is not merged, once, up to a bound per station; more are counted. */
    void keep(
            DSLContext tx,
            Topics.Address sender,
            String topic,
            byte[] payload,
            String reason,
            Instant now) {
        Condition station =
                DSL.and(
                        TAP_QUARANTINE.SCHOOL.eq(sender.school().value()),
                        TAP_QUARANTINE.STATION.eq(sender.station().value()));
        String fingerprint = Sha256.hex(payload);
        if (tx.fetchCount(TAP_QUARANTINE, station) >= MAX_QUARANTINED) {
            if (!tx.fetchExists(
                    TAP_QUARANTINE, station, TAP_QUARANTINE.FINGERPRINT.eq(fingerprint))) {
                drop(tx, sender, now);
            }
            return;
        }
        tx.insertInto(
                        TAP_QUARANTINE,
                        TAP_QUARANTINE.SCHOOL,
                        TAP_QUARANTINE.STATION,
                        TAP_QUARANTINE.FINGERPRINT,
                        TAP_QUARANTINE.TOPIC,
                        TAP_QUARANTINE.REASON,
                        TAP_QUARANTINE.PAYLOAD,
                        TAP_QUARANTINE.RECEIVED,
                        TAP_QUARANTINE.EPOCH)
                .values(
                        sender.school().value(),
                        sender.station().value(),
                        fingerprint,
                        topic,
                        cut(reason),
                        payload,
                        now,
                        KeptBatch.read(sender, payload).map(Batch::epoch).orElse(null))
                .onConflict(
                        TAP_QUARANTINE.SCHOOL, TAP_QUARANTINE.STATION, TAP_QUARANTINE.FINGERPRINT)
                .doNothing()
                .execute();
    }

    private static void drop(DSLContext tx, Topics.Address sender, Instant now) {
        tx.insertInto(
                        TAP_DROPPED,
                        TAP_DROPPED.SCHOOL,
                        TAP_DROPPED.STATION,
                        TAP_DROPPED.PAYLOADS,
                        TAP_DROPPED.SINCE,
                        TAP_DROPPED.LATEST)
                .values(sender.school().value(), sender.station().value(), 1L, now, now)
                .onConflict(TAP_DROPPED.SCHOOL, TAP_DROPPED.STATION)
                .doUpdate()
                .set(TAP_DROPPED.PAYLOADS, TAP_DROPPED.PAYLOADS.plus(1))
                .set(TAP_DROPPED.LATEST, now)
                .execute();
    }

    private static String cut(String text) {
        return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON);
    }
}
