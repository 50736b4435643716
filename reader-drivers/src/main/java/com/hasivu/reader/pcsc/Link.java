package com.hasivu.reader.pcsc;

import com.hasivu.protocol.CardId;

import java.util.Optional;

/** A connection's states. */
sealed interface Link {
    /** Nothing was heard of the slot yet. */
    record Opening(long giveUp) implements Link {}

    /**
     * A command waits for its answer: one at a time.
     *
     * @param first the card of the first of a look's two reads
     */
    record Asked(Command command, Optional<CardId> first, long giveUp, Slot slot) implements Link {}

    /** Between two looks, or without a card. */
    record Idle(long lookAt, Slot slot) implements Link {}

    record Lost() implements Link {}

    /**
     * What is known of the slot.
     *
     * @param up the link was told
     * @param present a card is there
     * @param todo asked as soon as it can be: setting up, then wishes
     * @param escapes the reader takes commands without a card
     */
    record Slot(boolean up, boolean present, Optional<Command> todo, boolean escapes) {
        Slot present(boolean now) {
            return new Slot(up, now, todo, escapes);
        }

        Slot todo(Command command) {
            return new Slot(up, present, Optional.of(command), escapes);
        }

        Slot done() {
            return new Slot(up, present, Optional.empty(), escapes);
        }

        Slot told() {
            return new Slot(true, present, todo, escapes);
        }

        Slot withoutEscapes() {
            return new Slot(up, present, todo, false);
        }
    }
}
