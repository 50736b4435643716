package com.hasivu.cloud.rfid;

import com.hasivu.cloud.rfid.TapLog.Head;

import java.util.function.LongFunction;

/** What to do with a batch, given how far its chain is committed. Pure but for {@code stored}. */
sealed interface Verdict {
    /** Apply the entries above the head. */
    record Extend() implements Verdict {}

    /** All of it is committed already: ack again. */
    record Duplicate() implements Verdict {}

    /** Records before it are missing: ask for them. */
    record Gap() implements Verdict {}

    /** Records before it are on their way, it was sent ahead of them: take it, move no head. */
    record Early() implements Verdict {}

    /**
     * The station tells another story than before: stop merging this epoch.
     *
     * @param at the first record that differs; 0 is the genesis
     * @param exact false: that one, or one before it that is not in the batch
     */
    record Fork(long at, boolean exact) implements Verdict {
        String reason() {
            if (at == 0) {
                return "its chain does not begin at the genesis of this station and epoch";
            }
            return "record %d%s differs from the one committed before; was an old copy of the station restored?"
                    .formatted(at, exact ? "" : ", or one before it,");
        }
    }

    /** A live batch further ahead of the head is not believed; fifty times a week of taps. */
    long MAX_AHEAD = 1_000_000;

    /**
     * Compares a batch with the head.
     *
     * @param stored the committed hash, in hex, at a sequence at or below the head; 0 is the
     *     genesis
     */
    static Verdict of(Batch batch, Head head, LongFunction<String> stored) {
        if (batch.first() > head.last() + 1) {
            boolean early = batch.live() && batch.last() - head.last() <= MAX_AHEAD;
            return early ? new Early() : new Gap();
        }
        long overlap = Math.min(batch.last(), head.last());
        if (!batch.hashAt(overlap).equals(stored.apply(overlap))) {
            return parting(batch, overlap, stored);
        }
        return batch.last() <= head.last() ? new Duplicate() : new Extend();
    }

    /** Chains that part never meet again, so the first difference is found by halving. */
    private static Fork parting(Batch batch, long differs, LongFunction<String> stored) {
        long before = batch.first() - 2; // what is not in the batch cannot be compared
        long from = differs;
        while (from - before > 1) {
            long middle = before + (from - before) / 2;
            if (batch.hashAt(middle).equals(stored.apply(middle))) {
                before = middle;
            } else {
                from = middle;
            }
        }
        return new Fork(from, from >= batch.first() || from == 0);
    }
}
