package com.hasivu.edge.serving;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/**
 * What the tap path remembers of the journal: rebuilt from it at the start, kept up with every
 * record. Not thread-safe: {@link TapService} guards it.
 */
final class JournalMemory {
    private static final Logger LOG = LoggerFactory.getLogger(JournalMemory.class);
    private static final int READ_RECORDS = 4096;
    private static final int READ_BYTES = 1024 * 1024;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** The type of a tap's record. */
    static final int TAP = 1;

    final ServedOrders served = new ServedOrders();
    final Unshown unshown = new Unshown();
    final ReadFloors floors = new ReadFloors();
    private final TreeMap<Long, Long> firstOfDay = new TreeMap<>(); // UTC day -> lowest sequence
    private Instant newest = Instant.MIN;

    void rebuild(Journal journal, Instant now) {
        long next = journal.firstSequence();
        while (true) {
            List<StoredRecord> records = journal.read(next, READ_RECORDS, READ_BYTES);
            if (records.isEmpty()) {
                return;
            }
            for (StoredRecord record : records) {
                remember(journal, record, now);
            }
            next += records.size();
        }
    }

    private void remember(Journal journal, StoredRecord record, Instant now) {
        if (record.type() != TAP) {
            return;
        }
        TapRecord tap;
        try {
            tap = TapRecord.parseFrom(record.payload());
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("record {} is not a tap this program can read; skipped", record.sequence());
            return;
        }
        Instant at = Instant.ofEpochMilli(tap.getWallMillis());
        recorded(record.sequence(), at);
        ReadFloors.shown(tap.getProof(), tap.getReadCount())
                .ifPresent(count -> floors.confirm(CardId.of(tap.getCard().toByteArray()), count));
        if (tap.hasRefusal()) {
            noteTime(at, tap.getRefusal().getReason());
            return;
        }
        if (tap.hasServe()) {
            Serve serve = tap.getServe();
            OrderId order = new OrderId(serve.getOrder());
            noteTime(at, Reason.REASON_UNSPECIFIED);
            served.confirm(order, record.sequence(), at, tap.getReader());
            if (!journal.wasShown(record.sequence()) && Unshown.recent(at, now)) {
                unshown.add(
                        CardId.of(tap.getCard().toByteArray()),
                        new Unshown.Recorded(
                                new RecordId(journal.epoch(), record.sequence()),
                                at,
                                order,
                                new StudentId(serve.getStudent())));
            }
        }
    }

    /** Where each day begins in the journal. */
    void recorded(long sequence, Instant at) {
        long day = Math.floorDiv(at.toEpochMilli(), DAY_MILLIS);
        firstOfDay.merge(day, sequence, Math::min);
    }

    /** A tap's wall time counts only when the decision trusted the clock that gave it. */
    void noteTime(Instant at, Reason refusal) {
        boolean doubted =
                refusal == Reason.CLOCK_NOT_TRUSTED
                        || refusal == Reason.SNAPSHOT_TOO_OLD
                        || refusal == Reason.NO_SNAPSHOT;
        if (!doubted && at.isAfter(newest)) {
            newest = at;
        }
    }

    Instant newest() {
        return newest;
    }

    /** The last record that is older than {@code keep}, by whole UTC days; 0 when there is none. */
    long expired(Instant now, Duration keep, long lastSequence) {
        long firstKept = Math.floorDiv(now.minus(keep).toEpochMilli(), DAY_MILLIS);
        long expired = lastSequence;
        for (long first : firstOfDay.tailMap(firstKept, true).values()) {
            expired = Math.min(expired, first - 1);
        }
        return expired;
    }
}
