package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.DELIVERIES;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CONFLICTS;
import static com.hasivu.cloud.schema.Tables.DELIVERY_CORRECTIONS;
import static com.hasivu.cloud.schema.Tables.TAP_INBOX;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.cloud.orders.Delivery;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Serves that their station took back: such a serve has no effect, whatever came first, and an
 * order that was delivered by it is as it was before, or delivered by the serve elsewhere that had
 * found it delivered. docs/wire-protocol.md, "Taken back". Thread-safe; runs in the caller's
 * transaction, under the lock of the chain's head.
 */
public final class Corrections {
    /** As {@link com.hasivu.cloud.orders.Orders} tells it of a serve that came second. */
    private static final String SECOND = ConflictKind.ALREADY_DELIVERED.label();

    private static final String UNDONE =
            """
            select c.school, c.station, c.epoch, c.undone
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
                cast(? as bigint array))
              as v (school, station, epoch, sequence)
            join delivery_corrections c
              on c.school = v.school and c.station = v.station and c.epoch = v.epoch
                and c.undone = v.sequence
            """;

    private final Orders orders;
    private final Deliveries deliveries;

    Corrections(Orders orders, Deliveries deliveries) {
        this.orders = orders;
        this.deliveries = deliveries;
    }

    /**
     * One of them, for a person.
     *
     * @param epoch 16 hex digits
     * @param sequence of the record that took back, {@code undone} of the serve
     * @param takenBack by the station's clock
     */
    public record Entry(
            long id,
            String school,
            String station,
            String epoch,
            long sequence,
            long undone,
            long order,
            long student,
            long supervisor,
            String reason,
            Instant takenBack) {}

    record New(long sequence, Reading.TakenBack record, Instant at) {}

    /** A part of the list: those with ids above {@code after}, as they came. */
    static List<Entry> page(DSLContext tx, ReviewScope scope, long after, int limit) {
        return tx.selectFrom(DELIVERY_CORRECTIONS)
                .where(
                        scope.in(DELIVERY_CORRECTIONS.SCHOOL, DELIVERY_CORRECTIONS.STATION),
                        DELIVERY_CORRECTIONS.ID.gt(after))
                .orderBy(DELIVERY_CORRECTIONS.ID)
                .limit(limit)
                .fetch(Corrections::entry);
    }

    private static Entry entry(Record row) {
        return new Entry(
                row.get(DELIVERY_CORRECTIONS.ID),
                row.get(DELIVERY_CORRECTIONS.SCHOOL),
                row.get(DELIVERY_CORRECTIONS.STATION),
                HexFormat.of().toHexDigits(row.get(DELIVERY_CORRECTIONS.EPOCH)),
                row.get(DELIVERY_CORRECTIONS.SEQUENCE),
                row.get(DELIVERY_CORRECTIONS.UNDONE),
                row.get(DELIVERY_CORRECTIONS.ORDER_ID),
                row.get(DELIVERY_CORRECTIONS.STUDENT),
                row.get(DELIVERY_CORRECTIONS.SUPERVISOR),
                row.get(DELIVERY_CORRECTIONS.HAND_REASON),
                row.get(DELIVERY_CORRECTIONS.TAKEN_BACK));
    }

    /** A serve's record. */
    record Name(ChainId chain, long sequence) {}

    /** Which of these serves were taken back by records that came before. */
    Set<Name> undone(DSLContext tx, List<Name> serves) {
        return Set.copyOf(
                Bulk.fetch(
                        tx,
                        UNDONE,
                        row ->
                                new Name(
                                        ChainId.of(
                                                row.getString(1), row.getString(2), row.getLong(3)),
                                        row.getLong(4)),
                        Bulk.texts(serves, serve -> serve.chain().school().value()),
                        Bulk.texts(serves, serve -> serve.chain().station().value()),
                        Bulk.numbers(serves, serve -> serve.chain().epoch()),
                        Bulk.numbers(serves, Name::sequence)));
    }

    /** Keeps it, and takes back what its serve did, if that came before. */
    void add(DSLContext tx, Batch batch, New correction, Instant received) {
        Reading.TakenBack record = correction.record();
        tx.insertInto(DELIVERY_CORRECTIONS)
                .set(DELIVERY_CORRECTIONS.SCHOOL, batch.school().value())
                .set(DELIVERY_CORRECTIONS.STATION, batch.station().value())
                .set(DELIVERY_CORRECTIONS.EPOCH, batch.epoch())
                .set(DELIVERY_CORRECTIONS.SEQUENCE, correction.sequence())
                .set(DELIVERY_CORRECTIONS.UNDONE, record.undone())
                .set(DELIVERY_CORRECTIONS.ORDER_ID, record.order().value())
                .set(DELIVERY_CORRECTIONS.STUDENT, record.student().value())
                .set(DELIVERY_CORRECTIONS.SUPERVISOR, record.by().supervisor())
                .set(DELIVERY_CORRECTIONS.HAND_REASON, record.by().reason())
                .set(DELIVERY_CORRECTIONS.TAKEN_BACK, correction.at())
                .set(DELIVERY_CORRECTIONS.RECEIVED, received)
                .execute();
        int delivered =
                tx.deleteFrom(DELIVERIES)
                        .where(
                                DELIVERIES.SCHOOL.eq(batch.school().value()),
                                DELIVERIES.STATION.eq(batch.station().value()),
                                DELIVERIES.EPOCH.eq(batch.epoch()),
                                DELIVERIES.SEQUENCE.eq(record.undone()),
                                DELIVERIES.ORDER_ID.eq(record.order().value()))
                        .execute();
        if (delivered == 1) {
            if (!orders.takeBack(tx, batch.school(), batch.station(), record.order())) {
                throw new IllegalStateException(
                        "order %s has a delivery by %s and is not delivered by it"
                                .formatted(record.order(), batch.station()));
            }
            secondIsNowFirst(tx, batch.school(), record.order(), received);
            return;
        }
        tx.deleteFrom(DELIVERY_CONFLICTS)
                .where(
                        DELIVERY_CONFLICTS.SCHOOL.eq(batch.school().value()),
                        DELIVERY_CONFLICTS.STATION.eq(batch.station().value()),
                        DELIVERY_CONFLICTS.EPOCH.eq(batch.epoch()),
                        DELIVERY_CONFLICTS.SEQUENCE.eq(record.undone()),
                        DELIVERY_CONFLICTS.STATE.eq("open"))
                .execute();
    }

    /** A serve of the same order that found it delivered, and nobody has settled: it delivers. */
    private void secondIsNowFirst(DSLContext tx, SchoolId school, OrderId order, Instant now) {
        Condition waiting =
                DELIVERY_CONFLICTS
                        .SCHOOL
                        .eq(school.value())
                        .and(DELIVERY_CONFLICTS.ORDER_ID.eq(order.value()))
                        .and(DELIVERY_CONFLICTS.KIND.eq(SECOND))
                        .and(DELIVERY_CONFLICTS.STATE.eq("open"));
        var row =
                tx.selectFrom(DELIVERY_CONFLICTS)
                        .where(waiting)
                        .orderBy(DELIVERY_CONFLICTS.ID)
                        .limit(1)
                        .fetchOne();
        if (row == null) {
            return;
        }
        var station = new StationId(row.getStation());
        byte[] payload =
                tx.select(TAP_INBOX.PAYLOAD)
                        .from(TAP_INBOX)
                        .where(
                                TAP_INBOX.SCHOOL.eq(school.value()),
                                TAP_INBOX.STATION.eq(station.value()),
                                TAP_INBOX.EPOCH.eq(row.getEpoch()),
                                TAP_INBOX.SEQUENCE.eq(row.getSequence()))
                        .fetchSingle(TAP_INBOX.PAYLOAD);
        var entry = new Batch.Entry(row.getSequence(), Reading.TAP, payload, "");
        if (!(Reading.of(entry) instanceof Reading.Handed handed)) {
            throw new IllegalStateException("conflict %d is of no serve".formatted(row.getId()));
        }
        Handover meal = handed.meal(school, station, now);
        if (orders.deliver(tx, List.of(meal)).getFirst()
                instanceof Delivery.Delivered(var day, var unused)) {
            row.delete();
            deliveries.add(
                    tx,
                    List.of(
                            new Deliveries.New(
                                    meal, row.getEpoch(), row.getSequence(), day, handed.byHand())),
                    List.of(),
                    now);
        }
    }
}
