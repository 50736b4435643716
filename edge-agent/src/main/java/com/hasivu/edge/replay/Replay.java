package com.hasivu.edge.replay;

import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.UndoDecision;
import com.hasivu.edge.history.HandInput;
import com.hasivu.edge.history.HandRecords;
import com.hasivu.edge.history.History;
import com.hasivu.edge.history.TapCase;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.history.UndoInput;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.snapshot.Kept;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.CardDemand;
import com.hasivu.protocol.wire.TapRecord;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Decides the records of one journal again, in their order. Each record is first {@linkplain
 * #decide decided} (or not), then {@linkplain #remember remembered}: what a decision rests on are
 * the records before it, its own fields and the snapshot it names. The journal's order is the order
 * of the decisions, so nothing else is needed. Not thread-safe.
 */
public final class Replay {
    private final LongFunction<Kept> snapshots;
    private final CardRule configured;
    private final History history = new History();
    private Optional<Trimmed> trimmed = Optional.empty();
    private boolean begun;

    /**
     * A replay that has seen no record.
     *
     * @param snapshots by version
     * @param configured what the station asks of cards now: for records that do not say
     */
    public Replay(LongFunction<Kept> snapshots, CardRule configured) {
        this.snapshots = snapshots;
        this.configured = configured;
    }

    History history() {
        return history;
    }

    /** Takes the record into what later ones rest on. */
    public void remember(StoredRecord record) {
        begin(record);
        if (record.type() == TapRecords.TYPE) {
            try {
                history.recorded(record.sequence(), parse(record));
            } catch (WireException | IllegalArgumentException e) {
                return; // the station skips it as well; deciding it says so
            }
        }
    }

    /** Decides the record again; {@code trace} watches. Changes nothing. */
    public Attempt decide(StoredRecord record, Decider.Trace trace) {
        begin(record);
        long sequence = record.sequence();
        if (record.type() != TapRecords.TYPE) {
            return unreadable(sequence, "it is of type %d, no tap".formatted(record.type()));
        }
        TapRecord tap;
        try {
            tap = parse(record);
        } catch (WireException e) {
            return unreadable(sequence, String.valueOf(e.getMessage()));
        }
        Optional<CardForm> form = TapRecords.form(tap);
        if (form.isEmpty()) {
            return Attempt.failed(
                    sequence, tap, new Outcome.Unreadable("card form '" + tap.getForm() + "'"));
        }
        if (!isOutcome(tap)) {
            return Attempt.failed(sequence, tap, new Outcome.Unreadable(Differences.decision(tap)));
        }
        Optional<Snapshot> snapshot = Optional.empty();
        if (tap.getSnapshotVersion() != 0) {
            switch (snapshots.apply(tap.getSnapshotVersion())) {
                case Kept.Found(Snapshot found) -> snapshot = Optional.of(found);
                case Kept.Missing(String why) -> {
                    return Attempt.failed(
                            sequence,
                            tap,
                            new Outcome.SnapshotMissing(tap.getSnapshotVersion(), why));
                }
            }
        }
        try {
            if (tap.hasUndo()) {
                return takeBack(sequence, tap, snapshot);
            }
            if (tap.hasByHand()) {
                return byHand(sequence, tap, snapshot, trace);
            }
            return decide(sequence, tap, form.get(), snapshot, trace);
        } catch (IllegalArgumentException e) { // a card number or id that is none
            return Attempt.failed(
                    sequence, tap, new Outcome.Unreadable(String.valueOf(e.getMessage())));
        }
    }

    private Attempt decide(
            long sequence,
            TapRecord recorded,
            CardForm form,
            Optional<Snapshot> snapshot,
            Decider.Trace trace) {
        Optional<DayOrders> orders = snapshot.map(Snapshot::orders);
        TapCase derived = history.open(TapRecords.read(recorded, form, orders, configured));
        boolean complete = recorded.getDemand() != CardDemand.CARD_DEMAND_UNSPECIFIED;
        TapCase tap = complete ? withFloor(derived, floor(recorded)) : derived;
        TapDecision decision = History.decide(tap, history.served(), history.newest(), trace);
        TapRecord now = write(tap, decision, recorded);
        Trimmed.Redecision redecision =
                new Trimmed.Redecision() {
                    @Override
                    public TapRecord by(ServedSet served, Instant newest) {
                        return write(
                                tap,
                                History.decide(tap, served, newest, Decider.Trace.OFF),
                                recorded);
                    }

                    @Override
                    public TapRecord countedTo(long count) {
                        TapCase counted = withFloor(tap, OptionalLong.of(count));
                        return complete ? now : write(counted, history.decide(counted), recorded);
                    }

                    @Override
                    public TapRecord handServes(int used) {
                        return now;
                    }
                };
        Outcome outcome =
                Differences.between(recorded, now)
                        .or(() -> complete ? lostFloor(derived, tap) : Optional.empty())
                        .map(why -> explained(redecision, tap.input().now(), orders, recorded, why))
                        .orElseGet(Outcome.Same::new);
        return new Attempt(
                sequence,
                recorded,
                Optional.of(new Attempt.Again(new Attempt.What.Tap(tap, decision), snapshot, now)),
                !complete,
                outcome);
    }

    private Attempt byHand(
            long sequence, TapRecord recorded, Optional<Snapshot> snapshot, Decider.Trace trace) {
        HandInput hand = HandRecords.read(recorded, snapshot.map(Snapshot::orders));
        int used = history.handServes(hand);
        TapDecision decision =
                History.decide(hand, used, history.served(), history.newest(), trace);
        TapRecord now = write(hand, decision, recorded);
        Trimmed.Redecision redecision =
                new Trimmed.Redecision() {
                    @Override
                    public TapRecord by(ServedSet served, Instant newest) {
                        return write(
                                hand,
                                History.decide(hand, used, served, newest, Decider.Trace.OFF),
                                recorded);
                    }

                    @Override
                    public TapRecord countedTo(long count) {
                        return now;
                    }

                    @Override
                    public TapRecord handServes(int more) {
                        return write(
                                hand,
                                History.decide(
                                        hand,
                                        more,
                                        history.served(),
                                        history.newest(),
                                        Decider.Trace.OFF),
                                recorded);
                    }
                };
        Outcome outcome =
                Differences.between(recorded, now)
                        .map(why -> explained(redecision, hand.now(), hand.orders(), recorded, why))
                        .orElseGet(Outcome.Same::new);
        return new Attempt(
                sequence,
                recorded,
                Optional.of(
                        new Attempt.Again(
                                new Attempt.What.Hand(hand, used, decision), snapshot, now)),
                false,
                outcome);
    }

    private Attempt takeBack(long sequence, TapRecord recorded, Optional<Snapshot> snapshot) {
        UndoInput undo = HandRecords.readUndo(recorded, snapshot.map(Snapshot::orders));
        UndoDecision decision = history.decide(undo);
        TapRecord now =
                switch (decision) {
                    case UndoDecision.TakeBack taken -> HandRecords.write(undo, taken);
                    case UndoDecision.Refused refused -> recorded.toBuilder().clearUndo().build();
                };
        boolean mayBe = trimmed.filter(it -> undo.sequence() < it.firstKept()).isPresent();
        Outcome outcome =
                Differences.between(recorded, now)
                        .map(
                                why ->
                                        mayBe
                                                ? new Outcome.Forgotten(
                                                        why + "; the serve is trimmed")
                                                : new Outcome.Different(why + ": " + decision))
                        .orElseGet(Outcome.Same::new);
        return new Attempt(
                sequence,
                recorded,
                Optional.of(
                        new Attempt.Again(new Attempt.What.Undo(undo, decision), snapshot, now)),
                false,
                outcome);
    }

    private static TapRecord write(HandInput hand, TapDecision decision, TapRecord recorded) {
        return HandRecords.write(
                hand, decision, recorded.getBootId(), recorded.getMonotonicNanos());
    }

    private Outcome explained(
            Trimmed.Redecision redecision,
            Instant at,
            Optional<DayOrders> orders,
            TapRecord recorded,
            String why) {
        boolean mayBe =
                trimmed.isPresent()
                        && trimmed.get().mayExplain(redecision, at, orders, recorded, history);
        return mayBe
                ? new Outcome.Forgotten(
                        why
                                + "; records before %d, trimmed, may say why"
                                        .formatted(trimmed.get().firstKept()))
                : new Outcome.Different(why);
    }

    /**
     * The station took its floor from the same records and may know more: a card that was shown its
     * recorded serve again leaves no record. It never knows less.
     */
    private static Optional<String> lostFloor(TapCase derived, TapCase taken) {
        OptionalLong known = derived.evidence().floor();
        OptionalLong used = taken.evidence().floor();
        return known.isPresent() && (used.isEmpty() || used.getAsLong() < known.getAsLong())
                ? Optional.of(
                        "the decision took %s as the card's highest count, the records before it show %d"
                                .formatted(
                                        used.isEmpty() ? "none" : String.valueOf(used.getAsLong()),
                                        known.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong floor(TapRecord recorded) {
        return recorded.hasReadFloor()
                ? OptionalLong.of(recorded.getReadFloor())
                : OptionalLong.empty();
    }

    static TapCase withFloor(TapCase tap, OptionalLong floor) {
        CardEvidence evidence = tap.evidence();
        return new TapCase(
                tap.input(),
                tap.presented(),
                new CardEvidence(evidence.proof(), evidence.readCount(), floor, evidence.rule()));
    }

    static TapRecord write(TapCase tap, TapDecision decision, TapRecord recorded) {
        return TapRecords.write(tap, decision, recorded.getBootId(), recorded.getMonotonicNanos());
    }

    private static boolean isOutcome(TapRecord tap) {
        return switch (tap.getRefusal().getReason()) {
            case REASON_UNSPECIFIED -> tap.hasServe() || tap.hasUndo();
            case UNRECOGNIZED -> false; // of a newer program, which has another decision
            default -> true;
        };
    }

    private void begin(StoredRecord record) {
        if (!begun) {
            begun = true;
            trimmed = Trimmed.before(record);
        }
    }

    static TapRecord parse(StoredRecord record) throws WireException {
        return Wire.parse(record.payload(), TapRecord.parser(), "tap");
    }

    private static Attempt unreadable(long sequence, String why) {
        return Attempt.failed(
                sequence, TapRecord.getDefaultInstance(), new Outcome.Unreadable(why));
    }
}
