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
        private final CommitQueue queue;
        private final Thread owner = Thread.currentThread();
        private volatile @Nullable Object outcome; // an Appended or a JournalException

        Entry(CommitQueue queue, int type, byte[] payload, Order order) {
            this.queue = queue;
            this.type = type;
            this.payload = payload;
            this.order = order;
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
        CLOSE
    }

    private final ConcurrentLinkedQueue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean leading = new AtomicBoolean();
    private final Work work;

    CommitQueue(Work work) {
        this.work = work;
    }

    Entry enqueue(int type, byte[] payload, Order order) {
        Entry entry = new Entry(this, type, payload, order);
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
        try {
            if (!own.settled()) {
                batch = take();
                work.write(batch);
            }
        } finally {
            for (Entry entry : batch) {
                if (!entry.settled()) {
                    entry.settle(new JournalException("the journal's writer ended by a bug"));
                }
            }
            List<Entry> undone = failFollowers(batch);
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
     * fails as well; orders to the writer stay. Later entries see the failure before they decide.
     */
    private List<Entry> failFollowers(List<Entry> batch) {
        Object failure =
                batch.stream().filter(Entry::failed).map(e -> e.outcome).findFirst().orElse(null);
        if (failure == null) {
            return List.of();
        }
        List<Entry> failed = new ArrayList<>();
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

    private List<Entry> take() {
        List<Entry> batch = new ArrayList<>();
        for (int n = 0; n < MAX_BATCH; n++) {
            Entry entry = waiting.poll();
            if (entry == null) {
                break;
            }
            batch.add(entry);
        }
        return batch;
    }
}
