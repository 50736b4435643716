package com.hasivu.reader.pn532;

/**
 * Where the conversation with the chip stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Quiet until {@code at}; then wake the chip and configure it. */
    record Waking(long at, Health health) implements Link {}

    /** Sent; the chip must acknowledge by {@code by}. */
    record Unacknowledged(Command command, long by, Health health) implements Link {}

    /** Acknowledged; the answer must come by {@code by}. */
    record Unanswered(Command command, long by, Health health) implements Link {}

    /** Up; ask for a card at {@code at}. */
    record Resting(long at, Health health) implements Link {}

    /** The port is gone; nothing more happens. */
    record Lost() implements Link {}

    /**
     * What was told about the chip, and how often in a row it has not answered.
     *
     * @param up LinkUp was told last
     * @param down LinkDown was told last
     */
    record Health(boolean up, boolean down, int silences) {
        static final Health UNKNOWN = new Health(false, false, 0);
        static final Health UP = new Health(true, false, 0);

        Health oneMoreSilence() {
            return new Health(up, down, silences + 1);
        }
    }
}
