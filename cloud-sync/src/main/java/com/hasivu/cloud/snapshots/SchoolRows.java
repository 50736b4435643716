package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.outbox.Change;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a school for its next version: those of the newest, with the rows that changed read
 * again. All are read anew when that is not possible; and once in a while, and at the end of a day,
 * to see that it leads to the same. Not thread-safe: {@link SchoolSnapshots} guards it.
 */
final class SchoolRows {
    private static final Logger LOG = LoggerFactory.getLogger(SchoolRows.class);

    /** So many looks at changes alone, then one at the whole school. */
    static final int WHOLE_EVERY = 64;

    private final SchoolId school;
    private final SnapshotSource source;
    private final Outbox outbox;
    private int looks;

    SchoolRows(SchoolId school, SnapshotSource source, Outbox outbox) {
        this.school = school;
        this.source = source;
        this.outbox = outbox;
    }

    /**
     * Call while the school's head is locked.
     *
     * @param base the newest version, if this node knows it and it holds all that was consumed
     * @param changes every change since that is committed
     */
    NavigableMap<ByteString, ByteString> next(
            DSLContext tx, Optional<Snapshot> base, List<Change> changes, LocalDate day) {
        if (base.isEmpty()) {
            looks = 0;
            return source.rows(tx, school, day);
        }
        Snapshot before = base.get();
        boolean sameDay = before.day().equals(day);
        Optional<NavigableMap<ByteString, ByteString>> grown =
                ChangedRows.of(changes)
                        .flatMap(
                                changed ->
                                        source.after(
                                                tx, school, before.day(), before.rows(), changed));
        looks++;
        if (grown.isPresent() && sameDay && !changes.isEmpty() && looks < WHOLE_EVERY) {
            return grown.get();
        }
        looks = 0;
        NavigableMap<ByteString, ByteString> whole = source.rows(tx, school, before.day());
        grown.ifPresent(rows -> compare(tx, before, rows, whole, changes));
        return sameDay ? whole : source.rows(tx, school, day);
    }

    /** A change committed while the school was read says nothing: then the next time will. */
    private void compare(
            DSLContext tx,
            Snapshot before,
            NavigableMap<ByteString, ByteString> grown,
            NavigableMap<ByteString, ByteString> whole,
            List<Change> changes) {
        Set<ByteString> keys = History.changed(grown, whole);
        if (keys.isEmpty()) {
            return;
        }
        List<Change> now =
                outbox.pending(tx, school, Outbox.SCHOOL_CHANGED, SchoolSnapshots.CHANGES);
        if (new HashSet<>(changes).containsAll(now)) {
            LOG.error(
                    "{}: {} rows are not as snapshot {} and the {} changes since tell ({}); somebody changed them without a word in the outbox; sending them as they are",
                    school,
                    keys.size(),
                    before.version(),
                    changes.size(),
                    kinds(keys));
        }
    }

    /** Only the kinds: a card's key is its number. */
    private static String kinds(Set<ByteString> keys) {
        return keys.stream()
                .map(key -> String.valueOf((char) key.byteAt(0)))
                .distinct()
                .sorted()
                .toList()
                .toString();
    }
}
