package com.hasivu.reader.thingmagic;

/**
 * Where the conversation with the module stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Asked; the answer must come by {@code by}. */
    record Asking(Question question, long by, Known known) implements Link {}

    /** Reading continuously; the module says something by {@code by}, if only that it lives. */
    record Reading(long by, Known known) implements Link {}

    /** Polled: read again at {@code at}. */
    record Resting(long at, Known known) implements Link {}

    /** The link was told to be down; nothing more happens. */
    record Lost() implements Link {}

    /**
     * What is known of the module.
     *
     * @param up LinkUp was told
     * @param failures since it was last heard reading
     * @param module its name and firmware
     * @param centiDbm the power to set, in 0.01 dBm
     */
    record Known(boolean up, int failures, String module, int centiDbm) {
        Known failedOnceMore() {
            return new Known(up, failures + 1, module, centiDbm);
        }

        Known named(String name) {
            return new Known(up, failures, name, centiDbm);
        }

        Known withPower(int power) {
            return new Known(up, failures, module, power);
        }

        Known toldUp() {
            return new Known(true, failures, module, centiDbm);
        }

        Known reading() {
            return new Known(true, 0, module, centiDbm);
        }
    }
}
