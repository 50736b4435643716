package com.hasivu.edge.serving;

import com.hasivu.edge.journal.RecordId;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Serves that are on disk but whose green light was never seen: the process ended between the two,
 * or the signal failed. The same card within {@link #PATIENCE} is shown green once more, without a
 * second record. Not thread-safe: {@link TapService} guards it.
 */
final class Unshown {
    /** How long after the tap a card is shown green once more; DESIGN.md, "The tap path", 6. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A recorded serve. */
    record Recorded(RecordId id, Instant at, OrderId order, StudentId student) {}

    private final Map<CardId, Recorded> byCard = new HashMap<>();

    void add(CardId card, Recorded serve) {
        byCard.put(card, serve);
    }

    /** Takes the card's serve, if its time is not over. */
    Optional<Recorded> take(CardId card, Instant now) {
        Recorded serve = byCard.remove(card);
        return serve != null && recent(serve.at(), now) ? Optional.of(serve) : Optional.empty();
    }

    /** The serve was taken back: nothing is owed for it. */
    void forget(long sequence) {
        byCard.values().removeIf(serve -> serve.id().sequence() == sequence);
    }

    static boolean recent(Instant at, Instant now) {
        return Duration.between(at, now).abs().compareTo(PATIENCE) <= 0;
    }
}
