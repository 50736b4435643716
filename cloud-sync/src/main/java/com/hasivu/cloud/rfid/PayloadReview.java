package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.TAP_DROPPED;
import static com.hasivu.cloud.schema.Tables.TAP_INBOX;
import static com.hasivu.cloud.schema.Tables.TAP_QUARANTINE;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Payloads that were kept instead of merged, read again record by record. Thread-safe. */
public final class PayloadReview {
    /**
     * One of them.
     *
     * @param epoch 16 hex digits; absent when the payload cannot be read here
     */
    public record Entry(
            long id,
            String school,
            String station,
            @Nullable String epoch,
            String reason,
            Instant received,
            int bytes) {}

    /** With its records; none when it cannot be read here. */
    public record Opened(Entry payload, List<KeptRecord> records) {}

    /**
     * A station whose quarantine was full: payloads that came after, not kept; one that comes again
     * counts again.
     */
    public record Dropped(
            long id, String school, String station, long payloads, Instant since, Instant latest) {}

    /** Stations whose quarantine was full: those with ids above {@code after}. */
    public List<Dropped> dropped(DSLContext tx, ReviewScope scope, long after, int limit) {
        return tx.selectFrom(TAP_DROPPED)
                .where(scope.in(TAP_DROPPED.SCHOOL, TAP_DROPPED.STATION), TAP_DROPPED.ID.gt(after))
                .orderBy(TAP_DROPPED.ID)
                .limit(limit)
                .fetch(
                        row ->
                                new Dropped(
                                        row.getId(),
                                        row.getSchool(),
                                        row.getStation(),
                                        row.getPayloads(),
                                        row.getSince(),
                                        row.getLatest()));
    }

    /** A part of the list: those with ids above {@code after}, as they came. */
    public List<Entry> page(DSLContext tx, ReviewScope scope, long after, int limit) {
        return tx.selectFrom(TAP_QUARANTINE)
                .where(
                        scope.in(TAP_QUARANTINE.SCHOOL, TAP_QUARANTINE.STATION),
                        TAP_QUARANTINE.ID.gt(after))
                .orderBy(TAP_QUARANTINE.ID)
                .limit(limit)
                .fetch(PayloadReview::entry);
    }

    /** One of the school's, opened. */
    public Optional<Opened> open(DSLContext tx, SchoolId school, long id) {
        return tx.selectFrom(TAP_QUARANTINE)
                .where(TAP_QUARANTINE.SCHOOL.eq(school.value()), TAP_QUARANTINE.ID.eq(id))
                .fetchOptional(row -> new Opened(entry(row), records(tx, row)));
    }

    private static List<KeptRecord> records(DSLContext tx, Record row) {
        var sender =
                new Topics.Address(
                        new SchoolId(row.get(TAP_QUARANTINE.SCHOOL)),
                        new StationId(row.get(TAP_QUARANTINE.STATION)),
                        "up/taps");
        return KeptBatch.read(sender, row.get(TAP_QUARANTINE.PAYLOAD))
                .map(
                        batch -> {
                            Map<Long, String> committed = committed(tx, batch);
                            return batch.entries().stream()
                                    .map(entry -> KeptRecord.of(entry, committed))
                                    .toList();
                        })
                .orElse(List.of());
    }

    private static Map<Long, String> committed(DSLContext tx, Batch batch) {
        Condition where =
                TAP_INBOX
                        .SCHOOL
                        .eq(batch.school().value())
                        .and(TAP_INBOX.STATION.eq(batch.station().value()))
                        .and(TAP_INBOX.EPOCH.eq(batch.epoch()))
                        .and(TAP_INBOX.SEQUENCE.between(batch.first(), batch.last()));
        return tx.select(TAP_INBOX.SEQUENCE, TAP_INBOX.HASH)
                .from(TAP_INBOX)
                .where(where)
                .fetchMap(TAP_INBOX.SEQUENCE, TAP_INBOX.HASH);
    }

    private static Entry entry(Record row) {
        Long epoch = row.get(TAP_QUARANTINE.EPOCH);
        return new Entry(
                row.get(TAP_QUARANTINE.ID),
                row.get(TAP_QUARANTINE.SCHOOL),
                row.get(TAP_QUARANTINE.STATION),
                epoch == null ? null : HexFormat.of().toHexDigits(epoch),
                row.get(TAP_QUARANTINE.REASON),
                row.get(TAP_QUARANTINE.RECEIVED),
                row.get(TAP_QUARANTINE.PAYLOAD).length);
    }
}
