package com.hasivu.cloud.saga;

import java.util.Locale;

/** Where a saga stands. {@code running -> completed | undoing -> undone}. */
public enum SagaState {
    RUNNING,
    COMPLETED,
    /** Its effects are taken back, the last one first. */
    UNDOING,
    UNDONE;

    /** As in the database and in answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SagaState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
