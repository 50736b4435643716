package com.hasivu.reader.uhfreader18;

/**
 * Where the conversation with the reader stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Nothing was heard yet; who it is was asked, and must be answered by {@code by}. */
    record Meeting(long by, int failures) implements Link {}

    /**
     * Asked; the answer must come by {@code by}.
     *
     * @param damaged bytes came that were none
     */
    record Asking(Question question, long by, boolean damaged, Known known) implements Link {}

    /** Ask for tags again at {@code at}. */
    record Resting(long at, Known known) implements Link {}

    /** The reader tells tags unasked, or that it lives, by {@code by}; else it is asked. */
    record Listening(long by, Known known) implements Link {}

    /** The link was told to be down; nothing more happens. */
    record Lost() implements Link {}

    /**
     * What is known of the reader.
     *
     * @param up LinkUp was told
     * @param failures silences and refusals since it was last heard in a round
     * @param damages rounds since then of which only damaged bytes came
     * @param mode as the first generation told it: Read_mode and five more; do not change
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Known(boolean up, int failures, int damages, UhfReader18Info info, byte[] mode) {
        Known failedOnceMore() {
            return new Known(up, failures + 1, damages, info, mode);
        }

        Known damagedOnceMore() {
            return new Known(up, failures, damages + 1, info, mode);
        }

        Known toldUp() {
            return new Known(true, failures, damages, info, mode);
        }

        Known with(UhfReader18Info newInfo) {
            return new Known(up, failures, damages, newInfo, mode);
        }

        Known withMode(byte[] newMode) {
            return new Known(up, failures, damages, info, newMode);
        }

        Known reading() {
            return new Known(true, 0, 0, info, mode);
        }

        boolean isFirst() {
            return info.generation() == Generation.FIRST;
        }
    }
}
