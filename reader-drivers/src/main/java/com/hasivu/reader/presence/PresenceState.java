package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderEvent.TagSeen;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
     * @param arrived its arrival was told; else it waits for more reads
     * @param strength of its last read
     * @param lead how long it leads the other tags; empty while it does not, and for readers where
     *     no tag has to
     */
    record Held(
            long firstReadNanos,
            long lastReadNanos,
            boolean arrived,
            OptionalInt strength,
            Optional<Lead> lead) {
        static Held first(long atNanos, OptionalInt strength) {
            return new Held(atNanos, atNanos, false, strength, Optional.empty());
        }

        /**
         * A read that waited on the line may be older than what nobody listening made of the last.
         */
        Held readAgain(TagSeen read) {
            long last = lastReadNanos - read.atNanos() > 0 ? lastReadNanos : read.atNanos();
            return new Held(firstReadNanos, last, arrived, read.read().strength(), lead);
        }

        Held readLater(long nanos) {
            return new Held(firstReadNanos, lastReadNanos + nanos, arrived, strength, lead);
        }

        Held arrive() {
            return new Held(firstReadNanos, lastReadNanos, true, strength, lead);
        }

        Held with(Optional<Lead> newLead) {
            return new Held(firstReadNanos, lastReadNanos, arrived, strength, newLead);
        }
    }

    /**
     * A tag that leads all others.
     *
     * @param sinceNanos its first read in the lead
     * @param lastNanos its last one
     * @param reads in the lead
     */
    record Lead(long sinceNanos, long lastNanos, int reads) {}

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

    /**
     * The line was opened at {@code nowNanos} as nobody had looked for a while, which is no
     * evidence that a card left: those that had arrived are here until they are missed from now on.
     */
    public PresenceState connectedAgain(long nowNanos) {
        Map<CardId, Held> here = new HashMap<>(cards);
        here.values().removeIf(held -> !held.arrived());
        here.replaceAll((card, held) -> held.readLater(nowNanos - held.lastReadNanos()));
        return new PresenceState(connected(nowNanos).settling(), here);
    }
}
