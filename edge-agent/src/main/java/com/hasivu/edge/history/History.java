package com.hasivu.edge.history;

import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.ClockView;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.Presented;
import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What the station's records so far mean for the next tap, and the decision taken by it. Fed with
 * records read back ({@link #recorded}) or, on the tap path, with records on their way ({@link
 * #claim}, then {@link #confirm} or {@link #failed}); both give the same. Not thread-safe.
 */
public final class History {
    private final ServedOrders served = new ServedOrders();
    private final ReadFloors floors = new ReadFloors();
    private final NewestTime newest = new NewestTime();

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

    /** A decided tap's record is on its way to the disk. */
    public void claim(TapCase tap, TapDecision decision, Pending pending) {
        tap.shown().ifPresent(count -> floors.claim(tap.card(), count, pending));
        Instant now = tap.input().now();
        if (decision instanceof Serve serve) {
            served.claim(serve.order(), pending, now, tap.input().reader());
        }
        if (NewestTime.trusted(reason(decision))) {
            newest.claim(now, pending);
        }
    }

    /** It is on disk. */
    public void confirm(TapCase tap, TapDecision decision, long sequence) {
        confirm(
                tap.card(),
                tap.shown(),
                decision instanceof Serve serve ? serve.order() : null,
                reason(decision),
                sequence,
                tap.input().now(),
                tap.input().reader());
    }

    /** It is not on disk and will not be. */
    public void failed(TapDecision decision, Pending pending) {
        if (decision instanceof Serve serve) {
            served.release(serve.order(), pending);
        }
    }

    /** A record read back from the journal, in the journal's order. */
    public void recorded(long sequence, TapRecord tap) {
        CardId card = CardId.of(tap.getCard().toByteArray());
        OptionalLong count = ReadFloors.shown(tap.getProof(), tap.getReadCount());
        if (!tap.hasServe() && !tap.hasRefusal()) { // an outcome this program does not know
            count.ifPresent(shown -> floors.confirm(card, shown));
        } else {
            confirm(
                    card,
                    count,
                    tap.hasServe() ? new OrderId(tap.getServe().getOrder()) : null,
                    tap.getRefusal().getReason(),
                    sequence,
                    Instant.ofEpochMilli(tap.getWallMillis()),
                    tap.getReader());
        }
    }

    /** A card was shown its recorded serve again: its count was seen, though no record holds it. */
    public void shownAgain(TapCase tap) {
        tap.shown().ifPresent(count -> floors.confirm(tap.card(), count));
    }

    private void confirm(
            CardId card,
            OptionalLong count,
            @Nullable OrderId order,
            Reason reason,
            long sequence,
            Instant at,
            String reader) {
        count.ifPresent(shown -> floors.confirm(card, shown));
        if (NewestTime.trusted(reason)) {
            newest.confirm(at);
        }
        if (order != null) {
            served.confirm(order, sequence, at, reader);
        }
    }

    private static Reason reason(TapDecision decision) {
        return decision instanceof Refuse refuse ? refuse.reason() : Reason.REASON_UNSPECIFIED;
    }

    /** Orders served here. */
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
