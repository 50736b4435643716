package com.hasivu.edge.sync;

import com.hasivu.protocol.Wire;

/**
 * When what was sent goes again: because no ack came in time, or because the cloud asks. How long
 * an ack may take is measured, as RFC 6298 describes it for TCP, so a batch that waits in a slow
 * cloud's queue is not taken for a lost one. And how much may wait there: a queue makes a drain no
 * faster, so more goes only while acks come soon. Pure and immutable; milliseconds.
 *
 * @param least the quickest round trip of a batch and its ack in this conversation; {@link
 *     #UNMEASURED} before the first
 * @param mean the smoothed round trip
 * @param spread its smoothed deviation
 * @param doublings timeouts since the last measured round trip
 * @param open records of a backlog that may be in flight
 * @param againTo records up to here went more than once: their acks measure nothing (Karn)
 * @param progressAt when an ack last moved on; the oldest batch is waited for from then on
 * @param askedFrom the record last gone back to at the cloud's request; 0 for none
 * @param askedAt when
 */
record Resend(
        long least,
        long mean,
        long spread,
        int doublings,
        int open,
        long againTo,
        long progressAt,
        long askedFrom,
        long askedAt) {
    static final long UNMEASURED = Long.MAX_VALUE;

    /** Acks that take so much longer than the quickest tell of a queue. */
    static final long LATE = 2_000;

    private static final int MOST_OPEN = 16 * Wire.MAX_BATCH_RECORDS;
    private static final int MOST_DOUBLINGS = 16; // no overflow; the rules' cap comes long before

    /** A new conversation; acks of the one before may still come for records up to {@code sent}. */
    static Resend fresh(long sent) {
        return new Resend(UNMEASURED, 0, 0, 0, Pace.SMALL_BATCH, sent, Pace.AT_ONCE, 0, 0);
    }

    boolean isMeasured() {
        return least != UNMEASURED;
    }

    /** An ack moved on, and {@code newest} is the last batch it covers. */
    Resend acked(Uplink.Batch newest, long now) {
        if (newest.from() <= againTo) {
            return progress(now);
        }
        long took = now - newest.at();
        long quickest = Math.min(least, took);
        boolean late = took - quickest > LATE;
        int records = Math.toIntExact(newest.to() - newest.from() + 1);
        return new Resend(
                quickest,
                isMeasured() ? (7 * mean + took) / 8 : took,
                isMeasured() ? (3 * spread + Math.abs(mean - took)) / 4 : took / 2,
                0,
                late
                        ? Math.max(open * 3 / 4, Pace.SMALL_BATCH)
                        : Math.min(open + records, MOST_OPEN),
                againTo,
                now,
                askedFrom,
                askedAt);
    }

    /** An ack moved on; how long it took is not known. */
    Resend progress(long now) {
        int more = Math.min(open + Pace.SMALL_BATCH, MOST_OPEN);
        return new Resend(least, mean, spread, doublings, more, againTo, now, askedFrom, askedAt);
    }

    /**
     * No ack came in time: all up to {@code sent} may go again, slowly, and be waited for longer.
     */
    Resend timedOut(long sent) {
        return new Resend(
                least,
                mean,
                spread,
                Math.min(doublings + 1, MOST_DOUBLINGS),
                Pace.SMALL_BATCH,
                Math.max(againTo, sent),
                progressAt,
                askedFrom,
                askedAt);
    }

    /** The cloud asks for what follows {@code from}; all up to {@code sent} goes again. */
    Resend asked(long from, long sent, long now) {
        return new Resend(
                least,
                mean,
                spread,
                doublings,
                open,
                Math.max(againTo, sent),
                progressAt,
                from,
                now);
    }

    /**
     * Whether a request for this record was answered so lately that this one may have been on its
     * way: each batch behind a lost one asks for the same.
     */
    boolean justAsked(long from, SyncRules rules, long now) {
        return from == askedFrom && now - askedAt < Math.max(rules.resendQuiet(), expected());
    }

    /** When a batch sent then, the oldest in flight, is taken for lost. */
    long overdueAt(long sentAt, SyncRules rules) {
        long once = Math.max(rules.ackTimeout(), expected());
        return Math.max(sentAt, progressAt) + Math.min(once << doublings, rules.ackTimeoutAtMost());
    }

    private long expected() {
        return mean + 4 * spread;
    }
}
