package com.hasivu.edge.replay;

import java.util.List;
import java.util.Map;

/**
 * What came of replaying a journal, or one day of it.
 *
 * @param records looked at
 * @param same decided the same again
 * @param outcomes recorded outcomes and how often: SERVE or a reason
 * @param differences the first {@link #MAX_NAMED}
 * @param different how many in all
 * @param missing snapshot versions that are not kept
 * @param forgotten records that rest on trimmed ones: the first {@link #MAX_NAMED}
 * @param forgottenCount how many in all
 * @param unreadable records this program cannot read: the first {@link #MAX_NAMED}
 * @param unreadableCount how many in all
 * @param ruleAssumed records decided by the card rule as configured now, as they do not hold it
 */
public record ReplayReport(
        long records,
        long same,
        Map<String, Long> outcomes,
        List<Named> differences,
        long different,
        Map<Long, MissingVersion> missing,
        List<Named> forgotten,
        long forgottenCount,
        List<Named> unreadable,
        long unreadableCount,
        long ruleAssumed) {
    /** Records named at most, of each kind. */
    public static final int MAX_NAMED = 100;

    /**
     * A record and what was found.
     *
     * @param recorded the recorded decision
     */
    public record Named(long sequence, String recorded, String why) {}

    /** A version that is not kept, and how many records used it. */
    public record MissingVersion(String why, long records) {}

    /** Records whose snapshot is not kept. */
    public long withoutSnapshot() {
        return missing.values().stream().mapToLong(MissingVersion::records).sum();
    }

    /** Records that could not be decided again. */
    public long notReplayed() {
        return withoutSnapshot() + forgottenCount + unreadableCount;
    }

    /** Whether every record was decided again, and the same. */
    public boolean agrees() {
        return different == 0 && notReplayed() == 0;
    }
}
