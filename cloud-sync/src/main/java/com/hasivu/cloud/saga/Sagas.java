package com.hasivu.cloud.saga;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.observe.Trace;
import com.hasivu.cloud.work.Worker;
import com.hasivu.protocol.fault.FaultPoint;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Drives sagas, on any number of nodes. A worker takes a row with a lock that others skip, runs the
 * next step and notes it, all in one transaction: a worker that dies leaves the row as it was, free
 * for the next one. So a step's effect in this database is there exactly once. It works under the
 * ids of the request that began the saga.
 *
 * <p>Threading: {@link #begin} in any transaction; one virtual thread works; {@link #runOne} from
 * any thread.
 */
public final class Sagas implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sagas.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** So often a step fails before a person is told. */
    private static final int TELL_AT = 8;

    private final Database database;
    private final Clock clock;
    private final Map<String, Saga> definitions = new ConcurrentHashMap<>();
    private final Worker worker = new Worker("sagas", LOOK, this::runOne);
    private final Counters counters = new Counters();

    public Sagas(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private static final class Counters {
        final LongAdder begun = new LongAdder();
        final LongAdder stepsDone = new LongAdder();
        final LongAdder stepsUndone = new LongAdder();
        final LongAdder triesInVain = new LongAdder();
        final LongAdder completed = new LongAdder();
        final LongAdder undone = new LongAdder();
    }

    /** A step said that it can never be done: rolls back what it wrote. */
    private static final class Declared extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient SagaRow row;
        final String why;

        Declared(SagaRow row, String why) {
            super(why, null, false, false);
            this.row = row;
            this.why = why;
        }
    }

    /** Says what a saga's steps are; before {@link #start}. Others' sagas are left alone. */
    public void define(Saga saga) {
        if (definitions.put(saga.name(), saga) != null) {
            throw new IllegalStateException("saga %s is defined twice".formatted(saga.name()));
        }
    }

    /** Begins to work. */
    public void start() {
        worker.start();
    }

    /**
     * Begins a saga in the transaction that does its first part. One of a name and subject.
     *
     * @param subject what it is about, for example an order's number
     * @param deadline when it is undone if it is not completed; empty: never
     */
    public void begin(DSLContext tx, String name, String subject, Optional<Instant> deadline) {
        SagaTable.insert(tx, name, subject, deadline, now());
        Database.afterCommit(
                tx,
                () -> {
                    counters.begun.increment();
                    worker.ring();
                });
    }

    /** The saga about a subject. */
    public Optional<SagaRow> find(DSLContext tx, String name, String subject) {
        return SagaTable.find(tx, name, subject);
    }

    /** What is not ended yet, on whatever node. */
    public SagaBacklog backlog(DSLContext tx) {
        return SagaTable.backlog(tx);
    }

    /** A person has mended what was in its way; empty when it has ended or never was. */
    Optional<OpenSaga> tryNow(DSLContext tx, long id) {
        Optional<OpenSaga> saga = SagaTable.hasten(tx, id, now());
        Database.afterCommit(tx, worker::ring);
        return saga;
    }

    /** What waits for a worker, of every node. */
    public WaitingSagas waiting(DSLContext tx) {
        return SagaTable.waiting(tx, now());
    }

    /** What this node did. */
    public SagaCounts counts() {
        return new SagaCounts(
                counters.begun.sum(),
                counters.stepsDone.sum(),
                counters.stepsUndone.sum(),
                counters.triesInVain.sum(),
                counters.completed.sum(),
                counters.undone.sum());
    }

    /** Takes one step of one saga that is due; false when there is none. */
    public boolean runOne() {
        var taken = new AtomicReference<@Nullable SagaRow>();
        Optional<SagaRow> moved;
        try {
            moved = database.transaction(tx -> step(tx, taken));
        } catch (Declared failed) {
            moved = move(failed.row, failed.row.turned(failed.why));
        } catch (RuntimeException e) {
            SagaRow row = taken.get();
            if (row == null) {
                throw e;
            }
            Trace.within(row.trace(), () -> later(row, e));
            return true;
        }
        SagaRow row = taken.get();
        if (row == null) {
            return false;
        }
        FaultPoint.SAGA_COMMITTED.reach();
        moved.ifPresent(now -> Trace.within(row.trace(), () -> count(row, now)));
        return true;
    }

    /** One transaction: take, do, note. The work may run again after a lost race. */
    private Optional<SagaRow> step(DSLContext tx, AtomicReference<@Nullable SagaRow> taken) {
        taken.set(null);
        Optional<SagaRow> found = SagaTable.take(tx, definitions.keySet(), now());
        if (found.isEmpty()) {
            return found;
        }
        SagaRow row = found.get();
        taken.set(row);
        FaultPoint.SAGA_TAKEN.reach();
        SagaRow next =
                row.over(now())
                        ? row.turned("the deadline has passed")
                        : Trace.within(row.trace(), () -> perform(tx, row));
        if (!SagaTable.move(tx, row, next, now(), now())) {
            throw new IllegalStateException("saga %d was held and has moved".formatted(row.id()));
        }
        FaultPoint.SAGA_WRITTEN.reach();
        return Optional.of(next);
    }

    private SagaRow perform(DSLContext tx, SagaRow row) {
        Saga saga = definitions.get(row.definition());
        if (saga == null) {
            throw new IllegalStateException("no saga is called " + row.definition());
        }
        if (row.state() == SagaState.UNDOING) {
            Saga.Undo undo =
                    row.step() == 0
                            ? saga.undoBeginning()
                            : saga.steps().get(row.step() - 1).undo();
            undo.undo(tx, row.subject());
            return row.undone();
        }
        return switch (saga.steps().get(row.step()).action().run(tx, row.subject())) {
            case Saga.Outcome.Done() -> row.done(saga.steps().size());
            case Saga.Outcome.Failed(String why) -> throw new Declared(row, why);
        };
    }

    private Optional<SagaRow> move(SagaRow from, SagaRow to) {
        return database.transaction(
                tx -> {
                    boolean moved = SagaTable.move(tx, from, to, now(), now());
                    FaultPoint.SAGA_WRITTEN.reach();
                    return moved ? Optional.of(to) : Optional.empty();
                });
    }

    private void later(SagaRow row, RuntimeException e) {
        Duration wait = Duration.ofSeconds(1L << Math.min(row.attempt(), 8));
        Instant due = now().plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
        boolean moved =
                database.transaction(
                        tx -> SagaTable.move(tx, row, row.triedInVain(e.toString()), due, now()));
        if (!moved) {
            return; // another worker did it meanwhile
        }
        counters.triesInVain.increment();
        String message = "saga {} {} of {}: step {} failed, again at {}";
        if (row.attempt() + 1 == TELL_AT) {
            LOG.error(message, row.definition(), row.id(), row.subject(), row.step(), due, e);
        } else if (row.attempt() == 0) {
            LOG.warn(message, row.definition(), row.id(), row.subject(), row.step(), due, e);
        }
    }

    private void count(SagaRow from, SagaRow to) {
        LOG.debug(
                "saga {} {} of {}: from {} {} to {} {}",
                to.definition(),
                to.id(),
                to.subject(),
                from.state().label(),
                from.step(),
                to.state().label(),
                to.step());
        if (from.state() == SagaState.RUNNING && to.state() != SagaState.UNDOING) {
            counters.stepsDone.increment();
        } else if (from.state() == SagaState.UNDOING) {
            counters.stepsUndone.increment();
        }
        if (to.state() == SagaState.COMPLETED) {
            counters.completed.increment();
        }
        if (to.state() == SagaState.UNDONE) {
            counters.undone.increment();
            LOG.info(
                    "saga {} {} of {} is undone: {}",
                    to.definition(),
                    to.id(),
                    to.subject(),
                    to.failure().orElse(""));
        }
    }

    @Override
    public void close() {
        worker.close();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
