package com.hasivu.edge.sync;

/**
 * The limits of the sync machine, times in milliseconds. docs/wire-protocol.md, section "Time".
 *
 * @param ackTimeout a batch not acknowledged for so long is sent again, later where acks are
 *     measured to take longer ({@link Resend})
 * @param ackTimeoutAtMost longest wait for an ack
 * @param defaultWindow batches in flight until the cloud says otherwise
 * @param maxWindow batches in flight at most, whatever the cloud says
 * @param resendQuiet a second request to send again from the same record is ignored for so long
 * @param timeEvery between two time requests
 * @param silentAfter so many unanswered time requests make a silent link
 * @param noticePatience how long a noticed newer snapshot may take to come by itself
 * @param askEvery between two requests for a snapshot; doubles up to {@code askAtMost}
 * @param askAtMost longest time between two requests for a snapshot
 * @param statusEvery least time between two status messages
 * @param retryBase the first wait after a lost link is random in 0 to this; then doubled each time
 * @param retryCap longest wait
 * @param refusedCap longest wait after the broker refused the station
 * @param stable a link that held so long was good
 */
public record SyncRules(
        long ackTimeout,
        long ackTimeoutAtMost,
        int defaultWindow,
        int maxWindow,
        long resendQuiet,
        long timeEvery,
        int silentAfter,
        long noticePatience,
        long askEvery,
        long askAtMost,
        long statusEvery,
        long retryBase,
        long retryCap,
        long refusedCap,
        long stable) {
    /** What a station runs with. */
    public static final SyncRules DEFAULT =
            new SyncRules(
                    10_000, 60_000, 4, 16, 2_000, 10_000, 3, 2_000, 5_000, 60_000, 2_000, 500,
                    5_000, 60_000, 10_000);
}
