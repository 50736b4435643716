package com.hasivu.reader.supervisor;

import com.hasivu.reader.ReaderEvent.Fault;

/** Hears how a reader fares, on the reader's thread; return soon. */
@FunctionalInterface
public interface ReaderStatusListener {
    /** Told once per change, not once per attempt. */
    void changed(String reader, ReaderStatus status);

    /** Bytes or answers were dropped; for a counter. */
    default void fault(String reader, Fault fault) {}
}
