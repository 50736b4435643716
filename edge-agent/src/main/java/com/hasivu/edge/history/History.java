package com.hasivu.edge.history;

import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.ClockView;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.HandAsk;
import com.hasivu.edge.decision.Presented;
import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.decision.UndoDecision;
import com.hasivu.edge.decision.UndoDecision.TakeBack;
import com.hasivu.edge.decision.UndoDecision.Why;
import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.protocol.wire.Undo;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * What the station's records so far mean for the next tap, and the decision taken by it. Fed with
 * records read back ({@link #recorded}) or, on the tap path, with records on their way ({@link
 * #claim}, then {@link #confirm} or {@link #failed}); both give the same. Not thread-safe.
 */
public final class History {
    private final ServedOrders served = new ServedOrders();
    private final ReadFloors floors = new ReadFloors();
    private final NewestTime newest = new NewestTime();
    private final HandServes byHand = new HandServes();
    private final RecentServes recent = new RecentServes();

    /** Looks at a tap: which card is meant, and what is known of it. Changes nothing. */
    public TapCase open(TapInput input) {
        Presented presented = Presented.of(input.told(), input.form(), input.orders());
        return new TapCase(
                input,
                presented,
                new CardEvidence(
                        input.proof(),
                        input.readCount(),
                        floors.find(presented.card()),
                        input.rule()));
    }

    /** Decides it. Changes nothing. */
    public TapDecision decide(TapCase tap) {
        return decide(tap, served, newest.get(), Decider.Trace.OFF);
    }

    /** Decides it against a served set and a newest time of the caller's, who may watch. */
    public static TapDecision decide(
            TapCase tap, ServedSet served, Instant newest, Decider.Trace trace) {
        TapInput input = tap.input();
        return Decider.decide(
                tap.presented(),
                tap.evidence(),
                input.orders(),
                served,
                input.now(),
                new ClockView(input.clock(), newest),
                trace);
    }

    /** Decides a serve by hand. Changes nothing. */
    public TapDecision decide(HandInput hand) {
        return decide(hand, handServes(hand), served, newest.get(), Decider.Trace.OFF);
    }

    /** Decides it against what the caller knows, who may watch. */
    public static TapDecision decide(
            HandInput hand, int used, ServedSet served, Instant newest, Decider.Trace trace) {
        return Decider.decideByHand(
                new HandAsk(hand.actor().staff(), hand.student(), hand.quota(), used),
                hand.orders(),
                served,
                hand.now(),
                new ClockView(hand.clock(), newest),
                trace);
    }

    /** Whether a serve is taken back. Changes nothing. */
    public UndoDecision decide(UndoInput undo) {
        if (undo.orders().flatMap(day -> day.supervisor(undo.actor().staff())).isEmpty()) {
            return new UndoDecision.Refused(Why.NOT_A_SUPERVISOR);
        }
        Optional<RecentServes.Recent> found =
                recent.find(undo.sequence())
                        .filter(serve -> serve.bootId() == undo.bootId())
                        .filter(serve -> stands(serve.order(), undo.sequence()));
        if (found.isEmpty()) {
            return new UndoDecision.Refused(Why.NO_SUCH_SERVE);
        }
        RecentServes.Recent serve = found.get();
        long since = undo.monotonicNanos() - serve.monotonicNanos();
        return since > UndoDecision.PATIENCE.toNanos()
                ? new UndoDecision.Refused(Why.TOO_LATE)
                : new UndoDecision.TakeBack(undo.sequence(), serve.order(), serve.student());
    }

    private boolean stands(OrderId order, long sequence) {
        return served.find(order).filter(one -> one.sequence() == sequence).isPresent();
    }

    /** How many serves by hand of that day stand. */
    public int handServes(HandInput hand) {
        return byHand.on(hand.schoolDay());
    }

    /** A decided tap's record is on its way to the disk. */
    public void claim(TapCase tap, TapDecision decision, Pending pending) {
        tap.shown().ifPresent(count -> floors.claim(tap.card(), count, pending));
        claim(decision, tap.input().now(), tap.input().reader(), pending);
    }

    /** A decided serve by hand's is. */
    public void claim(HandInput hand, TapDecision decision, Pending pending) {
        if (decision instanceof Serve) {
            byHand.claim(hand.schoolDay(), 1, pending);
        }
        claim(decision, hand.now(), HandInput.PLACE, pending);
    }

    private void claim(TapDecision decision, Instant now, String place, Pending pending) {
        if (decision instanceof Serve serve) {
            served.claim(serve.order(), pending, now, place);
        }
        if (NewestTime.trusted(reason(decision))) {
            newest.claim(now, pending);
        }
    }

    /** The record that takes a serve back is. */
    public void claim(TakeBack undo, Pending pending) {
        served.undo(undo.order(), pending);
        recent.find(undo.sequence())
                .filter(RecentServes.Recent::byHand)
                .ifPresent(serve -> byHand.claim(serve.handDay(), -1, pending));
    }

    /** It is on disk. */
    public void confirm(TapRecord record, long sequence, Pending pending) {
        recorded(sequence, record, pending);
    }

    /** It is not on disk and will not be. */
    public void failed(TapDecision decision, Pending pending) {
        if (decision instanceof Serve serve) {
            served.release(serve.order(), pending);
        }
    }

    /** A record read back from the journal, in the journal's order. */
    public void recorded(long sequence, TapRecord tap) {
        recorded(sequence, tap, null);
    }

    private void recorded(long sequence, TapRecord tap, @Nullable Pending pending) {
        if (tap.hasUndo()) {
            undone(tap.getUndo(), pending);
            return;
        }
        if (!tap.hasByHand()) {
            ReadFloors.shown(tap.getProof(), tap.getReadCount())
                    .ifPresent(
                            count -> floors.confirm(CardId.of(tap.getCard().toByteArray()), count));
        }
        if (!tap.hasServe() && !tap.hasRefusal()) {
            return; // an outcome this program does not know
        }
        Instant at = Instant.ofEpochMilli(tap.getWallMillis());
        if (NewestTime.trusted(tap.getRefusal().getReason())) {
            newest.confirm(at);
        }
        if (tap.hasServe()) {
            OrderId order = new OrderId(tap.getServe().getOrder());
            served.confirm(order, sequence, at, tap.getReader());
            int handDay = tap.hasByHand() ? tap.getSchoolDay() : RecentServes.Recent.BY_CARD;
            recent.add(
                    sequence,
                    new RecentServes.Recent(
                            order,
                            new StudentId(tap.getServe().getStudent()),
                            tap.getBootId(),
                            tap.getMonotonicNanos(),
                            handDay));
            if (tap.hasByHand()) {
                byHand.confirm(handDay, 1, pending);
            }
        }
    }

    private void undone(Undo undo, @Nullable Pending pending) {
        served.undone(new OrderId(undo.getOrder()), undo.getSequence());
        recent.find(undo.getSequence())
                .filter(RecentServes.Recent::byHand)
                .ifPresent(serve -> byHand.confirm(serve.handDay(), -1, pending));
    }

    /** A card was shown its recorded serve again: its count was seen, though no record holds it. */
    public void shownAgain(TapCase tap) {
        tap.shown().ifPresent(count -> floors.confirm(tap.card(), count));
    }

    private static Reason reason(TapDecision decision) {
        return decision instanceof Refuse refuse ? refuse.reason() : Reason.REASON_UNSPECIFIED;
    }

    /** Orders served here; may be read from any thread. */
    public ServedSet served() {
        return served;
    }

    /** How many orders were served here. */
    public int servedOrders() {
        return served.size();
    }

    /** The newest wall time that was trusted; {@link Instant#MIN} when there is none. */
    public Instant newest() {
        return newest.get();
    }
}
