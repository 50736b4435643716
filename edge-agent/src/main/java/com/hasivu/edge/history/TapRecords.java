package com.hasivu.edge.history;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.wire.CardDemand;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.TapRecord;

import java.time.Instant;
import java.util.Optional;

/**
 * A decided tap as its record holds it, and back: all that the decision took is in the record, so
 * that it can be decided again. docs/wire-protocol.md. Pure.
 */
public final class TapRecords {
    /** The journal's type of these records. */
    public static final int TYPE = 1;

    private TapRecords() {}

    /** The record of a decision. */
    public static TapRecord write(
            TapCase tap, TapDecision decision, long bootId, long monotonicNanos) {
        TapInput input = tap.input();
        CardEvidence evidence = tap.evidence();
        TapRecord.Builder record =
                TapRecord.newBuilder()
                        .setWallMillis(input.now().toEpochMilli())
                        .setMonotonicNanos(monotonicNanos)
                        .setBootId(bootId)
                        .setClock(input.clock())
                        .setReader(input.reader())
                        .setCard(ByteString.copyFrom(tap.card().bytes()))
                        .setProof(evidence.proof())
                        .setReadCount(evidence.readCount())
                        .setDemand(
                                switch (evidence.rule()) {
                                    case NUMBER -> CardDemand.CARD_DEMAND_NUMBER;
                                    case PROVEN -> CardDemand.CARD_DEMAND_PROVEN;
                                });
        evidence.floor().ifPresent(record::setReadFloor);
        if (input.form() != CardForm.UID) {
            record.setForm(input.form().label());
        }
        if (input.form().keeps() != CardForm.Keeps.ALL) {
            record.setTold(ByteString.copyFrom(input.told().bytes()));
        }
        Optional<DayOrders> orders = input.orders();
        orders.ifPresent(
                day ->
                        record.setSnapshotVersion(day.version())
                                .setSchoolDay(day.dayOf(input.now())));
        outcome(record, decision, orders, input.now());
        return record.build();
    }

    static void outcome(
            TapRecord.Builder record,
            TapDecision decision,
            Optional<DayOrders> orders,
            Instant now) {
        switch (decision) {
            case Serve serve ->
                    record.setWindow(serve.window().value())
                            .setServe(
                                    com.hasivu.protocol.wire.Serve.newBuilder()
                                            .setOrder(serve.order().value())
                                            .setStudent(serve.student().value()));
            case Refuse refuse ->
                    record.setWindow(
                                    orders.flatMap(day -> day.windowAt(now))
                                            .map(WindowId::value)
                                            .orElse(""))
                            .setRefusal(
                                    Refusal.newBuilder()
                                            .setReason(refuse.reason())
                                            .setStudent(
                                                    refuse.student()
                                                            .map(StudentId::value)
                                                            .orElse(0L))
                                            .setOrder(
                                                    refuse.order().map(OrderId::value).orElse(0L)));
        }
    }

    /** The form a record names; empty when this program does not know it. */
    public static Optional<CardForm> form(TapRecord record) {
        return record.getForm().isEmpty()
                ? Optional.of(CardForm.UID)
                : CardForm.of(record.getForm());
    }

    /**
     * What the decision took, read back.
     *
     * @param orders the snapshot the record names
     * @param otherwise for a record from before the rule was written down
     */
    public static TapInput read(
            TapRecord record, CardForm form, Optional<DayOrders> orders, CardRule otherwise) {
        ByteString told = record.getTold().isEmpty() ? record.getCard() : record.getTold();
        return new TapInput(
                record.getReader(),
                CardId.of(told.toByteArray()),
                form,
                record.getProof(),
                record.getReadCount(),
                switch (record.getDemand()) {
                    case CARD_DEMAND_NUMBER -> CardRule.NUMBER;
                    case CARD_DEMAND_PROVEN -> CardRule.PROVEN;
                    case CARD_DEMAND_UNSPECIFIED, UNRECOGNIZED -> otherwise;
                },
                orders,
                Instant.ofEpochMilli(record.getWallMillis()),
                record.getClock());
    }
}
