package com.hasivu.reader.pcsc;

/** What comes from a reader's slot. */
sealed interface SlotFrame {
    /** The answer to the command sent last; two bytes of status are its last. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Answer(byte[] bytes) implements SlotFrame {}

    record Told(Word word) implements SlotFrame {}

    /** One byte each. The first three come unasked, the others in place of an answer. */
    enum Word {
        ABSENT,
        PRESENT,
        /** A card that cannot be powered. */
        MUTE,
        /** Another program has the card for itself. */
        TAKEN,
        /** The card went away before it answered. */
        GONE,
        /** The reader's driver passes no escape commands on. */
        NO_ESCAPE,
        FAILED
    }

    /** What is sent to a slot is a command behind one of these. */
    enum Channel {
        /** To the card, or for it: {@code FF} commands are the reader's own. */
        CARD,
        /** To the reader, card or not. */
        READER
    }
}
