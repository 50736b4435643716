package com.hasivu.cloud.resilience;

/**
 * Retries are at most a tenth of the calls, after a few: a system in trouble must not get twice the
 * load from those who wait for it. Counted in tenths. Thread-safe.
 */
final class RetryBudget {
    private static final int RETRY = 10;

    /** Ten retries may be saved up. */
    private static final int MOST = 10 * RETRY;

    private int saved = MOST;

    /** A call begins. */
    synchronized void earn() {
        saved = Math.min(MOST, saved + 1);
    }

    /** Whether one more try may be made. */
    synchronized boolean spend() {
        if (saved < RETRY) {
            return false;
        }
        saved -= RETRY;
        return true;
    }
}
