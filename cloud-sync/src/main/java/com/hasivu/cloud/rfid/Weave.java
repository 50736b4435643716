package com.hasivu.cloud.rfid;

import com.hasivu.protocol.Chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A batch against the early records: those taken from live batches, above the head. Both tell the
 * same chain, or the epoch forked. Pure.
 */
sealed interface Weave {
    /**
     * They fit.
     *
     * @param fresh the batch's entries that are not taken yet
     * @param last the record the chain reaches without a gap: the batch's last, or an early one
     *     behind it
     */
    record Fits(List<Batch.Entry> fresh, Batch.Entry last) implements Weave {}

    /** They tell two stories. */
    record Torn(Verdict.Fork fork) implements Weave {}

    /**
     * Compares, and follows the chain over the early records behind the batch.
     *
     * @param above the batch's entries from here on; those before are committed and compared
     * @param early records in the inbox above the head, in order; gaps are allowed
     */
    static Weave of(Batch batch, long above, List<Batch.Entry> early) {
        Map<Long, Batch.Entry> taken = new HashMap<>();
        early.forEach(entry -> taken.put(entry.sequence(), entry));
        Batch.Entry before = taken.get(batch.first() - 1);
        if (before != null && !before.hash().equals(batch.previousHash())) {
            return torn(before.sequence());
        }
        List<Batch.Entry> fresh = new ArrayList<>();
        for (Batch.Entry entry : batch.entries()) {
            Batch.Entry known = taken.get(entry.sequence());
            if (entry.sequence() < above) {
                continue;
            }
            if (known == null) {
                fresh.add(entry);
            } else if (!known.hash().equals(entry.hash())) {
                return torn(entry.sequence());
            }
        }
        Batch.Entry last = batch.entries().getLast();
        Batch.Entry next = taken.get(last.sequence() + 1);
        while (next != null) {
            if (!follows(batch.epoch(), last, next)) {
                return torn(next.sequence());
            }
            last = next;
            next = taken.get(last.sequence() + 1);
        }
        return new Fits(List.copyOf(fresh), last);
    }

    private static boolean follows(long epoch, Batch.Entry last, Batch.Entry next) {
        byte[] hash =
                Chain.next(
                        HexFormat.of().parseHex(last.hash()),
                        next.type(),
                        epoch,
                        next.sequence(),
                        next.payload());
        return HexFormat.of().formatHex(hash).equals(next.hash());
    }

    /** Between early records some are not taken, so an earlier one may differ unseen. */
    private static Torn torn(long sequence) {
        return new Torn(new Verdict.Fork(sequence, false));
    }
}
