package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.TAP_INBOX;
import static com.hasivu.cloud.schema.Tables.TAP_SET_ASIDE;

import org.jooq.DSLContext;
import org.jooq.Record;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Poison records: in their place in the chain, acked, and without effect. Thread-safe. */
public final class SetAsideReview {
    /** Bytes shown of a payload; the inbox has them all. */
    static final int SHOWN_BYTES = 512;

    /**
     * One of them.
     *
     * @param epoch 16 hex digits
     * @param bytes length of the payload
     * @param payload hex of its first 512 bytes
     */
    public record Entry(
            long id,
            String school,
            String station,
            String epoch,
            long sequence,
            int type,
            String reason,
            Instant received,
            int bytes,
            String payload) {}

    /** A part of the list: those with ids above {@code after}, as they came. */
    public List<Entry> page(DSLContext tx, ReviewScope scope, long after, int limit) {
        return tx.select()
                .from(TAP_SET_ASIDE)
                .join(TAP_INBOX)
                .on(
                        TAP_INBOX.SCHOOL.eq(TAP_SET_ASIDE.SCHOOL),
                        TAP_INBOX.STATION.eq(TAP_SET_ASIDE.STATION),
                        TAP_INBOX.EPOCH.eq(TAP_SET_ASIDE.EPOCH),
                        TAP_INBOX.SEQUENCE.eq(TAP_SET_ASIDE.SEQUENCE))
                .where(
                        scope.in(TAP_SET_ASIDE.SCHOOL, TAP_SET_ASIDE.STATION),
                        TAP_SET_ASIDE.ID.gt(after))
                .orderBy(TAP_SET_ASIDE.ID)
                .limit(limit)
                .fetch(SetAsideReview::entry);
    }

    private static Entry entry(Record row) {
        byte[] payload = row.get(TAP_INBOX.PAYLOAD);
        return new Entry(
                row.get(TAP_SET_ASIDE.ID),
                row.get(TAP_SET_ASIDE.SCHOOL),
                row.get(TAP_SET_ASIDE.STATION),
                HexFormat.of().toHexDigits(row.get(TAP_SET_ASIDE.EPOCH)),
                row.get(TAP_SET_ASIDE.SEQUENCE),
                row.get(TAP_INBOX.RECORD_TYPE),
                row.get(TAP_INBOX.SET_ASIDE),
                row.get(TAP_INBOX.RECEIVED),
                payload.length,
                HexFormat.of()
                        .formatHex(Arrays.copyOf(payload, Math.min(payload.length, SHOWN_BYTES))));
    }
}
