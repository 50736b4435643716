package com.hasivu.edge.serving;

import com.hasivu.edge.decision.Advice;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.ClockView;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.history.TapCase;
import com.hasivu.edge.history.TapInput;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.journal.Appended;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.Pending;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.signal.Shown;
import com.hasivu.edge.signal.Shown.Lamp;
import com.hasivu.edge.signal.Shown.Stages;
import com.hasivu.edge.signal.Signal;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.reader.Assurance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The tap path: decide, record, signal; DESIGN.md, "The tap path", steps 3, 5 and 6.
 *
 * <p>Threading: thread-safe; each reader's thread brings its own taps. Decision, claim and the
 * record's place in the journal are settled together under one lock, for microseconds, so the
 * journal's order is the order of the decisions. The disk and the signal are waited for outside it.
 */
public final class TapService {
    private static final Logger LOG = LoggerFactory.getLogger(TapService.class);

    /** No card has this number: a cascade tag (88) is never a UID's first byte; ISO 14443-3. */
    private static final CardId NOBODY = CardId.parse("88000000");

    final Journal journal;
    final Supplier<Optional<Snapshot>> snapshot;
    final TapWorld world;
    final long startNanos;
    final Object lock = new Object(); // guards memory
    final JournalMemory memory = new JournalMemory();
    private final Signal signal;
    private final CardRule rule;
    private final Tally tally = new Tally();

    /** A service that asks of cards no more than their number. */
    public TapService(
            Journal journal, Supplier<Optional<Snapshot>> snapshot, Signal signal, TapWorld world) {
        this(journal, snapshot, signal, world, CardRule.NUMBER);
    }

    /** Rebuilds from the journal which orders were served, and what cards have proven. */
    public TapService(
            Journal journal,
            Supplier<Optional<Snapshot>> snapshot,
            Signal signal,
            TapWorld world,
            CardRule rule) {
        this(journal, Earlier.NONE, snapshot, signal, world, rule);
    }

    /** Likewise, and from journals before this one. */
    public TapService(
            Journal journal,
            Earlier earlier,
            Supplier<Optional<Snapshot>> snapshot,
            Signal signal,
            TapWorld world,
            CardRule rule) {
        this.rule = rule;
        this.journal = journal;
        this.snapshot = snapshot;
        this.signal = signal;
        this.world = world;
        this.startNanos = world.nanoTime().getAsLong();
        earlier.readAll(memory::earlier);
        memory.rebuild(journal, now());
    }

    /** A tap on its way: what was decided, and its record. */
    private record Underway(
            TapCase tap,
            TapDecision decision,
            TapRecord record,
            Pending pending,
            long decidedNanos) {
        CardId card() {
            return tap.card();
        }

        long snapshotVersion() {
            return tap.input().orders().map(DayOrders::version).orElse(0L);
        }
    }

    /** As {@link #tap(String, CardId, Assurance, long)}, by a card's number alone. */
    public TapResult tap(String reader, CardId card, long lastByteNanos) {
        return tap(reader, card, Assurance.NUMBER_ONLY, lastByteNanos);
    }

    /**
     * One tap, from its reader's thread. Returns once the signal is given. Never throws for a
     * broken disk or signal: the result says it.
     *
     * @param reader configured reader name
     * @param assurance what the card proved
     * @param lastByteNanos when the reader's last byte came in, by {@link TapWorld#nanoTime}
     */
    public TapResult tap(String reader, CardId card, Assurance assurance, long lastByteNanos) {
        return tap(reader, card, CardForm.UID, assurance, lastByteNanos);
    }

    /**
     * As {@link #tap(String, CardId, Assurance, long)}, of a reader that may tell only a part of
     * the number.
     */
    public TapResult tap(
            String reader, CardId told, CardForm form, Assurance assurance, long lastByteNanos) {
        long handedOver = nanos();
        Instant now = now();
        TapCase tap;
        Optional<Unshown.Recorded> again;
        Underway underway = null;
        synchronized (lock) {
            long seenFailures = journal.failures(); // before anything is looked at
            tap = memory.history.open(input(reader, told, form, assurance, now));
            again =
                    tap.evidence().doubt().isEmpty() && !tap.presented().isAmbiguous()
                            ? memory.unshown.take(tap.card(), now)
                            : Optional.empty(); // a copy does not fetch the real card's meal
            if (again.isPresent()) {
                memory.history.shownAgain(tap);
            } else {
                underway = decideAndEnqueue(tap, seenFailures);
            }
        }
        CardId card = tap.card();
        if (underway == null) {
            return showAgain(again.orElseThrow(), reader, card, now, lastByteNanos, handedOver);
        }
        Appended appended;
        try {
            appended = underway.pending().await();
        } catch (JournalException e) {
            return outOfService(underway, reader, card, now, lastByteNanos, handedOver, e);
        }
        long durable = nanos();
        confirm(underway, appended.id().sequence());
        Stages stages = new Stages(lastByteNanos, handedOver, underway.decidedNanos(), durable);
        Shown shown = shown(underway, appended.id(), reader, card, now, stages);
        boolean given = give(shown);
        if (!given && underway.decision() instanceof Serve serve) {
            synchronized (lock) {
                memory.notShown(
                        card,
                        new Unshown.Recorded(appended.id(), now, serve.order(), serve.student()));
            }
        }
        return new TapResult.Decided(underway.decision(), appended.id(), given);
    }

    /**
     * What a tap of the real card would be decided now. Records nothing, shows nothing, counts
     * nothing.
     */
    public TapDecision dryRun(CardId card) {
        synchronized (lock) {
            return memory.history.decide(
                    memory.history.open(
                            input("", card, CardForm.UID, new Assurance.KeyProven(), now())));
        }
    }

    /**
     * A tap that serves nobody: decided on the active snapshot under the lock of real taps, then
     * through the journal's queue. Records, shows and counts nothing. Returns late or never when
     * that way is stuck; a disk that fails is not.
     */
    public void pass() {
        TapDecision _ = dryRun(NOBODY);
        journal.pass();
    }

    /** What happened since the start. */
    public TapCounters counters() {
        return tally.counters();
    }

    /** Orders served here, as far back as the journal goes. */
    public int servedOrders() {
        synchronized (lock) {
            return memory.history.servedOrders();
        }
    }

    /**
     * How far the meal is; empty without a snapshot. Counts every order of the day, so it takes no
     * lock: a tap does not wait for a page.
     */
    public Optional<DayOrders.Progress> progress() {
        return snapshot.get()
                .map(Snapshot::orders)
                .map(orders -> orders.progress(memory.history.served(), now()));
    }

    /** Whether a tap would be refused now because the wall clock is not trusted. */
    public boolean clockRefused() {
        synchronized (lock) {
            return snapshot.get()
                    .map(Snapshot::orders)
                    .filter(
                            day ->
                                    Decider.clockFellBack(
                                            day,
                                            now(),
                                            new ClockView(
                                                    world.clock().get(), memory.history.newest())))
                    .isPresent();
        }
    }

    /** Removes acknowledged records older than {@code keep} from the journal; files removed. */
    public int trim(Duration keep) {
        long expired;
        synchronized (lock) {
            expired = memory.expired(now(), keep, journal.lastSequence());
        }
        return journal.trim(expired);
    }

    /** Under the lock, so that the snapshots' order is the order of the decisions as well. */
    private TapInput input(
            String reader, CardId told, CardForm form, Assurance assurance, Instant now) {
        CardProof proof =
                switch (assurance) {
                    case Assurance.NumberOnly none -> CardProof.CARD_PROOF_NONE;
                    case Assurance.SignedRead signed -> CardProof.CARD_PROOF_SIGNED_READ;
                    case Assurance.KeyProven key -> CardProof.CARD_PROOF_KEY;
                    case Assurance.Refuted refuted -> CardProof.CARD_PROOF_REFUTED;
                };
        long count = assurance instanceof Assurance.SignedRead(var counter) ? counter : 0;
        return new TapInput(
                reader,
                told,
                form,
                proof,
                count,
                rule,
                snapshot.get().map(Snapshot::orders),
                now,
                world.clock().get());
    }

    private Underway decideAndEnqueue(TapCase tap, long seenFailures) {
        TapDecision decision = memory.history.decide(tap);
        long decided = nanos();
        FaultPoint.TAP_DECIDED.reach();
        TapRecord record = TapRecords.write(tap, decision, world.bootId(), decided - startNanos);
        Pending pending = journal.enqueue(TapRecords.TYPE, record.toByteArray(), seenFailures);
        memory.history.claim(tap, decision, pending);
        return new Underway(tap, decision, record, pending, decided);
    }

    private void confirm(Underway underway, long sequence) {
        synchronized (lock) {
            memory.recorded(sequence, underway.tap().input().now());
            memory.history.confirm(underway.record(), sequence, underway.pending());
        }
    }

    private static Shown shown(
            Underway underway,
            RecordId record,
            String reader,
            CardId card,
            Instant now,
            Stages stages) {
        return switch (underway.decision()) {
            case Serve serve ->
                    new Shown(
                            now,
                            reader,
                            card,
                            Lamp.SERVE,
                            Optional.empty(),
                            Advice.SERVE,
                            serve.meal(),
                            Optional.of(record),
                            Optional.of(serve.order()),
                            Optional.of(serve.student()),
                            underway.snapshotVersion(),
                            stages);
            case Refuse refuse ->
                    new Shown(
                            now,
                            reader,
                            card,
                            Lamp.REFUSE,
                            Optional.of(refuse.reason()),
                            Advice.of(refuse.reason()),
                            refuse.detail(),
                            Optional.of(record),
                            refuse.order(),
                            refuse.student(),
                            underway.snapshotVersion(),
                            stages);
        };
    }

    private TapResult showAgain(
            Unshown.Recorded serve,
            String reader,
            CardId card,
            Instant now,
            long lastByte,
            long handedOver) {
        long decided = nanos();
        Shown shown =
                new Shown(
                        now,
                        reader,
                        card,
                        Lamp.RESHOWN,
                        Optional.empty(),
                        Advice.SERVE,
                        "recorded before, shown now",
                        Optional.of(serve.id()),
                        Optional.of(serve.order()),
                        Optional.of(serve.student()),
                        snapshot.get().map(Snapshot::version).orElse(0L),
                        new Stages(lastByte, handedOver, decided, decided));
        boolean given = give(shown);
        if (!given) {
            synchronized (lock) {
                memory.notShown(card, serve);
            }
        }
        return new TapResult.Reshown(serve.id(), given);
    }

    /**
     * A phone or a bank card was presented, whose number names nobody: the signal is red. Nothing
     * is decided or recorded.
     *
     * @return whether the signal was given
     */
    public boolean madeUp(String reader, CardId told, long lastByteNanos) {
        long handedOver = nanos();
        return give(
                new Shown(
                        now(),
                        reader,
                        told,
                        Lamp.REFUSE,
                        Optional.of(Reason.UNKNOWN_CARD),
                        Advice.MADE_UP,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        snapshot.get().map(Snapshot::version).orElse(0L),
                        new Stages(lastByteNanos, handedOver, handedOver, handedOver)));
    }

    private TapResult outOfService(
            Underway underway,
            String reader,
            CardId card,
            Instant now,
            long lastByte,
            long handedOver,
            JournalException e) {
        synchronized (lock) {
            memory.history.failed(underway.decision(), underway.pending());
        }
        String why = String.valueOf(e.getMessage());
        give(
                new Shown(
                        now,
                        reader,
                        card,
                        Lamp.OUT_OF_SERVICE,
                        Optional.empty(),
                        Advice.OUT_OF_SERVICE,
                        why,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        underway.snapshotVersion(),
                        new Stages(lastByte, handedOver, underway.decidedNanos(), nanos())));
        return new TapResult.OutOfService(why);
    }

    /** Lights the lamp, then notes that it was lit. */
    private boolean give(Shown shown) {
        tally.count(shown);
        try {
            signal.show(shown);
        } catch (RuntimeException e) {
            LOG.error(
                    "the signal for record {} on {} failed: {}; check the lamp or console",
                    shown.record().map(RecordId::toString).orElse("(none)"),
                    shown.reader(),
                    e.toString());
            return false;
        }
        FaultPoint.SIGNAL_SHOWN.reach();
        shown.record().ifPresent(record -> journal.shown(record.sequence()));
        return true;
    }

    /** Whole milliseconds, as the record keeps them: so a replay decides by the same time. */
    Instant now() {
        return Instant.ofEpochMilli(world.wall().millis());
    }

    long nanos() {
        return world.nanoTime().getAsLong();
    }
}
