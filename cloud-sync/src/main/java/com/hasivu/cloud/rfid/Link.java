package com.hasivu.cloud.rfid;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Whether a station can be reached, from what it said and from how long it is silent. */
public enum Link {
    /** It, or the broker for it, said it is there, and it was heard since. */
    ONLINE,
    /** It said goodbye, or the broker sent its Last Will. */
    OFFLINE,
    /**
     * Nobody said it left, but it is not heard: a broker that lost its memory sends no Last Will.
     */
    SILENT;

    /** docs/wire-protocol.md, "Time": a station asks for the time this often. */
    private static final Duration TIME_REQUEST_EVERY = Duration.ofSeconds(10);

    /** Its sign of life is written down this often at most, see {@link Heartbeats#alive}. */
    static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

    /** The same patience a station has with the cloud: three time requests. */
    static final Duration SILENT_AFTER = WRITTEN_EVERY.plus(TIME_REQUEST_EVERY.multipliedBy(3));

    static Link of(boolean saidOnline, Instant seen, Instant now) {
        if (!saidOnline) {
            return OFFLINE;
        }
        return seen.plus(SILENT_AFTER).isBefore(now) ? SILENT : ONLINE;
    }

    /** As in answers, for example {@code silent}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
