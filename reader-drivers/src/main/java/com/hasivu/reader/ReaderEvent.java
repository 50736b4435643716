package com.hasivu.reader;

import com.hasivu.protocol.CardId;

/** What a reader tells. Immutable. */
public sealed interface ReaderEvent {
    /**
     * One read of a card: evidence for a tap, not yet a tap; {@code presence.Presence} decides
     * that.
     *
     * @param read the card's number and what the frame tells besides
     * @param atNanos {@link System#nanoTime} when the last byte of the frame was read
     * @param weakCheck the frame's own check cannot be trusted alone; two equal reads are needed
     * @param assurance how sure it is that the card is no copy
     */
    record TagSeen(CardRead read, long atNanos, boolean weakCheck, Assurance assurance)
            implements ReaderEvent {
        /** With no more than the number. */
        public TagSeen(CardRead read, long atNanos, boolean weakCheck) {
            this(read, atNanos, weakCheck, Assurance.NUMBER_ONLY);
        }

        public CardId card() {
            return read.card();
        }

        /** Only a number, and one that names nobody. A card that proves its own tells that one. */
        public boolean isMadeUp() {
            return read.isMadeUp() && assurance instanceof Assurance.NumberOnly;
        }
    }

    /** The reader is ready. Told once per connection. */
    record LinkUp(String detail) implements ReaderEvent {}

    /**
     * The reader is lost: cable, power or silence. Told once; close the reader and open it again.
     */
    record LinkDown(String why) implements ReaderEvent {}

    /**
     * Something was dropped and the reader goes on.
     *
     * @param what for example {@code "checksum"}; one of few words, fit for a counter's label
     * @param count how many more bytes or answers since the last such event
     */
    record Fault(String what, long count) implements ReaderEvent {}
}
