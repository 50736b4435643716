package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.DELIVERIES;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CORRECTIONS;
import static com.hasivu.cloud.schema.Tables.TAPS;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.WindowId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The history of taps, as people ask for it. Thread-safe; runs in the caller's transaction. */
public final class Taps {
    private static final Field<String> OUTCOME =
            DSL.case_()
                    .when(
                            TAPS.OUTCOME.eq(DSL.inline("refused")),
                            DSL.inline(Tap.Outcome.REFUSED.label()))
                    .when(
                            TAPS.OUTCOME.eq(DSL.inline("taken-back")),
                            DSL.inline(Tap.Outcome.TAKEN_BACK.label()))
                    .when(
                            DELIVERY_CORRECTIONS.ID.isNotNull(),
                            DSL.inline(Tap.Outcome.UNDONE.label()))
                    .when(DELIVERIES.ID.isNotNull(), DSL.inline(Tap.Outcome.DELIVERED.label()))
                    .else_(DSL.inline(Tap.Outcome.CONFLICT.label()));

    /**
     * Which taps; an empty part means all.
     *
     * @param from first school day, {@code to} the last, both included
     * @param only the children that may be seen or are asked for
     */
    public record Filter(
            SchoolId school,
            LocalDate from,
            LocalDate to,
            Optional<WindowId> window,
            Optional<StationId> station,
            Optional<Tap.Outcome> outcome,
            Optional<Set<StudentId>> only) {}

    /** How many taps of a day had an outcome at a station's reader, for a reason. */
    public record Tally(
            String station, String reader, Tap.Outcome outcome, String reason, int count) {}

    /** Those with ids above {@code after}, by id. */
    public List<Tap> page(DSLContext tx, Filter filter, long after, int limit) {
        return select(tx, where(filter).and(TAPS.ID.gt(after)), limit);
    }

    /** These records of a chain, by sequence. */
    public List<Tap> some(
            DSLContext tx,
            SchoolId school,
            StationId station,
            long epoch,
            Collection<Long> sequences) {
        return select(
                tx,
                TAPS.SCHOOL
                        .eq(school.value())
                        .and(TAPS.STATION.eq(station.value()))
                        .and(TAPS.EPOCH.eq(epoch))
                        .and(TAPS.SEQUENCE.in(sequences)),
                sequences.size());
    }

    /** A station's reader, as its taps tell. */
    public record ReaderUse(String reader, Instant lastTapAt, int taps) {}

    /** The station's readers that told a tap since, by name. */
    List<ReaderUse> readers(DSLContext tx, Topics station, Instant since) {
        return tx.select(TAPS.READER, DSL.max(TAPS.RECEIVED), DSL.count())
                .from(TAPS)
                .where(
                        TAPS.SCHOOL.eq(station.school().value()),
                        TAPS.STATION.eq(station.station().value()),
                        TAPS.RECEIVED.ge(since),
                        TAPS.BY_HAND.isFalse(),
                        TAPS.READER.ne(""))
                .groupBy(TAPS.READER)
                .orderBy(TAPS.READER)
                .fetch(row -> new ReaderUse(row.value1(), row.value2(), row.value3()));
    }

    /** What happened, counted. */
    public List<Tally> tally(DSLContext tx, Filter filter) {
        return tx.select(TAPS.STATION, TAPS.READER, OUTCOME, TAPS.REASON, DSL.count())
                .from(TAPS)
                .leftJoin(DELIVERIES)
                .on(delivered())
                .leftJoin(DELIVERY_CORRECTIONS)
                .on(undone())
                .where(where(filter))
                .groupBy(TAPS.STATION, TAPS.READER, OUTCOME, TAPS.REASON)
                .fetch(
                        row ->
                                new Tally(
                                        row.value1(),
                                        row.value2(),
                                        Tap.Outcome.of(row.value3()),
                                        row.value4(),
                                        row.value5()));
    }

    private static List<Tap> select(DSLContext tx, Condition where, int limit) {
        return tx.select(TAPS.fields())
                .select(OUTCOME)
                .from(TAPS)
                .leftJoin(DELIVERIES)
                .on(delivered())
                .leftJoin(DELIVERY_CORRECTIONS)
                .on(undone())
                .where(where)
                .orderBy(TAPS.ID)
                .limit(limit)
                .fetch(Taps::tap);
    }

    private static Condition delivered() {
        return DSL.and(
                DELIVERIES.SCHOOL.eq(TAPS.SCHOOL),
                DELIVERIES.STATION.eq(TAPS.STATION),
                DELIVERIES.EPOCH.eq(TAPS.EPOCH),
                DELIVERIES.SEQUENCE.eq(TAPS.SEQUENCE));
    }

    private static Condition undone() {
        return DSL.and(
                DELIVERY_CORRECTIONS.SCHOOL.eq(TAPS.SCHOOL),
                DELIVERY_CORRECTIONS.STATION.eq(TAPS.STATION),
                DELIVERY_CORRECTIONS.EPOCH.eq(TAPS.EPOCH),
                DELIVERY_CORRECTIONS.UNDONE.eq(TAPS.SEQUENCE));
    }

    private static Condition where(Filter filter) {
        var all = new ArrayList<Condition>();
        all.add(TAPS.SCHOOL.eq(filter.school().value()));
        all.add(TAPS.SCHOOL_DAY.between(filter.from(), filter.to()));
        filter.window().ifPresent(window -> all.add(TAPS.WINDOW_ID.eq(window.value())));
        filter.station().ifPresent(station -> all.add(TAPS.STATION.eq(station.value())));
        filter.outcome().ifPresent(outcome -> all.add(OUTCOME.eq(outcome.label())));
        filter.only()
                .ifPresent(
                        students ->
                                all.add(
                                        TAPS.STUDENT.in(
                                                students.stream().map(StudentId::value).toList())));
        return DSL.and(all);
    }

    private static Tap tap(Record row) {
        return new Tap(
                row.get(TAPS.ID),
                new SchoolId(row.get(TAPS.SCHOOL)),
                new StationId(row.get(TAPS.STATION)),
                row.get(TAPS.EPOCH),
                row.get(TAPS.SEQUENCE),
                row.get(TAPS.TAPPED),
                row.get(TAPS.RECEIVED),
                row.get(TAPS.SCHOOL_DAY),
                row.get(TAPS.WINDOW_ID),
                row.get(TAPS.READER),
                Optional.ofNullable(row.get(TAPS.STUDENT)).map(StudentId::new),
                Optional.ofNullable(row.get(TAPS.ORDER_ID)).map(OrderId::new),
                Tap.Outcome.of(row.get(OUTCOME)),
                row.get(TAPS.REASON),
                row.get(TAPS.BY_HAND));
    }
}
