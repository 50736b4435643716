package com.hasivu.cloud.live;

import static com.hasivu.cloud.schema.Tables.LIVE_HEADS;
import static com.hasivu.cloud.schema.Tables.LIVE_LOG;

import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened at a school, numbered 1, 2, 3 ... in the order of commits: the head is held while
 * rows are added. So a reader that saw number n has seen all before it. Rows are kept for {@link
 * #KEPT} and at most {@link #MOST} per school.
 */
final class LiveLog {
    static final Duration KEPT = Duration.ofHours(24);
    static final long MOST = 20_000;

    private LiveLog() {}

    /** A kind of row. */
    enum Kind {
        ORDER,
        TAP;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A row to be added; {@code state} empty for a tap. */
    record New(
            Kind kind, @Nullable Long student, @Nullable Long order, String state, String data) {}

    /** A row; {@code student} null when it is about none. */
    record Row(long seq, String kind, @Nullable Long student, String data) {}

    /** Holds the school's head until the transaction ends and tells the last number. */
    static long hold(DSLContext tx, SchoolId school) {
        tx.insertInto(LIVE_HEADS)
                .set(LIVE_HEADS.SCHOOL, school.value())
                .set(LIVE_HEADS.LAST_SEQ, 0L)
                .onConflict(LIVE_HEADS.SCHOOL)
                .doNothing()
                .execute();
        return tx.select(LIVE_HEADS.LAST_SEQ)
                .from(LIVE_HEADS)
                .where(LIVE_HEADS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchSingle()
                .value1();
    }

    /** Adds rows behind the head, which is held. */
    static void append(DSLContext tx, SchoolId school, long head, List<New> rows, Instant now) {
        if (rows.isEmpty()) {
            return;
        }
        var records = new ArrayList<com.hasivu.cloud.schema.tables.records.LiveLogRecord>();
        long seq = head;
        for (New row : rows) {
            seq++;
            var record = tx.newRecord(LIVE_LOG);
            record.setSchool(school.value());
            record.setSeq(seq);
            record.setKind(row.kind().label());
            record.setStudent(row.student());
            record.setOrderId(row.order());
            record.setState(row.state());
            record.setData(row.data());
            record.setTold(now);
            records.add(record);
        }
        tx.batchInsert(records).execute();
        tx.update(LIVE_HEADS)
                .set(LIVE_HEADS.LAST_SEQ, seq)
                .where(LIVE_HEADS.SCHOOL.eq(school.value()))
                .execute();
    }

    /** The last number of each school; a school without rows is left out. */
    static Map<String, Long> heads(DSLContext tx, Collection<String> schools) {
        return tx.select(LIVE_HEADS.SCHOOL, LIVE_HEADS.LAST_SEQ)
                .from(LIVE_HEADS)
                .where(LIVE_HEADS.SCHOOL.in(schools))
                .fetchMap(Record2::value1, Record2::value2);
    }

    static long head(DSLContext tx, SchoolId school) {
        return heads(tx, List.of(school.value())).getOrDefault(school.value(), 0L);
    }

    /** Whether every row behind {@code seen} is still kept. */
    static boolean keeps(DSLContext tx, SchoolId school, long seen) {
        long head = head(tx, school);
        if (seen >= head) {
            return seen == head;
        }
        return tx.fetchExists(
                LIVE_LOG, LIVE_LOG.SCHOOL.eq(school.value()), LIVE_LOG.SEQ.eq(seen + 1));
    }

    static List<Row> after(DSLContext tx, SchoolId school, long seen, int limit) {
        return tx.select(LIVE_LOG.SEQ, LIVE_LOG.KIND, LIVE_LOG.STUDENT, LIVE_LOG.DATA)
                .from(LIVE_LOG)
                .where(LIVE_LOG.SCHOOL.eq(school.value()), LIVE_LOG.SEQ.gt(seen))
                .orderBy(LIVE_LOG.SEQ)
                .limit(limit)
                .fetch(row -> new Row(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    /** The state each order was last told in. */
    static Map<Long, String> told(DSLContext tx, SchoolId school, Collection<Long> orders) {
        var states = new HashMap<Long, String>();
        tx.select(LIVE_LOG.ORDER_ID, LIVE_LOG.STATE)
                .from(LIVE_LOG)
                .where(
                        LIVE_LOG.SCHOOL.eq(school.value()),
                        LIVE_LOG.KIND.eq(Kind.ORDER.label()),
                        LIVE_LOG.ORDER_ID.in(orders))
                .orderBy(LIVE_LOG.SEQ)
                .forEach(row -> states.put(row.value1(), row.value2()));
        return states;
    }

    /** Lets go of what is too old or too much; the newest row of a school stays. */
    static int prune(DSLContext tx, Instant now) {
        int old = tx.deleteFrom(LIVE_LOG).where(LIVE_LOG.TOLD.lt(now.minus(KEPT))).execute();
        int many =
                tx.deleteFrom(LIVE_LOG)
                        .where(
                                LIVE_LOG.SEQ.le(
                                        DSL.select(LIVE_HEADS.LAST_SEQ.minus(MOST))
                                                .from(LIVE_HEADS)
                                                .where(LIVE_HEADS.SCHOOL.eq(LIVE_LOG.SCHOOL))
                                                .asField()))
                        .execute();
        return old + many;
    }
}
