package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Dominance;
import com.hasivu.reader.presence.PresenceState.Held;
import com.hasivu.reader.presence.PresenceState.Lead;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which of several tags read from afar leads, by {@link Dominance}. Pure. */
final class Contest {
    private Contest() {}

    /**
     * Takes in that {@code card}, already among {@code cards}, was just read: writes who leads now
     * into {@code cards}, and tells whether this one has led for long enough. Every other tag's
     * lead ends when this read is too close to it; its own ended if it was not read for the dwell.
     */
    static boolean isWon(Map<CardId, Held> cards, CardId card, long atNanos, Dominance rule) {
        cards.replaceAll(
                (other, held) ->
                        other.equals(card) || leads(cards, other, rule)
                                ? held
                                : held.with(Optional.empty()));
        Held held = cards.get(card);
        if (held == null || !leads(cards, card, rule)) {
            cards.computeIfPresent(card, (same, it) -> it.with(Optional.empty()));
            return false;
        }
        Lead before =
                held.lead()
                        .filter(lead -> atNanos - lead.lastNanos() <= rule.dwell().toNanos())
                        .orElse(new Lead(atNanos, atNanos, 0)); // unread for long is no lead
        var lead = new Lead(before.sinceNanos(), atNanos, before.reads() + 1);
        cards.put(card, held.with(Optional.of(lead)));
        return lead.reads() >= rule.reads()
                && atNanos - lead.sinceNanos() >= rule.dwell().toNanos();
    }

    /**
     * Takes in a tag for which there is no room: it takes the place of the weakest that has not
     * arrived, if that is weaker, and else it ends every lead that is not far enough ahead of it.
     * Whether there is room now.
     */
    static boolean makeRoom(Map<CardId, Held> cards, OptionalInt strength, Dominance rule) {
        int wanted = strength.orElse(0);
        Optional<Map.Entry<CardId, Held>> weakest =
                cards.entrySet().stream()
                        .filter(card -> !card.getValue().arrived())
                        .min(Comparator.comparingInt(card -> card.getValue().strength().orElse(0)));
        if (weakest.isPresent() && weakest.get().getValue().strength().orElse(0) < wanted) {
            cards.remove(weakest.get().getKey());
            return true;
        }
        cards.replaceAll(
                (card, held) ->
                        held.strength().orElse(0) - rule.margin() >= wanted && strength.isPresent()
                                ? held
                                : held.with(Optional.empty()));
        return false;
    }

    private static boolean leads(Map<CardId, Held> cards, CardId card, Dominance rule) {
        Held mine = cards.get(card);
        if (mine == null) {
            return false;
        }
        if (mine.strength().isEmpty()) {
            return cards.size() == 1;
        }
        int strength = mine.strength().getAsInt();
        return strength >= rule.least()
                && cards.entrySet().stream()
                        .filter(other -> !other.getKey().equals(card))
                        .allMatch(other -> isWeaker(other.getValue(), strength - rule.margin()));
    }

    private static boolean isWeaker(Held other, int limit) {
        return other.strength().isPresent() && other.strength().getAsInt() <= limit;
    }
}
