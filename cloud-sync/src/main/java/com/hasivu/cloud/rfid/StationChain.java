package com.hasivu.cloud.rfid;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * All that is known of one journal of a station, as HTTP and the command line show it. What each
 * part means, and what a person does about it: docs/review.md.
 *
 * @param epoch 16 hex digits
 * @param current whether it is the journal of the station's last status
 * @param lastSeen the last status that named it
 * @param committed every record up to here is committed
 * @param reported the highest record the station ever told of
 * @param missing records told of and not here
 * @param asked records asked for again, because later ones came, and still not here
 */
public record StationChain(
        long id,
        String school,
        String station,
        String epoch,
        boolean current,
        Instant firstSeen,
        @Nullable Instant lastSeen,
        long committed,
        long reported,
        @Nullable Span missing,
        @Nullable Span asked,
        @Nullable Quarantine quarantine,
        @Nullable WentBack wentBack,
        @Nullable Loss loss,
        @Nullable Closure closure) {
    /** Records from first to last, both included. */
    public record Span(long from, long to, Instant since) {}

    /**
     * Nothing of this epoch is merged from then on.
     *
     * @param partedAt the first record that differs from the committed one; 0 is the genesis;
     *     absent for one older than this note
     * @param partedExact false: that record, or one before it
     * @param payloadsKept payloads of this epoch that can be read record by record
     */
    public record Quarantine(
            String reason,
            Instant since,
            @Nullable Long partedAt,
            boolean partedExact,
            int payloadsKept) {}

    /** A later process of the station told a shorter journal: an old copy was put back. */
    public record WentBack(long from, long to, Instant at) {}

    /**
     * The station goes on with another journal. Records {@code from} to {@code to} were made and
     * never came; both absent when none is known. More may have been made after {@code madeAfter},
     * and before {@code madeBefore}, the first sign of the next journal.
     */
    public record Loss(
            @Nullable Long from,
            @Nullable Long to,
            Instant madeAfter,
            @Nullable Instant madeBefore) {}
}
