package com.hasivu.cloud.cards;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The life of a card.
 *
 * <pre>
 * registered --bind--> bound --activate--> active --block--> blocked --activate--> active
 * bound, active, blocked --report-lost--> lost          --return--> returned
 * bound, active, blocked --report-damaged--> damaged    (for good)
 * bound, active, blocked --expire--> expired            --return--> returned
 * bound, active, blocked --return--> returned --bind--> bound
 * </pre>
 *
 * Only {@link #ACTIVE} opens the counter. A returned card belongs to nobody.
 */
public enum CardState {
    /** Known, belongs to nobody yet. */
    REGISTERED,
    /** Belongs to a child, not yet in use. */
    BOUND,
    ACTIVE,
    /** Stopped for a reason; can be active again. */
    BLOCKED,
    LOST,
    DAMAGED,
    EXPIRED,
    /** Handed in; may be given to another child. */
    RETURNED;

    private static final Map<CardState, Map<CardAction, CardState>> MOVES = moves();

    /** As in the database and in answers, for example {@code active}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CardState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Where an action leads from here; empty when it is not legal. */
    Optional<CardState> after(CardAction action) {
        return Optional.ofNullable(MOVES.getOrDefault(this, Map.of()).get(action));
    }

    private static Map<CardState, Map<CardAction, CardState>> moves() {
        Map<CardAction, CardState> inUse =
                Map.of(
                        CardAction.BLOCK, BLOCKED,
                        CardAction.REPORT_LOST, LOST,
                        CardAction.REPORT_DAMAGED, DAMAGED,
                        CardAction.EXPIRE, EXPIRED,
                        CardAction.RETURN, RETURNED);
        var moves = new EnumMap<CardState, Map<CardAction, CardState>>(CardState.class);
        moves.put(REGISTERED, Map.of(CardAction.BIND, BOUND));
        moves.put(RETURNED, Map.of(CardAction.BIND, BOUND));
        moves.put(ACTIVE, inUse);
        for (CardState state : new CardState[] {BOUND, BLOCKED}) {
            var more = new EnumMap<CardAction, CardState>(inUse);
            more.put(CardAction.ACTIVATE, ACTIVE);
            if (state == BLOCKED) {
                more.remove(CardAction.BLOCK);
            }
            moves.put(state, more);
        }
        moves.put(LOST, Map.of(CardAction.RETURN, RETURNED));
        moves.put(EXPIRED, Map.of(CardAction.RETURN, RETURNED));
        return moves;
    }
}
