package com.hasivu.edge.sync;

/** What the sync machine wants done, in this order. */
sealed interface Effect {
    /** Open a link; answer with {@link Input.Connected} or {@link Input.Disconnected}. */
    record Connect() implements Effect {}

    /** Drop the link; no answer. */
    record Drop(String why) implements Effect {}

    /**
     * Send one batch from this record on; answer with {@link Input.Sent}.
     *
     * @param most records at most
     * @param live the newest, ahead of a backlog
     */
    record Send(long from, int most, boolean live) implements Effect {}

    /** Save the cursor. */
    record MoveCursor(long upTo) implements Effect {}

    /** Ask for the time: the answer also proves that the link lives. */
    record AskTime() implements Effect {}

    /** Ask for a snapshot. */
    record AskSnapshot(boolean full, String why) implements Effect {}

    /** Publish the station's status. */
    record TellStatus() implements Effect {}

    /** This epoch is not merged any more: what is left goes to the cloud's review. */
    record Halted(String why) implements Effect {}

    /** All of the halted epoch, up to {@code last}, is with the cloud: begin another journal. */
    record Ended(String why, long last) implements Effect {}
}
