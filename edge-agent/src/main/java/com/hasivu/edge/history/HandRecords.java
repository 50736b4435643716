package com.hasivu.edge.history;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.UndoDecision.TakeBack;
import com.hasivu.edge.history.HandInput.Actor;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.ByHand;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.protocol.wire.Undo;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person did by hand as its record holds it, and back: all that the decision took is in it.
 * A record of the type of taps, without a card. docs/wire-protocol.md, "By hand". Pure.
 */
public final class HandRecords {
    private HandRecords() {}

    /** The record of a serve by hand, or of its refusal. */
    public static TapRecord write(
            HandInput hand, TapDecision decision, long bootId, long monotonicNanos) {
        TapRecord.Builder record =
                start(hand.now(), hand.clock(), hand.orders(), bootId, monotonicNanos)
                        .setByHand(
                                actor(hand.actor())
                                        .setFound(hand.found())
                                        .setQuota(hand.quota())
                                        .setStudent(hand.student().value()));
        TapRecords.outcome(record, decision, hand.orders(), hand.now());
        return record.build();
    }

    /** The record that takes a serve back. */
    public static TapRecord write(UndoInput undo, TakeBack taken) {
        return start(undo.now(), undo.clock(), undo.orders(), undo.bootId(), undo.monotonicNanos())
                .setByHand(actor(undo.actor()))
                .setUndo(
                        Undo.newBuilder()
                                .setSequence(taken.sequence())
                                .setOrder(taken.order().value())
                                .setStudent(taken.student().value()))
                .build();
    }

    private static ByHand.Builder actor(Actor actor) {
        return ByHand.newBuilder()
                .setStaff(actor.staff().value())
                .setProof(actor.proof())
                .setReason(actor.reason());
    }

    private static TapRecord.Builder start(
            Instant now,
            ClockState clock,
            Optional<DayOrders> orders,
            long bootId,
            long monotonicNanos) {
        TapRecord.Builder record =
                TapRecord.newBuilder()
                        .setWallMillis(now.toEpochMilli())
                        .setMonotonicNanos(monotonicNanos)
                        .setBootId(bootId)
                        .setClock(clock)
                        .setReader(HandInput.PLACE);
        orders.ifPresent(
                day -> record.setSnapshotVersion(day.version()).setSchoolDay(day.dayOf(now)));
        return record;
    }

    /**
     * What the decision of a serve by hand took, read back.
     *
     * @throws IllegalArgumentException if it holds ids that are none
     */
    public static HandInput read(TapRecord record, Optional<DayOrders> orders) {
        return new HandInput(
                actor(record.getByHand()),
                new StudentId(record.getByHand().getStudent()),
                record.getByHand().getFound(),
                record.getByHand().getQuota(),
                orders,
                Instant.ofEpochMilli(record.getWallMillis()),
                record.getClock());
    }

    /** The same of a serve that was taken back. */
    public static UndoInput readUndo(TapRecord record, Optional<DayOrders> orders) {
        return new UndoInput(
                actor(record.getByHand()),
                record.getUndo().getSequence(),
                orders,
                Instant.ofEpochMilli(record.getWallMillis()),
                record.getClock(),
                record.getBootId(),
                record.getMonotonicNanos());
    }

    private static Actor actor(ByHand hand) {
        return new Actor(new StaffId(hand.getStaff()), hand.getProof(), hand.getReason());
    }
}
