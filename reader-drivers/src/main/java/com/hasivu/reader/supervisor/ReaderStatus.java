package com.hasivu.reader.supervisor;

/** Whether a reader can read. */
public sealed interface ReaderStatus {
    record Online(String detail) implements ReaderStatus {}

    /** {@code why} names the fix where there is one; the loop tries again by itself. */
    record Offline(String why) implements ReaderStatus {}

    /** The loop was closed. */
    record Stopped() implements ReaderStatus {}
}
