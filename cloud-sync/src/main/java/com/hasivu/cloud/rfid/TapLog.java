package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.TAP_DROPPED;
import static com.hasivu.cloud.schema.Tables.TAP_HEADS;
import static com.hasivu.cloud.schema.Tables.TAP_INBOX;
import static com.hasivu.cloud.schema.Tables.TAP_QUARANTINE;
import static com.hasivu.cloud.schema.Tables.TAP_SET_ASIDE;

import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jooq.impl.DSL;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The tables of the intake: heads, inbox, quarantine. Every call runs in the caller's transaction.
 */
final class TapLog {
    /** Payloads kept per station that were not merged; what comes after is counted. */
    static final int MAX_QUARANTINED = 100;

    private static final int MAX_REASON = 500;

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
     */
    record Head(long last, String hash, String quarantined) {}

    /** The head, locked until the transaction ends; a new chain begins at its genesis. */
    Head lock(DSLContext tx, ChainId chain, Instant now) {
        String genesis = chain.genesis();
        var where =
                DSL.and(
                        TAP_HEADS.SCHOOL.eq(chain.school().value()),
                        TAP_HEADS.STATION.eq(chain.station().value()),
                        TAP_HEADS.EPOCH.eq(chain.epoch()));
        var row = tx.selectFrom(TAP_HEADS).where(where).forUpdate().fetchOne();
        if (row == null) {
            chains.began(tx, chain, now);
            tx.insertInto(
                            TAP_HEADS,
                            TAP_HEADS.SCHOOL,
                            TAP_HEADS.STATION,
                            TAP_HEADS.EPOCH,
                            TAP_HEADS.LAST_SEQUENCE,
                            TAP_HEADS.LAST_HASH,
                            TAP_HEADS.QUARANTINED,
                            TAP_HEADS.CHANGED)
                    .values(
                            chain.school().value(),
                            chain.station().value(),
                            chain.epoch(),
                            0L,
                            genesis,
                            "",
                            now)
                    .onConflict(TAP_HEADS.SCHOOL, TAP_HEADS.STATION, TAP_HEADS.EPOCH)
                    .doNothing()
                    .execute();
            row = tx.selectFrom(TAP_HEADS).where(where).forUpdate().fetchSingle();
        }
        return new Head(row.getLastSequence(), row.getLastHash(), row.getQuarantined());
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
        return early(tx, batch, TAP_INBOX.SEQUENCE.gt(head.last()));
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

    /** Writes the rows in bulk. */
    void insert(
            DSLContext tx,
            Batch batch,
            List<Batch.Entry> entries,
            Map<Long, String> setAside,
            Instant now) {
        if (entries.isEmpty()) {
            return;
        }
        tx.insertInto(
                        TAP_INBOX,
                        TAP_INBOX.SCHOOL,
                        TAP_INBOX.STATION,
                        TAP_INBOX.EPOCH,
                        TAP_INBOX.SEQUENCE,
                        TAP_INBOX.RECORD_TYPE,
                        TAP_INBOX.PAYLOAD,
                        TAP_INBOX.HASH,
                        TAP_INBOX.SET_ASIDE,
                        TAP_INBOX.RECEIVED)
                .valuesOfRows(
                        entries.stream()
                                .map(
                                        entry ->
                                                DSL.row(
                                                        batch.school().value(),
                                                        batch.station().value(),
                                                        batch.epoch(),
                                                        entry.sequence(),
                                                        entry.type(),
                                                        entry.payload(),
                                                        entry.hash(),
                                                        setAside.getOrDefault(entry.sequence(), ""),
                                                        now))
                                .toList())
                .execute();
        for (long sequence : setAside.keySet()) {
            tx.insertInto(
                            TAP_SET_ASIDE,
                            TAP_SET_ASIDE.SCHOOL,
                            TAP_SET_ASIDE.STATION,
                            TAP_SET_ASIDE.EPOCH,
                            TAP_SET_ASIDE.SEQUENCE)
                    .values(
                            batch.school().value(),
                            batch.station().value(),
                            batch.epoch(),
                            sequence)
                    .execute();
        }
    }

    /** Moves the head. */
    void advance(DSLContext tx, Batch batch, Head reached, Instant now) {
        tx.update(TAP_HEADS)
                .set(TAP_HEADS.LAST_SEQUENCE, reached.last())
                .set(TAP_HEADS.LAST_HASH, reached.hash())
                .set(TAP_HEADS.CHANGED, now)
                .where(
                        TAP_HEADS.SCHOOL.eq(batch.school().value()),
                        TAP_HEADS.STATION.eq(batch.station().value()),
                        TAP_HEADS.EPOCH.eq(batch.epoch()))
                .execute();
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
        String fingerprint = fingerprint(payload);
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

    private static String fingerprint(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON);
    }
}
