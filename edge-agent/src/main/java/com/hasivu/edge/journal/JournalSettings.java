package com.hasivu.edge.journal;

import java.time.Duration;

/**
 * How the journal uses its disk.
 *
 * @param segmentBytes size of one preallocated segment file, 64 KiB to 64 MiB
 * @param retryEvery after a failed write or a full disk, how often a new file is tried at most
 */
public record JournalSettings(int segmentBytes, Duration retryEvery) {
    /** The smallest segment: room for the header and a few of the largest records. */
    public static final int MIN_SEGMENT_BYTES = 64 * 1024;

    /** The largest segment: it is read into memory when it is scanned. */
    public static final int MAX_SEGMENT_BYTES = 64 * 1024 * 1024;

    /** 4 MiB segments (about 20,000 taps), a new try every second. */
    public static final JournalSettings DEFAULT =
            new JournalSettings(4 * 1024 * 1024, Duration.ofSeconds(1));

    public JournalSettings {
        if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException(
                    "journal segment of %d bytes; use %d to %d"
                            .formatted(segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES));
        }
    }
}
