package com.hasivu.cloud.rfid;

import java.util.Locale;

/** The life of a station: claimable, enrolled, perhaps revoked; an administrator may re-open it. */
public enum StationState {
    /** Made by the school; no device has used its claim code yet. */
    CLAIMABLE,
    /** A device holds its certificate. */
    ENROLLED,
    /** Its certificate is refused. */
    REVOKED;

    /** As in the database and in answers, for example {@code enrolled}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static StationState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
