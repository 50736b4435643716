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

    /** The station tells another story than before: stop merging this epoch. */
    record Fork(String reason) implements Verdict {}

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
        for (long sequence : new long[] {batch.first() - 1, overlap}) {
            if (sequence >= batch.first() - 1
                    && !batch.hashAt(sequence).equals(stored.apply(sequence))) {
                return new Fork(
                        sequence == 0
                                ? "its chain does not begin at the genesis of this station and epoch"
                                : "record %d differs from the one committed before; was an old copy of the station restored?"
                                        .formatted(sequence));
            }
        }
        return batch.last() <= head.last() ? new Duplicate() : new Extend();
    }
}
