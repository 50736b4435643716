package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.Signal;
import com.hasivu.reader.SignalQuality;
import com.hasivu.reader.presence.PresenceState.Held;
import com.hasivu.reader.presence.PresenceState.Settling;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arrive, hold, depart; one arrival is one tap. Each card on the reader is followed by itself, so
 * two cards that take turns in the field give one arrival each.
 *
 * <p>A read is history, not a tap, while it follows the connection, or a read that was history, in
 * less than {@link PresenceRules#settle()}: readers and USB adapters keep reads while nobody
 * listens and pour them out back to back. A card that lies on the reader repeats more slowly and so
 * arrives with its second read.
 */
public final class Presence {
    /**
     * Bound on cards followed at once. More are not told: they are no queue at a counter, but a
     * broken reader.
     */
    static final int CARDS = 64;

    /** No cache is longer; a clone that repeats without a pause must not stay unheard for ever. */
    static final Duration SETTLE_LIMIT = Duration.ofSeconds(3);

    /** Whatever numbers a phone makes up while it is held, it is one presentation. */
    private static final CardId ANY_MADE_UP = new CardId("08000000");

    /** What a read meant. */
    public sealed interface Meaning {
        /** A tap. */
        record Arrived(Arrival arrival) implements Meaning {}

        /**
         * First read of a family whose check is weak; an equal one must follow within the depart
         * time.
         */
        record Unconfirmed() implements Meaning {}

        /** A card that has arrived is still there. */
        record StillThere() implements Meaning {}

        /** From before the connection. Serves nobody; worth a record. */
        record History() implements Meaning {}

        /** A tag read from afar that does not, or not yet, lead the others. */
        record Outshone() implements Meaning {}

        /** A phone or a bank card was presented; see {@link CardRead#isMadeUp}. Serves nobody. */
        record MadeUp() implements Meaning {}

        /** More than {@link #CARDS} cards at once. */
        record Crowded() implements Meaning {}
    }

    /** A read's meaning and the state after it. */
    public record Seen(PresenceState state, Meaning meaning) {}

    /**
     * The state after a look at the clock, and the cards that left. Cards that never arrived do not
     * leave.
     */
    public record Looked(PresenceState state, List<CardId> departed) {}

    private Presence() {}

    /** Takes in one read. Its time is {@link TagSeen#atNanos()}. */
    public static Seen step(PresenceState state, TagSeen read, PresenceRules rules) {
        long at = read.atNanos();
        if (state.settling().filter(settling -> isHistory(settling, at, rules)).isPresent()) {
            var settling = new Settling(state.settling().get().openedNanos(), at);
            return new Seen(
                    new PresenceState(Optional.of(settling), state.cards()), new Meaning.History());
        }
        var cards = present(state.cards(), at, rules);
        CardId card = read.isMadeUp() ? ANY_MADE_UP : read.card();
        Held before = cards.get(card);
        if (before == null && cards.size() >= CARDS && !madeRoom(cards, read, rules)) {
            return new Seen(settled(cards), new Meaning.Crowded());
        }
        Held now = before == null ? Held.first(at, read.read().strength()) : before.readAgain(read);
        cards.put(card, now);
        boolean decided = !read.weakCheck() || before != null || read.isMadeUp();
        if (rules.dominance().isPresent()) {
            decided = Contest.isWon(cards, card, at, rules.dominance().get());
        }
        Meaning meaning = meaning(read, now, decided, rules);
        if (decided) {
            cards.computeIfPresent(card, (id, held) -> held.arrive());
        }
        return new Seen(settled(cards), meaning);
    }

    private static boolean madeRoom(Map<CardId, Held> cards, TagSeen read, PresenceRules rules) {
        return rules.dominance()
                .filter(rule -> Contest.makeRoom(cards, read.read().strength(), rule))
                .isPresent();
    }

    /** Lets the cards go that were not read for the depart time. */
    public static Looked tick(PresenceState state, long nowNanos, PresenceRules rules) {
        var cards = present(state.cards(), nowNanos, rules);
        if (cards.size() == state.cards().size()) {
            return new Looked(state, List.of());
        }
        var departed =
                state.cards().entrySet().stream()
                        .filter(
                                card ->
                                        card.getValue().arrived()
                                                && !cards.containsKey(card.getKey()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
        return new Looked(new PresenceState(state.settling(), cards), departed);
    }

    /**
     * Takes in that nobody listened for {@code nanos}. Of a reader that reads only when asked, that
     * time is no evidence of absence: it does not count towards the depart time.
     */
    public static PresenceState notListening(PresenceState state, long nanos, PresenceRules rules) {
        return switch (rules.reads()) {
            case BY_ITSELF -> state;
            case WHEN_ASKED -> {
                var cards = new HashMap<>(state.cards());
                cards.replaceAll((card, held) -> held.readLater(nanos));
                yield new PresenceState(state.settling(), cards);
            }
        };
    }

    private static boolean isHistory(Settling settling, long at, PresenceRules rules) {
        return at - settling.openedNanos() < 0
                || (at - settling.lastNanos() < nanos(rules.settle())
                        && at - settling.openedNanos() < SETTLE_LIMIT.toNanos());
    }

    private static Meaning meaning(TagSeen read, Held now, boolean decided, PresenceRules rules) {
        if (now.arrived()) {
            return new Meaning.StillThere();
        }
        if (read.isMadeUp()) {
            return new Meaning.MadeUp();
        }
        if (!decided) {
            return rules.dominance().isPresent()
                    ? new Meaning.Outshone()
                    : new Meaning.Unconfirmed();
        }
        long at = read.atNanos();
        long first = now.firstReadNanos();
        return new Meaning.Arrived(
                new Arrival(read.read(), at, first, quality(read, at - first), read.assurance()));
    }

    private static SignalQuality quality(TagSeen read, long nanos) {
        var strength = read.read().strength();
        return strength.isPresent()
                ? SignalQuality.of(new Signal(strength.getAsInt(), Duration.ofNanos(nanos)))
                : SignalQuality.UNKNOWN;
    }

    private static Map<CardId, Held> present(
            Map<CardId, Held> cards, long nowNanos, PresenceRules rules) {
        var present = new HashMap<>(cards);
        present.values()
                .removeIf(held -> nowNanos - held.lastReadNanos() > nanos(rules.departAfter()));
        return present;
    }

    private static PresenceState settled(Map<CardId, Held> cards) {
        return new PresenceState(Optional.empty(), cards);
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }
}
