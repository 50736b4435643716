package com.hasivu.cloud.rfid;

import com.hasivu.cloud.broker.Seldom;
import com.hasivu.cloud.broker.Seldom.Counter;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Ack;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Batches that come while {@link #GROUPS} transactions run are done together in the next one. The
 * first to arrive leads: it takes all that wait, at most one batch of a chain, and does them; then
 * the oldest that still waits leads. Nobody is held back for company, so a batch alone is a
 * transaction alone; but two batches of a chain are never under way at once. A transaction that
 * fails is done again batch by batch, so only the bad one fails. docs/adr/0009.
 *
 * <p>Threading: {@link #pass} from any thread; the work runs on the threads of those who pass.
 */
final class IntakeGroup {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeGroup.class);

    /** Records in one transaction; a single batch may have up to 500 by itself. */
    static final int MAX_RECORDS = 2_000;

    /** Transactions at once: while one waits for its commit the other one is worked on. */
    static final int GROUPS = 2;

    /**
     * A batch on its way.
     *
     * @param payload as it came
     */
    record Arrival(Topics.Address sender, Batch batch, byte[] payload) {}

    /** An answer for each arrival, in one committed transaction: the ack, or why there is none. */
    interface Transaction extends Function<List<Arrival>, List<Optional<Ack>>> {}

    private static final class Waiting {
        final Arrival arrival;
        final Semaphore turn = new Semaphore(0); // released when done, or to lead
        boolean leads; // guarded as waiting is
        @Nullable Optional<Ack> answer;
        @Nullable Throwable failure;

        Waiting(Arrival arrival) {
            this.arrival = arrival;
        }

        boolean isDone() {
            return answer != null || failure != null;
        }
    }

    private final Transaction transaction;
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guards itself, busy and leading
    private final Set<ChainId> busy = new HashSet<>();
    private final Counter alone =
            new Seldom(LOG).counter("joint transactions of the intake failed, done batch by batch");
    private final int groups;
    private int leading;

    IntakeGroup(Transaction transaction) {
        this(transaction, GROUPS);
    }

    /** With so many transactions at once. */
    IntakeGroup(Transaction transaction, int groups) {
        this.transaction = transaction;
        this.groups = groups;
    }

    /** Returns once the batch's transaction is committed; what failed for it is thrown here. */
    Optional<Ack> pass(Arrival arrival) {
        Waiting mine = new Waiting(arrival);
        synchronized (waiting) {
            waiting.add(mine);
            appoint();
        }
        while (true) {
            mine.turn.acquireUninterruptibly();
            if (mine.answer != null) {
                return mine.answer;
            }
            switch (mine.failure) {
                case null -> lead(mine);
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException("no such failure", e);
            }
        }
    }

    /** Batches that wait for a transaction to take them. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** The oldest whose chains nobody works on lead, while there is room. Call guarded. */
    private void appoint() {
        for (Waiting one : waiting) {
            if (leading == groups) {
                return;
            }
            if (!one.leads && busy.add(one.arrival.batch().chain())) {
                one.leads = true;
                leading++;
                one.turn.release();
            }
        }
    }

    private void lead(Waiting mine) {
        List<Waiting> group = take(mine);
        try {
            run(group);
        } finally {
            synchronized (waiting) {
                leading--;
                group.forEach(one -> busy.remove(one.arrival.batch().chain()));
                appoint();
            }
            group.forEach(one -> one.turn.release());
        }
    }

    /** The leader's own, then the oldest first; a second batch of a chain waits for the first. */
    private List<Waiting> take(Waiting mine) {
        List<Waiting> group = new ArrayList<>(List.of(mine));
        int records = mine.arrival.batch().entries().size();
        synchronized (waiting) {
            waiting.remove(mine);
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting one = all.next();
                if (one.leads) {
                    continue;
                }
                records += one.arrival.batch().entries().size();
                if (records > MAX_RECORDS) {
                    break;
                }
                if (busy.add(one.arrival.batch().chain())) {
                    group.add(one);
                    all.remove();
                }
            }
        }
        return group;
    }

    private void run(List<Waiting> group) {
        try {
            List<Optional<Ack>> answers =
                    transaction.apply(group.stream().map(one -> one.arrival).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).answer = answers.get(i);
            }
        } catch (RuntimeException e) {
            if (group.size() == 1) {
                group.getFirst().failure = e;
                return;
            }
            alone.add("%d batches".formatted(group.size()), e);
            group.forEach(one -> run(List.of(one)));
        } catch (Error e) { // the process ends, or should
            group.stream().filter(one -> !one.isDone()).forEach(one -> one.failure = e);
        }
    }
}
