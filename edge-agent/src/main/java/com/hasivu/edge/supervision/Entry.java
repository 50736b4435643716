package com.hasivu.edge.supervision;

import java.time.Duration;

/** What came of showing a PIN. */
public sealed interface Entry {
    /** It is the supervisor's. */
    record In(Pass pass) implements Entry {}

    /**
     * It is not; or there is no such supervisor, or it has no PIN.
     *
     * @param left wrong ones that are borne still
     */
    record Wrong(int left) implements Entry {}

    /** It was not looked at. */
    record Locked(Duration left) implements Entry {}
}
