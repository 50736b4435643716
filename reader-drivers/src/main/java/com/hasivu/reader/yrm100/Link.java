package com.hasivu.reader.yrm100;

/**
 * Where the conversation with the module stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Asked; the answer must come by {@code by}. */
    record Asking(Question question, long by, Known known) implements Link {}

    /** The module polls by itself; it must say something, if only "no tag", by {@code quietBy}. */
    record Polling(long quietBy, Known known) implements Link {}

    /** LinkDown was told; nothing more happens. */
    record Lost() implements Link {}

    /**
     * What is known of the module.
     *
     * @param name as it calls itself
     * @param centiDbm transmit power to set, in 1/100 dBm
     * @param up LinkUp was told
     * @param silences how often it has not answered since a round was last heard
     */
    record Known(String name, int centiDbm, boolean up, int silences) {
        Known named(String told) {
            return new Known(told, centiDbm, up, silences);
        }

        Known withPower(int other) {
            return new Known(name, other, up, silences);
        }

        Known told() {
            return new Known(name, centiDbm, true, silences);
        }

        Known heard() {
            return new Known(name, centiDbm, up, 0);
        }

        Known oneMoreSilence() {
            return new Known(name, centiDbm, up, silences + 1);
        }
    }
}
