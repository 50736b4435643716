package com.hasivu.edge.journal;

import java.util.List;

/**
 * What reading a whole journal found, with nothing changed.
 *
 * @param epoch of the journal; 0 when there is none
 * @param firstSequence oldest record kept; 0 when there is none
 * @param lastSequence newest record; 0 when there is none
 * @param lastHash chain hash of the newest record
 * @param cursor last record acknowledged by the cloud
 * @param segments segment files
 * @param bytes of segment files
 * @param problems empty when every checksum, sequence and hash is right; a torn tail is one
 */
public record VerifyReport(
        long epoch,
        long firstSequence,
        long lastSequence,
        byte[] lastHash,
        long cursor,
        int segments,
        long bytes,
        List<String> problems) {
    /** Records kept. */
    public long records() {
        return lastSequence == 0 ? 0 : lastSequence - firstSequence + 1;
    }

    /** Whether nothing is wrong. */
    public boolean sound() {
        return problems.isEmpty();
    }
}
