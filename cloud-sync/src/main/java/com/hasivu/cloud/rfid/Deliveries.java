package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.DELIVERIES;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CONFLICTS;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jooq.impl.DSL;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Meals handed over, at most one per order, and the serves that did not fit. Thread-safe. */
public final class Deliveries {
    private static final String INSERT =
            """
            insert into deliveries
              (received, school, order_id, student, station, epoch, sequence, school_day, delivered,
               supervisor, hand_reason)
            select cast(? as timestamp with time zone), v.school, v.order_id, v.student, v.station,
              v.epoch, v.sequence, cast(v.school_day as date), v.delivered, v.supervisor,
              v.hand_reason
            from unnest(
                cast(? as varchar array), cast(? as bigint array), cast(? as bigint array),
                cast(? as varchar array), cast(? as bigint array), cast(? as bigint array),
                cast(? as varchar array), cast(? as timestamp with time zone array),
                cast(? as bigint array), cast(? as varchar array))
              as v (school, order_id, student, station, epoch, sequence, school_day, delivered,
                supervisor, hand_reason)
            """;

    /**
     * A meal handed over.
     *
     * @param id grows with arrival
     * @param epoch unsigned; (station, epoch, sequence) names the record
     * @param delivered by the station's clock
     * @param byHand who served it without a card, and why
     */
    public record Entry(
            long id,
            OrderId order,
            StudentId student,
            StationId station,
            long epoch,
            long sequence,
            Instant delivered,
            Optional<ByHand> byHand) {}

    /**
     * A supervisor's act.
     *
     * @param reason a stable code, for example {@code CARD_FORGOTTEN}
     */
    public record ByHand(long supervisor, String reason) {}

    record New(Handover meal, long epoch, long sequence, LocalDate day, Optional<ByHand> byHand) {}

    record Conflict(Handover meal, long epoch, long sequence, String kind, String detail) {}

    /**
     * A part of the school's deliveries: those with ids above {@code after}.
     *
     * @param only the children that may be seen; empty: all of them
     */
    public List<Entry> page(
            DSLContext tx,
            SchoolId school,
            Optional<LocalDate> day,
            Optional<Set<StudentId>> only,
            long after,
            int limit) {
        Condition where = DELIVERIES.SCHOOL.eq(school.value()).and(DELIVERIES.ID.gt(after));
        if (day.isPresent()) {
            where = where.and(DELIVERIES.SCHOOL_DAY.eq(day.get()));
        }
        if (only.isPresent()) {
            where =
                    where.and(
                            DELIVERIES.STUDENT.in(
                                    only.get().stream().map(StudentId::value).toList()));
        }
        return tx.select(
                        DELIVERIES.ID,
                        DELIVERIES.ORDER_ID,
                        DELIVERIES.STUDENT,
                        DELIVERIES.STATION,
                        DELIVERIES.EPOCH,
                        DELIVERIES.SEQUENCE,
                        DELIVERIES.DELIVERED,
                        DELIVERIES.SUPERVISOR,
                        DELIVERIES.HAND_REASON)
                .from(DELIVERIES)
                .where(where)
                .orderBy(DELIVERIES.ID)
                .limit(limit)
                .fetch(
                        Records.mapping(
                                (id,
                                        order,
                                        student,
                                        station,
                                        epoch,
                                        sequence,
                                        delivered,
                                        by,
                                        why) ->
                                        new Entry(
                                                id,
                                                new OrderId(order),
                                                new StudentId(student),
                                                new StationId(station),
                                                epoch,
                                                sequence,
                                                delivered,
                                                Optional.ofNullable(by)
                                                        .map(who -> new ByHand(who, why)))));
    }

    void add(DSLContext tx, List<New> delivered, List<Conflict> conflicts, Instant received) {
        if (!delivered.isEmpty()) {
            Bulk.execute(
                    tx,
                    INSERT,
                    received,
                    Bulk.texts(delivered, one -> one.meal().school().value()),
                    Bulk.numbers(delivered, one -> one.meal().order().value()),
                    Bulk.numbers(delivered, one -> one.meal().student().value()),
                    Bulk.texts(delivered, one -> one.meal().station().value()),
                    Bulk.numbers(delivered, New::epoch),
                    Bulk.numbers(delivered, New::sequence),
                    Bulk.texts(delivered, one -> one.day().toString()),
                    Bulk.times(delivered, one -> one.meal().at()),
                    Bulk.numbersIfAny(delivered, one -> one.byHand().map(ByHand::supervisor)),
                    Bulk.textsIfAny(delivered, one -> one.byHand().map(ByHand::reason)));
        }
        if (!conflicts.isEmpty()) {
            tx.insertInto(
                            DELIVERY_CONFLICTS,
                            DELIVERY_CONFLICTS.SCHOOL,
                            DELIVERY_CONFLICTS.STATION,
                            DELIVERY_CONFLICTS.EPOCH,
                            DELIVERY_CONFLICTS.SEQUENCE,
                            DELIVERY_CONFLICTS.ORDER_ID,
                            DELIVERY_CONFLICTS.STUDENT,
                            DELIVERY_CONFLICTS.KIND,
                            DELIVERY_CONFLICTS.DETAIL,
                            DELIVERY_CONFLICTS.RECORDED)
                    .valuesOfRows(
                            conflicts.stream()
                                    .map(
                                            one ->
                                                    DSL.row(
                                                            one.meal().school().value(),
                                                            one.meal().station().value(),
                                                            one.epoch(),
                                                            one.sequence(),
                                                            one.meal().order().value(),
                                                            one.meal().student().value(),
                                                            one.kind(),
                                                            one.detail(),
                                                            received))
                                    .toList())
                    .execute();
        }
    }
}
