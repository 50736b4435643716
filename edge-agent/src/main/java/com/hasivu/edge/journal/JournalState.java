package com.hasivu.edge.journal;

/** Whether the journal takes records. */
public sealed interface JournalState {
    /** Appends are written. */
    record Ready() implements JournalState {}

    /**
     * The station is out of service: appends throw. The journal tries by itself to go on with a new
     * file, at most once per {@link JournalSettings#retryEvery}, when the next record comes or
     * {@link Journal#heal} is called.
     *
     * @param why the operation, the file, the error and the fix
     */
    record Failed(String why) implements JournalState {}
}
