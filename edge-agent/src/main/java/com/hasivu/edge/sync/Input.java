package com.hasivu.edge.sync;

/** What the sync machine hears. Sequences are of the station's present epoch. */
sealed interface Input {
    /** Connected and subscribed. */
    record Connected() implements Input {}

    /**
     * No connection, or no more.
     *
     * @param refused the broker will not have this station; trying often does not help
     * @param luck 0 to below 1: spreads the next try
     */
    record Disconnected(String why, boolean refused, double luck) implements Input {}

    /** The journal's last record on disk. */
    record Grew(long last) implements Input {}

    /** A batch was handed to the broker: answer to {@link Effect.Send}. */
    record Sent(long from, long to, boolean live) implements Input {}

    /**
     * The cloud's ack for this epoch.
     *
     * @param fits whether its hash is ours at that record
     * @param resendFrom 0: nothing missing
     * @param window 0: not said
     * @param quarantined not empty: this epoch is not merged, and why
     * @param rate records of a backlog a second; 0: no limit
     * @param batchUpTo last record of a batch that is committed or kept whole; 0: answers none
     */
    record Acked(
            long upTo,
            boolean fits,
            long resendFrom,
            int window,
            String quarantined,
            int rate,
            long batchUpTo)
            implements Input {}

    /** The cloud answered a time request. */
    record TimeAnswered() implements Input {}

    /** A newer snapshot than ours may be there: the newest is this version. */
    record Noticed(long version) implements Input {}

    /** This version is in use here. */
    record Held(long version) implements Input {}

    /** What came did not fit: a full snapshot is needed. */
    record Misfit(String why) implements Input {}

    /** Something that the status tells is no longer as it was told. */
    record Untold() implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}
}
