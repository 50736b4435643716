package com.hasivu.reader.r2000;

/**
 * Where the conversation with the reader stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /**
     * Asked; the answer must come by {@code by}.
     *
     * @param damaged bytes came that were none
     */
    record Asking(Question question, long by, boolean damaged, Known known) implements Link {}

    /** Ask for tags again at {@code at}. */
    record Resting(long at, Known known) implements Link {}

    /** The link was told to be down; nothing more happens. */
    record Lost() implements Link {}

    /**
     * What is known of the reader.
     *
     * @param up LinkUp was told
     * @param failures silences and refusals since it was last heard in a round
     * @param damages rounds since then of which only damaged bytes came
     * @param firmware as it told it
     */
    record Known(boolean up, int failures, int damages, String firmware) {
        Known failedOnceMore() {
            return new Known(up, failures + 1, damages, firmware);
        }

        Known damagedOnceMore() {
            return new Known(up, failures, damages + 1, firmware);
        }

        Known with(String newFirmware) {
            return new Known(up, failures, damages, newFirmware);
        }

        Known toldUp() {
            return new Known(true, failures, damages, firmware);
        }

        Known reading() {
            return new Known(true, 0, 0, firmware);
        }
    }
}
