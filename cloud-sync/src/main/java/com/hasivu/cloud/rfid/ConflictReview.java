package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.DELIVERY_CONFLICTS;

import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Serves that did not fit the cloud's truth. Thread-safe. */
public final class ConflictReview {
    private static final String CLOSED = "closed";

    private final Clock clock;

    public ConflictReview(Clock clock) {
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param epoch 16 hex digits
     * @param outcome what became of the order, by its kind
     * @param state {@code open} or {@code closed}
     */
    public record Entry(
            long id,
            String school,
            String station,
            String epoch,
            long sequence,
            long order,
            long student,
            String kind,
            String detail,
            String outcome,
            Instant recorded,
            String state,
            @Nullable Closure closure) {}

    /**
     * A part of the list: those with ids above {@code after}, as they came.
     *
     * @param state {@code open} or {@code closed}; empty for both
     */
    public List<Entry> page(
            DSLContext tx, ReviewScope scope, Optional<String> state, long after, int limit) {
        return tx.selectFrom(DELIVERY_CONFLICTS)
                .where(
                        scope.in(DELIVERY_CONFLICTS.SCHOOL, DELIVERY_CONFLICTS.STATION),
                        DELIVERY_CONFLICTS.ID.gt(after),
                        state.map(DELIVERY_CONFLICTS.STATE::eq).orElse(DSL.noCondition()))
                .orderBy(DELIVERY_CONFLICTS.ID)
                .limit(limit)
                .fetch(ConflictReview::entry);
    }

    /** One of the school's. */
    public Optional<Entry> find(DSLContext tx, SchoolId school, long id) {
        return tx.selectFrom(DELIVERY_CONFLICTS)
                .where(own(school, id))
                .fetchOptional(ConflictReview::entry);
    }

    /** Writes down that a person is done with it. */
    public Closure.Outcome close(DSLContext tx, SchoolId school, long id, long by, String note) {
        int closed =
                tx.update(DELIVERY_CONFLICTS)
                        .set(DELIVERY_CONFLICTS.STATE, CLOSED)
                        .set(
                                DELIVERY_CONFLICTS.CLOSED,
                                clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .set(DELIVERY_CONFLICTS.CLOSED_BY, by)
                        .set(DELIVERY_CONFLICTS.NOTE, note)
                        .where(own(school, id), DELIVERY_CONFLICTS.STATE.ne(CLOSED))
                        .execute();
        if (closed == 1) {
            return Closure.Outcome.DONE;
        }
        return tx.fetchExists(DELIVERY_CONFLICTS, own(school, id))
                ? Closure.Outcome.CLOSED_ALREADY
                : Closure.Outcome.NOT_FOUND;
    }

    private static Condition own(SchoolId school, long id) {
        return DELIVERY_CONFLICTS.SCHOOL.eq(school.value()).and(DELIVERY_CONFLICTS.ID.eq(id));
    }

    private static Entry entry(Record row) {
        String kind = row.get(DELIVERY_CONFLICTS.KIND);
        return new Entry(
                row.get(DELIVERY_CONFLICTS.ID),
                row.get(DELIVERY_CONFLICTS.SCHOOL),
                row.get(DELIVERY_CONFLICTS.STATION),
                HexFormat.of().toHexDigits(row.get(DELIVERY_CONFLICTS.EPOCH)),
                row.get(DELIVERY_CONFLICTS.SEQUENCE),
                row.get(DELIVERY_CONFLICTS.ORDER_ID),
                row.get(DELIVERY_CONFLICTS.STUDENT),
                kind,
                row.get(DELIVERY_CONFLICTS.DETAIL),
                ConflictKind.of(kind).map(ConflictKind::outcome).orElse(""),
                row.get(DELIVERY_CONFLICTS.RECORDED),
                row.get(DELIVERY_CONFLICTS.STATE),
                Closure.of(
                        row.get(DELIVERY_CONFLICTS.CLOSED),
                        row.get(DELIVERY_CONFLICTS.CLOSED_BY),
                        row.get(DELIVERY_CONFLICTS.NOTE)));
    }
}
