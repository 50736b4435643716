package com.hasivu.edge.journal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Group commit without a thread of its own: of the threads that wait, one leads. It takes all that
 * is queued, writes it with one sync and wakes the others; the next leader is woken first. A lone
 * appender never changes threads. docs/adr/0002.
 *
 * <p>Threading: {@link Work#write} runs on one thread at a time, each run ordered after the one
 * before by {@link #leading}; its plain fields need no lock.
 */
final class CommitQueue {
    /** Entries taken in one write at most. */
    static final int MAX_BATCH = 512;

    /** What the leader does with a batch: settles each entry. */
    interface Work {
        void write(List<Entry> batch);
    }

    /** One queued append, or with type 0 an order to the writer. */
    static final class Entry implements Pending {
        final int type;
        final byte[] payload;
        final Order order;
        final long seenFailures;
        private final CommitQueue queue;
        private final Thread owner = Thread.currentThread();
        private volatile @Nullable Object outcome; // an Appended or a JournalException

        Entry(CommitQueue queue, int type, byte[] payload, Order order, long seenFailures) {
            this.queue = queue;
            this.type = type;
            this.payload = payload;
            this.order = order;
            this.seenFailures = seenFailures;
        }

        void settle(Object result) {
            outcome = result;
        }

        boolean settled() {
            return outcome != null;
        }

        @Override
        public boolean failed() {
            return outcome instanceof JournalException;
        }

        @Override
        public Appended await() {
            queue.drive(this);
            return switch (outcome) {
                case Appended appended -> appended;
                case JournalException e ->
                        throw new JournalException(String.valueOf(e.getMessage()), e);
                case null, default -> throw new IllegalStateException("unsettled: " + outcome);
            };
        }
    }

    /** What an entry asks of the writer. */
    enum Order {
        APPEND,
        HEAL,
        SEAL,
        CLOSE
    }

    private final ConcurrentLinkedQueue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean leading = new AtomicBoolean();
    private final Work work;
    private volatile long failures; // writes that failed; counted by the leader

    CommitQueue(Work work) {
        this.work = work;
    }

    long failures() {
        return failures;
    }

    /** {@code seenFailures} is {@link #failures} from before the payload was decided. */
    Entry enqueue(int type, byte[] payload, Order order, long seenFailures) {
        Entry entry = new Entry(this, type, payload, order, seenFailures);
        waiting.add(entry);
        return entry;
    }

    /** Returns once the entry is settled, by this thread or another. */
    private void drive(Entry entry) {
        boolean interrupted = false;
        while (!entry.settled()) {
            if (leading.compareAndSet(false, true)) {
                lead(entry);
            } else {
                LockSupport.park(this);
            }
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lead(Entry own) {
        List<Entry> batch = List.of();
        List<Entry> stale = new ArrayList<>();
        try {
            if (!own.settled()) {
                batch = take(stale);
                work.write(batch);
            }
        } finally {
            for (Entry entry : batch) {
                if (!entry.settled()) {
                    entry.settle(new JournalException("the journal's writer ended by a bug"));
                }
            }
            List<Entry> undone = failFollowers(batch);
            undone.addAll(stale);
            leading.set(false);
            for (Entry entry : undone) {
                LockSupport.unpark(entry.owner);
            }
            Entry next = waiting.peek();
            if (next != null) {
                LockSupport.unpark(next.owner);
            }
            for (Entry entry : batch) {
                if (entry != own) {
                    LockSupport.unpark(entry.owner);
                }
            }
        }
    }

    /**
     * What was queued behind a record that failed was decided as if that record were there, so it
     * fails as well; orders to the writer stay. What is queued later either sees the failure before
     * it decides, or {@link #take} finds that it has not.
     */
    private List<Entry> failFollowers(List<Entry> batch) {
        Object failure =
                batch.stream().filter(Entry::failed).map(e -> e.outcome).findFirst().orElse(null);
        List<Entry> failed = new ArrayList<>();
        if (failure == null) {
            return failed;
        }
        countFailure(); // after the entries are settled: whoever reads the new count sees them so
        List<Entry> orders = new ArrayList<>();
        for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            if (entry.order == Order.APPEND) {
                entry.settle(failure);
                failed.add(entry);
            } else {
                orders.add(entry);
            }
        }
        waiting.addAll(orders);
        return failed;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one leader at a time
    private void countFailure() {
        failures = failures + 1;
    }

    /** Takes what is queued; what was decided before a failure that it did not see, fails. */
    private List<Entry> take(List<Entry> stale) {
        List<Entry> batch = new ArrayList<>();
        while (batch.size() < MAX_BATCH) {
            Entry entry = waiting.poll();
            if (entry == null) {
                break;
            }
            if (entry.order == Order.APPEND && entry.seenFailures != failures) {
                entry.settle(
                        new JournalException(
                                "an earlier record was not written while this one was decided;"
                                        + " tap again"));
                stale.add(entry);
            } else {
                batch.add(entry);
            }
        }
        return batch;
    }
}
