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

    /** Sending has stopped for this epoch: tell a person. */
    record Halted(String why) implements Effect {}
}
