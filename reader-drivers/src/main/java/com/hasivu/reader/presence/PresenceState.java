package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;

import java.util.Map;
import java.util.Optional;

/**
 * The cards on one reader. Immutable.
 *
 * @param settling until reads count; empty once they do
 * @param cards by number; at most {@link Presence#CARDS}
 */
public record PresenceState(Optional<Settling> settling, Map<CardId, Held> cards) {
    /**
     * A card that is being read.
     *
     * @param lastReadNanos the last read, and as much later as nobody listened since
     * @param arrived its arrival was told; else it waits for a second equal read
     */
    record Held(long firstReadNanos, long lastReadNanos, boolean arrived) {
        Held readLater(long nanos) {
            return new Held(firstReadNanos, lastReadNanos + nanos, arrived);
        }
    }

    /**
     * The line has just been opened.
     *
     * @param lastNanos the last read that was history, or the opening
     */
    record Settling(long openedNanos, long lastNanos) {}

    public PresenceState {
        cards = Map.copyOf(cards);
    }

    /** No card, and the line was opened at {@code nowNanos}. */
    public static PresenceState connected(long nowNanos) {
        return new PresenceState(Optional.of(new Settling(nowNanos, nowNanos)), Map.of());
    }
}
