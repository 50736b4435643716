package com.hasivu.cloud.binding;

import com.hasivu.cloud.cards.CardAction;
import com.hasivu.cloud.cards.CardType;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.rfid.RefusedCard;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One wish that the next free card at a station shall be a child's.
 *
 * @param endsOldAs {@code lost}, {@code damaged} or {@code returned}: what becomes of the card the
 *     child has; empty: it has none
 * @param from records at or before it were made before the wish
 * @param card which one it became
 * @param note why a card that was shown did not count, for a person
 */
record Binding(
        long id,
        SchoolId school,
        StationId station,
        StudentId student,
        Optional<CardType> type,
        String form,
        Optional<String> endsOldAs,
        State state,
        Mark from,
        Instant opened,
        UserId openedBy,
        Instant expires,
        Optional<Long> card,
        Optional<String> note) {
    /** How far a station's clock may be ahead and still be {@code CLOCK_SYNCED}. */
    static final Duration CLOCK_SLACK = Duration.ofSeconds(30);

    /** A place in a station's journal. */
    record Mark(long epoch, long sequence) {}

    enum State {
        OPEN,
        BOUND,
        CANCELLED,
        EXPIRED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As it is now: open only until its time is over. */
    State at(Instant now) {
        return state == State.OPEN && !now.isBefore(expires) ? State.EXPIRED : state;
    }

    /**
     * Why a refused card is not the one that was meant; empty when it may be. A record counts only
     * if it was made after the wish: behind what the journal held then, and by a clock that is
     * trusted. So a backlog from before binds nothing.
     */
    Optional<String> refuse(RefusedCard seen, Instant now) {
        boolean before = seen.epoch() == from.epoch() && seen.sequence() <= from.sequence();
        if (before) {
            return Optional.of("a card was shown before this began");
        }
        if (!seen.trusted()) {
            return Optional.of(
                    "a card was shown, but the station's clock is not trusted: wait until it is in step, then show it again");
        }
        if (seen.at().isBefore(opened)) {
            return Optional.of("a card was shown before this began");
        }
        if (!seen.at().isBefore(expires) || seen.at().isAfter(now.plus(CLOCK_SLACK))) {
            return Optional.of("a card was shown outside of this session's time");
        }
        if (!seen.whole()) {
            return Optional.of(
                    "the reader tells only a part of card numbers: register the card by its whole number");
        }
        return Optional.empty();
    }

    Cards.FirstTap wish() {
        return new Cards.FirstTap(student, type, form, endsOldAs.map(CardAction::ending), openedBy);
    }
}
