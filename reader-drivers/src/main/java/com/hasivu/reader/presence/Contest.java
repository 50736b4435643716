package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Dominance;
import com.hasivu.reader.presence.PresenceState.Held;
import com.hasivu.reader.presence.PresenceState.Lead;

import java.util.Map;
import java.util.Optional;

/** Which of several tags read from afar leads, by {@link Dominance}. Pure. */
final class Contest {
    private Contest() {}

    /**
     * Takes in that {@code card}, already among {@code cards}, was just read: writes who leads now
     * into {@code cards}, and tells whether this one has led for long enough. Every other tag's
     * lead ends when this read is too close to it.
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
        Lead before = held.lead().orElse(new Lead(atNanos, 0));
        var lead = new Lead(before.sinceNanos(), before.reads() + 1);
        cards.put(card, held.with(Optional.of(lead)));
        return lead.reads() >= rule.reads()
                && atNanos - lead.sinceNanos() >= rule.dwell().toNanos();
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
