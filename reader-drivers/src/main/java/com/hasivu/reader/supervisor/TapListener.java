package com.hasivu.reader.supervisor;

import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.presence.Arrival;

/**
 * Hears of taps, on the reader's thread: the next read waits until it returns. What it throws ends
 * the loop.
 */
@FunctionalInterface
public interface TapListener {
    /** A card was presented, once per presentation. */
    void tap(Arrival arrival, String reader);

    /**
     * A phone or a bank card was presented, once per presentation. It serves nobody, for {@link
     * com.hasivu.reader.CardRead#MADE_UP}.
     */
    default void madeUp(TagSeen read, String reader) {}

    /** A read from before the connection. It serves nobody. */
    default void history(TagSeen read, String reader) {}
}
