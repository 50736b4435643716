package com.hasivu.simulator.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What came of one round.
 *
 * @param proof how it bit; empty when it did not
 * @param recovered from the end of the fault until every child had its light and the cloud the
 *     whole journal
 * @param problems broken invariants and whatever else went wrong
 */
record Round(int number, String fault, String proof, Duration recovered, List<String> problems) {
    boolean bit() {
        return !proof.isEmpty();
    }

    boolean good() {
        return bit() && problems.isEmpty();
    }
}
