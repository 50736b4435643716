package com.hasivu.edge.serving;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.edge.history.History;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    final History history = new History();
    final Unshown unshown = new Unshown();
    private final TreeMap<Long, Long> firstOfDay = new TreeMap<>(); // UTC day -> lowest sequence

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

    /** A record of a journal before this one: its serve is made, its light was given. */
    void earlier(StoredRecord record) {
        read(record).ifPresent(tap -> history.recorded(record.sequence(), tap));
    }

    private static Optional<TapRecord> read(StoredRecord record) {
        if (record.type() != TapRecords.TYPE) {
            return Optional.empty();
        }
        try {
            return Optional.of(TapRecord.parseFrom(record.payload()));
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("record {} is not a tap this program can read; skipped", record.sequence());
            return Optional.empty();
        }
    }

    private void remember(Journal journal, StoredRecord record, Instant now) {
        read(record).ifPresent(tap -> remember(journal, record, tap, now));
    }

    private void remember(Journal journal, StoredRecord record, TapRecord tap, Instant now) {
        Instant at = Instant.ofEpochMilli(tap.getWallMillis());
        recorded(record.sequence(), at);
        history.recorded(record.sequence(), tap);
        if (tap.hasUndo()) {
            unshown.forget(tap.getUndo().getSequence());
        }
        if (tap.hasServe()
                && !tap.hasByHand()
                && !journal.wasShown(record.sequence())
                && Unshown.recent(at, now)) {
            Serve serve = tap.getServe();
            unshown.add(
                    CardId.of(tap.getCard().toByteArray()),
                    new Unshown.Recorded(
                            new RecordId(journal.epoch(), record.sequence()),
                            at,
                            new OrderId(serve.getOrder()),
                            new StudentId(serve.getStudent())));
        }
    }

    /** Its light was not seen. Unless it was taken back meanwhile, it is owed. */
    void notShown(CardId card, Unshown.Recorded serve) {
        boolean stands =
                history.served()
                        .find(serve.order())
                        .filter(one -> one.sequence() == serve.id().sequence())
                        .isPresent();
        if (stands) {
            unshown.add(card, serve);
        }
    }

    /** Where each day begins in the journal. */
    void recorded(long sequence, Instant at) {
        long day = Math.floorDiv(at.toEpochMilli(), DAY_MILLIS);
        firstOfDay.merge(day, sequence, Math::min);
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
