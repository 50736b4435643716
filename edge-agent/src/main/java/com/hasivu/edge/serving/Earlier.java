package com.hasivu.edge.serving;

import com.hasivu.edge.journal.StoredRecord;

import java.util.function.Consumer;

/** Records of this counter that are in no journal in use: what was served by them stays served. */
@FunctionalInterface
public interface Earlier {
    /** There are none. */
    Earlier NONE = to -> {};

    /** Each journal oldest first. */
    void readAll(Consumer<StoredRecord> to);
}
