package com.hasivu.edge.sync;

import com.hasivu.protocol.Wire;

/**
 * How fast a backlog goes up: the cloud tells a rate in each ack. Pure and immutable;
 * docs/wire-protocol.md, "Pace".
 *
 * @param rate records a second; 0 for no limit
 * @param sentAt when the last batch of a backlog went
 * @param sent its records; 0 when there was none
 * @param liveAt before this no live batch goes
 */
record Pace(int rate, long sentAt, int sent, long liveAt) {
    /**
     * Records in a batch before the cloud has said how fast, as a hundred stations may come back at
     * once; and in a paced one, as a live tap waits behind it in the cloud (0.1 s).
     */
    static final int SMALL_BATCH = 100;

    /** A paced batch holds what the rate allows in this many seconds: a slow pace is even. */
    static final int STRIDE_SECONDS = 5;

    /** Least milliseconds between two live batches: what is tapped meanwhile goes in one. */
    static final long LIVE_EVERY = 50;

    /** Long past, on any clock; a difference to it does not overflow. */
    static final long AT_ONCE = Long.MIN_VALUE / 2;

    /** A new conversation. */
    static Pace untold() {
        return new Pace(0, AT_ONCE, 0, AT_ONCE);
    }

    /** An ack said so. Counts for the batch sent last as well. */
    Pace told(int recordsPerSecond) {
        return new Pace(recordsPerSecond, sentAt, sent, liveAt);
    }

    Pace sent(int records, long now) {
        return new Pace(rate, now, records, liveAt);
    }

    Pace sentLive(long now) {
        return new Pace(rate, sentAt, sent, now + LIVE_EVERY);
    }

    /** When the next batch of the backlog may go; {@link #AT_ONCE} unless it has to wait. */
    long nextAt() {
        return rate == 0 || sent == 0 ? AT_ONCE : sentAt + Math.ceilDiv(sent * 1000L, (long) rate);
    }

    /** Records in the next batch of the backlog at most. */
    int most() {
        return rate == 0
                ? Wire.MAX_BATCH_RECORDS
                : (int) Math.min(SMALL_BATCH, (long) rate * STRIDE_SECONDS);
    }
}
