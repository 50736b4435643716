package com.hasivu.edge.serving;

import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.UndoDecision.Refused;
import com.hasivu.edge.decision.UndoDecision.TakeBack;
import com.hasivu.edge.history.HandInput;
import com.hasivu.edge.history.HandInput.Actor;
import com.hasivu.edge.history.HandRecords;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.history.UndoInput;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.Pending;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.TapRecord;

import java.time.Instant;

/**
 * What a supervisor does by hand, with or without a network: serve a child that has no card with
 * it, and take back a serve within ten seconds. By the same snapshot, served set and journal as the
 * taps, under the same lock, so that a tap and a hand cannot both serve an order. Who asks was
 * proven before ({@code edge.supervision}). Gives no signal: the answer is shown where it was asked
 * for. Thread-safe; a call waits for the disk.
 */
public final class HandService {
    private final TapService taps;
    private final int quota;

    /**
     * By the side of the taps.
     *
     * @param quota serves by hand in a school day at most; 0: none
     */
    public HandService(TapService taps, int quota) {
        this.taps = taps;
        this.quota = quota;
    }

    /**
     * Serves the child's order, or says why not; either is recorded before it returns.
     *
     * @throws IllegalArgumentException if the reason is none for a serve
     */
    public HandResult serve(Actor actor, StudentId student, HandFound found) {
        if (!Actor.SERVE_REASONS.contains(actor.reason())) {
            throw new IllegalArgumentException(
                    "%s is no reason to serve by hand; use one of %s"
                            .formatted(actor.reason(), Actor.SERVE_REASONS));
        }
        Instant now;
        TapDecision decision;
        TapRecord record;
        Pending pending;
        synchronized (taps.lock) {
            long seenFailures = taps.journal.failures(); // before anything is looked at
            now = taps.now();
            HandInput hand =
                    new HandInput(
                            actor,
                            student,
                            found,
                            quota,
                            taps.snapshot.get().map(Snapshot::orders),
                            now,
                            taps.world.clock().get());
            decision = taps.memory.history.decide(hand);
            FaultPoint.TAP_DECIDED.reach();
            record = HandRecords.write(hand, decision, taps.world.bootId(), sinceStart());
            pending = enqueue(record, seenFailures);
            taps.memory.history.claim(hand, decision, pending);
        }
        try {
            RecordId id = confirmed(record, pending, now);
            taps.journal.shown(id.sequence());
            return new HandResult.Decided(decision, id);
        } catch (JournalException e) {
            synchronized (taps.lock) {
                taps.memory.history.failed(decision, pending);
            }
            return new HandResult.OutOfService(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Takes a serve back, or says why not; only what is taken back is recorded.
     *
     * @param sequence of the serve's record
     * @throws IllegalArgumentException if the reason is none for that
     */
    public UndoResult undo(Actor actor, long sequence) {
        if (!Actor.UNDO_REASONS.contains(actor.reason())) {
            throw new IllegalArgumentException(
                    "%s is no reason to take a serve back; use one of %s"
                            .formatted(actor.reason(), Actor.UNDO_REASONS));
        }
        Instant now;
        TakeBack taken;
        TapRecord record;
        Pending pending;
        synchronized (taps.lock) {
            long seenFailures = taps.journal.failures();
            now = taps.now();
            UndoInput undo =
                    new UndoInput(
                            actor,
                            sequence,
                            taps.snapshot.get().map(Snapshot::orders),
                            now,
                            taps.world.clock().get(),
                            taps.world.bootId(),
                            sinceStart());
            switch (taps.memory.history.decide(undo)) {
                case Refused(var why) -> {
                    return new UndoResult.Refused(why);
                }
                case TakeBack back -> taken = back;
            }
            FaultPoint.TAP_DECIDED.reach();
            record = HandRecords.write(undo, taken);
            pending = enqueue(record, seenFailures);
            taps.memory.history.claim(taken, pending);
            taps.memory.unshown.forget(sequence);
        }
        try {
            RecordId id = confirmed(record, pending, now);
            taps.journal.shown(id.sequence());
            return new UndoResult.TakenBack(taken, id);
        } catch (JournalException e) {
            return new UndoResult.OutOfService(String.valueOf(e.getMessage()));
        }
    }

    private Pending enqueue(TapRecord record, long seenFailures) {
        return taps.journal.enqueue(TapRecords.TYPE, record.toByteArray(), seenFailures);
    }

    private RecordId confirmed(TapRecord record, Pending pending, Instant now) {
        RecordId id = pending.await().id();
        synchronized (taps.lock) {
            taps.memory.recorded(id.sequence(), now);
            taps.memory.history.confirm(record, id.sequence(), pending);
        }
        return id;
    }

    private long sinceStart() {
        return taps.nanos() - taps.startNanos;
    }
}
